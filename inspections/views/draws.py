"""One round: its steps, the facts by which it is replayed, and the plan for those who may know it."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.organisations.calendar import working_calendar
from inspections import permissions
from inspections.actions import draws, plans
from inspections.actions.reminders import publish_by
from inspections.bundle import bundle_of
from inspections.choices import OPEN_VISITS, REVEALED, DrawState, VisitState
from inspections.draw import Pool
from inspections.forms import CommitForm, OutsideForm, PurposeForm, RedrawForm, ResultsForm
from inspections.models import Draw, Finding, RectificationOrder
from inspections.summary import GOOD_SCORE, POOR_SCORE

from .finding import done, the_draw

FORMS = {
    "commit": CommitForm,
    "outside": OutsideForm,
    "redraw": RedrawForm,
    "plan": PurposeForm,
    "results": ResultsForm,
}


@require_safe
@requires(Can.READ_INSPECTIONS)
def inspection_draw(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, the_draw(pk))


def _shown(request: HttpRequest, draw: Draw, **typed: forms.Form) -> HttpResponse:
    pool, user = Pool.parse(draw.pool_text), request.user
    names = {each.code: each.name for each in pool.people}
    counts = {
        unit: sum(each.stratum == unit for each in pool.objects) for unit in {one.stratum for one in pool.objects}
    }
    visits = _visits(draw)
    context: dict[str, Any] = {
        "draw": draw,
        "programme": draw.programme,
        "pool": pool,
        "strata": [(each, counts.get(each.code, 0)) for each in pool.strata],
        "always": [each for each in pool.objects if each.always],
        "recused": [(names[each.person], each) for each in pool.recusals][:RECUSALS_SHOWN],
        "recused_more": max(len(pool.recusals) - RECUSALS_SHOWN, 0),
        "visits": visits,
        "openings": list(draw.openings.select_related("user")[:50]),
        "forms": {name: typed.get(name) or form() for name, form in FORMS.items()},
        "may": {move: permissions.may_move_draw(user, draw, move) for move in ("commit", "enter_outside", "draw")}
        | {
            "ask_redraw": permissions.may_ask_redraw(user, draw),
            "decide_redraw": permissions.may_decide_redraw(user, draw),
            "open": permissions.may_open_plan(user, draw),
            "release": permissions.may_release(user, draw),
            "disclose": permissions.may_disclose(user, draw),
            "results": permissions.may_publish_results(user, draw),
        },
    }
    if draw.state == DrawState.DRAWN:
        context |= _over(draw, visits)
    return render(request, "inspections/draw.html", context, status=422 if typed else 200)


def _visits(draw: Draw) -> dict[str, Any]:
    """How far the round is, in one statement. `sites` are finished; `good`, `poor` and `ended_at` are of those."""
    finished = Q(state=VisitState.FINISHED)
    return draw.visits.aggregate(
        all=Count("pk", filter=~Q(state=VisitState.CANCELLED)),
        arrived=Count("pk", filter=Q(state__in=REVEALED)),
        open=Count("pk", filter=Q(state__in=OPEN_VISITS)),
        sites=Count("pk", filter=finished),
        good=Count("pk", filter=finished & Q(score__gte=GOOD_SCORE)),
        poor=Count("pk", filter=finished & Q(score__lt=POOR_SCORE)),
        ended_at=Max("finished_at", filter=finished),
    )


def _over(draw: Draw, done_with: dict[str, Any]) -> dict[str, Any]:
    """What can be said of a round whose visits are all over: the result in words, the last day to publish it."""
    if done_with["ended_at"] is None or done_with["open"]:
        return {}
    found = Finding.objects.filter(visit__draw=draw)
    ordered = RectificationOrder.objects.filter(visit__draw=draw).count()
    by = publish_by(done_with["ended_at"], working_calendar())
    return {"over": done_with | {"findings": found.count(), "orders": ordered, "publish_by": by}}


RECUSALS_SHOWN = 100
"""Pairs listed on the page; all of them stand in the pool's text."""


