"""定向检查: asked for on the programme's page, opened and decided on its own. Names no site before that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow, allow_to
from inspections import permissions
from inspections.actions import cancelling, directed
from inspections.actions.directed import NewDirected
from inspections.choices import REVEALED, DirectedState
from inspections.forms import CancelDecisionForm, CancelForm, DirectedForm, PurposeForm
from inspections.models import DirectedCheck

from .finding import done, the_programme


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires(Can.MANAGE_INSPECTIONS)
def inspection_directed_ask(request: HttpRequest, pk: int) -> HttpResponse:
    programme = the_programme(pk)
    is_reader = permissions.reads_plan(request.user, programme.pk)
    allow(permissions.may_ask_directed(request.user, is_reader=is_reader))
    form = DirectedForm(request.POST or None, campaign_id=programme.campaign_id)
    made: list[DirectedCheck] = []
    if request.method == "POST" and done(form, lambda typed: made.append(_asked(request, pk, typed))):
        messages.success(request, "已提出，待第二人决定；决定以前不通知任何督查人员。")
        return redirect("inspection_directed", made[0].pk)
    context = {"programme": programme, "form": form}
    return render(request, "inspections/directed_ask.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, programme_id: int, typed: dict[str, Any]) -> DirectedCheck:
    of = NewDirected(
        listing=typed["project"],
        origin=typed["origin"],
        source=typed["source"],
        reason=typed["reason"],
        people=list(typed["people"]),
    )
    return directed.ask(programme_id=programme_id, of=of, by=request.user, at=clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires(Can.READ_INSPECTIONS)
def inspection_directed(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a purpose: that there is one, and its state. What it is about is the answer to a POST, written down."""
    of, form = _the_directed(pk), PurposeForm(request.POST or None)
    opened = request.method == "POST" and done(
        form, lambda typed: directed.open_directed(directed_id=pk, by=request.user, at=clock.now(), **typed)
    )
    return _shown(request, of, form, opened=opened)


def _the_directed(pk: int) -> DirectedCheck:
    rows = DirectedCheck.objects.select_related(
        "programme__campaign", "listing__project", "listing__unit", "asked_by", "decided_by", "visit"
    )
    return get_object_or_404(rows, pk=pk)


def _shown(
    request: HttpRequest, of: DirectedCheck, form: forms.Form, *, opened: bool, cancel_form: forms.Form | None = None
) -> HttpResponse:
    visit = getattr(of, "visit", None)
    context = {
        "directed": of,
        "programme": of.programme,
        "visit": visit if visit and visit.state in REVEALED else None,
        "opened": opened,
        "people": of.people.select_related("user").order_by("-kind", "code") if opened else (),
        "openings": of.openings.select_related("user")[:50],
        "form": form,
        "may_open": permissions.may_open_directed(request.user, of),
        "may_decide": permissions.may_decide_directed(request.user, of),
    }
    if of.state in {DirectedState.APPROVED, DirectedState.CANCELLED}:
        context |= _cancelling(request, of, cancel_form)
    wrong = form.errors or (cancel_form is not None and cancel_form.errors)
    return render(request, "inspections/directed.html", context, status=422 if wrong else 200)


def _cancelling(request: HttpRequest, of: DirectedCheck, form: forms.Form | None) -> dict[str, Any]:
    """Requests to call it off: their reasons stand on the page only while it is open, like everything typed."""
    rows = list(of.cancellations.select_related("asked_by", "decided_by"))
    return {
        "cancellations": rows,
        "asks_cancel": any(row.decided_at is None for row in rows),
        "cancel_form": form or CancelForm(),
        "may_ask_cancel": permissions.may_ask_cancel(request.user, of),
        "may_decide_cancel": permissions.may_decide_cancel(request.user, of),
    }


@require_POST
@never_cache
@requires(Can.MANAGE_INSPECTIONS, Can.DECIDE_DIRECTED)
def inspection_directed_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    of, form = _the_directed(pk), CancelForm(request.POST)
    allow_to(permissions.may_ask_cancel(request.user, of))
    if not done(
        form,
        lambda typed: cancelling.ask_cancel(
            directed_id=pk, reason=typed["cancel_reason"], by=request.user, at=clock.now()
        ),
    ):
        return _shown(request, of, PurposeForm(), opened=False, cancel_form=form)
    messages.success(request, "取消申请已提出，待第二人决定；决定以前任务照常。")
    return redirect("inspection_directed", pk)


@require_POST
@never_cache
@requires(Can.DECIDE_DIRECTED)
def inspection_directed_cancel_decide(request: HttpRequest, pk: int) -> HttpResponse:
    of, form = _the_directed(pk), CancelDecisionForm(request.POST)
    allow_to(permissions.may_decide_cancel(request.user, of))
    approve = request.POST.get("approve") == "1"
    if not done(
        form,
        lambda typed: cancelling.decide_cancel(
            directed_id=pk, approve=approve, note=typed["note"], by=request.user, at=clock.now()
        ),
    ):
        return _shown(request, of, PurposeForm(), opened=False, cancel_form=form)
    messages.success(request, "已取消，检查组的任务已撤下。" if approve else "不同意取消，任务照常。")
    return redirect("inspection_directed", pk)


@require_POST
@never_cache
@requires(Can.DECIDE_DIRECTED)
def inspection_directed_decide(request: HttpRequest, pk: int) -> HttpResponse:
    _the_directed(pk)
    approve = request.POST.get("approve") == "1"
    directed.decide(
        directed_id=pk,
        approve=approve,
        refusal=request.POST.get("refusal", "")[:200],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, "已同意，检查组已收到任务提示。" if approve else "不同意，已记录。")
    return redirect("inspection_directed", pk)