@require_safe
@requires(Can.READ_INSPECTIONS)
def inspection_pool(_request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen text itself, byte for byte what was digested."""
    draw = the_draw(pk)
    answer = HttpResponse(draw.pool_text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pool-{draw.programme.code}-{draw.number}.json"'
    return answer


@require_safe
@never_cache
@requires(Can.READ_INSPECTIONS)
def inspection_bundle(_request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that replays the round, once it is disclosed."""
    draw = the_draw(pk)
    if draw.disclosed_at is None:
        raise Http404("本轮抽取依据尚未公开。")
    answer = JsonResponse(bundle_of(draw), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="draw-{draw.programme.code}-{draw.number}.json"'
    return answer


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_commit(request: HttpRequest, pk: int) -> HttpResponse:
    draw, form = the_draw(pk), CommitForm(request.POST)
    if done(form, lambda typed: draws.commit(draw_id=pk, by=request.user, at=clock.now(), **typed)):
        messages.success(request, "摘要和密值承诺已固定，请按页面文字对外公布。")
        return redirect("inspection_draw", pk)
    return _shown(request, draw, commit=form)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_outside(request: HttpRequest, pk: int) -> HttpResponse:
    draw, form = the_draw(pk), OutsideForm(request.POST)
    if done(form, lambda typed: draws.enter_outside(draw_id=pk, by=request.user, at=clock.now(), **typed)):
        return redirect("inspection_draw", pk)
    return _shown(request, draw, outside=form)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_draw_once(request: HttpRequest, pk: int) -> HttpResponse:
    the_draw(pk)
    drawn = draws.draw(draw_id=pk, by=request.user, at=clock.now())
    messages.success(request, f"抽取完成，共{drawn.visits.count()}个点。名单只有知情人可以打开。")
    return redirect("inspection_draw", pk)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_redraw_ask(request: HttpRequest, pk: int) -> HttpResponse:
    draw, form = the_draw(pk), RedrawForm(request.POST)
    if done(
        form,
        lambda typed: draws.ask_redraw(draw_id=pk, reason=typed["redraw_reason"], by=request.user, at=clock.now()),
    ):
        messages.success(request, "重抽申请已提交，由第二人决定。")
        return redirect("inspection_draw", pk)
    return _shown(request, draw, redraw=form)


@require_POST
@requires(Can.DECIDE_REDRAW)
def inspection_redraw_decide(request: HttpRequest, pk: int) -> HttpResponse:
    the_draw(pk)
    approve = request.POST.get("approve") == "1"
    draws.decide_redraw(draw_id=pk, approve=approve, by=request.user, at=clock.now())
    messages.success(request, "本轮已作废，可重新冻结名单库。" if approve else "不同意重抽，本轮继续有效。")
    return redirect("inspection_draw", pk)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_release(request: HttpRequest, pk: int) -> HttpResponse:
    the_draw(pk)
    plans.release(draw_id=pk, by=request.user, at=clock.now())
    messages.success(request, "任务已下达到督查人员，受检单位不会收到任何消息。")
    return redirect("inspection_draw", pk)


@require_POST
@never_cache
@requires(Can.READ_INSPECTIONS)
def inspection_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, as the answer to saying what for: it has no address that could be opened again or passed on."""
    draw, form = the_draw(pk), PurposeForm(request.POST)
    found: list[Any] = []
    if not done(
        form, lambda typed: found.extend(plans.open_plan(draw_id=pk, by=request.user, at=clock.now(), **typed))
    ):
        return _shown(request, draw, plan=form)
    places = {each["object"]: each["place"] for each in json.loads(draw.result_text)}
    context = {
        "draw": draw,
        "programme": draw.programme,
        "rows": [(visit, places.get(visit.listing.project.code)) for visit in found],
    }
    return render(request, "inspections/plan.html", context)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_results(request: HttpRequest, pk: int) -> HttpResponse:
    """公布结果: the text to publish stands on the page; here it is written down where and when."""
    draw, form = the_draw(pk), ResultsForm(request.POST)
    if done(form, lambda typed: plans.publish_results(draw_id=pk, by=request.user, at=clock.now(), **typed)):
        messages.success(request, "已记下公布的时间和地方。")
        return redirect("inspection_draw", pk)
    return _shown(request, draw, results=form)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_disclose(request: HttpRequest, pk: int) -> HttpResponse:
    the_draw(pk)
    draws.disclose(draw_id=pk, by=request.user, at=clock.now())
    messages.success(request, "密值和结果已公开，任何人可用复核脚本重算。")
    return redirect("inspection_draw", pk)
