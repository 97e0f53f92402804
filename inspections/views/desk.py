"""督查 of the bureau: programmes, one programme with its pool, rounds and outcome."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from inspections import permissions
from inspections.actions import draws, programmes
from inspections.actions.programmes import NewProgramme
from inspections.choices import DrawState
from inspections.forms import ExclusionForm, ProgrammeForm, ReaderForm
from inspections.models import Draw, Programme, RectificationOrder
from inspections.summary import directed_row, total_of, unit_rows
from projects.models import Campaign

from .finding import done, the_programme

DIRECTED_SHOWN = 20
"""Directed checks listed on a programme's page, the newest first."""


@require_safe
@requires(Can.READ_INSPECTIONS)
def inspection_desk(request: HttpRequest) -> HttpResponse:
    """Programmes of all years, newest first, and what of the orders is late."""
    listed = Programme.objects.select_related("campaign").prefetch_related(
        Prefetch("draws", Draw.objects.without_texts().with_progress())
    )
    rows = [(each, each.draws.all()[len(each.draws.all()) - 1] if each.draws.all() else None) for each in listed]
    overdue = RectificationOrder.objects.visible_to(request.user).overdue(today=clock.today()).count()
    context = {"rows": rows, "overdue": overdue, "may_manage": permissions.may_manage(request.user)}
    return render(request, "inspections/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.MANAGE_INSPECTIONS)
def inspection_programme_new(request: HttpRequest) -> HttpResponse:
    form, campaign = ProgrammeForm(request.POST or None), get_object_or_404(Campaign, is_current=True)
    made: list[Programme] = []
    if request.method == "POST" and done(
        form,
        lambda typed: made.append(
            programmes.open_programme(campaign=campaign, of=NewProgramme(**typed), by=request.user, at=clock.now())
        ),
    ):
        messages.success(request, "方案已建立。核对排除名单后冻结名单库。")
        return redirect("inspection_programme", made[0].pk)
    status = 422 if form.errors else 200
    return render(request, "inspections/programme_new.html", {"form": form, "campaign": campaign}, status=status)


@require_safe
@requires(Can.READ_INSPECTIONS)
def inspection_programme(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, the_programme(pk))


def _shown(
    request: HttpRequest,
    programme: Programme,
    *,
    exclusion: ExclusionForm | None = None,
    reader: ReaderForm | None = None,
) -> HttpResponse:
    rounds = list(programme.draws.without_texts().select_related("redraw_asked_by").order_by("-number"))
    units = unit_rows(programme, today=clock.today()) if rounds else []
    standing = next((each for each in rounds if each.state != DrawState.VOIDED), None)
    readers = list(programme.readers.select_related("user"))
    is_reader = any(each.user_id == request.user.pk for each in readers)
    context = {
        "programme": programme,
        "rounds": rounds,
        "standing": standing,
        "units": units,
        "whole": total_of(units),
        "directed": directed_row(programme),
        "directed_checks": list(programme.directed.select_related("asked_by", "decided_by")[:DIRECTED_SHOWN]),
        "may_ask_directed": permissions.may_ask_directed(request.user, is_reader=is_reader),
        "exclusions": list(programme.exclusions.select_related("listing__project")),
        "readers": readers,
        "may_change": permissions.may_change_programme(request.user, has_round=standing is not None),
        "may_freeze": permissions.may_freeze(request.user, has_round=standing is not None),
        "is_reader": is_reader,
        "exclusion_form": exclusion or ExclusionForm(campaign_id=programme.campaign_id),
        "reader_form": reader or ReaderForm(),
    }
    refused = any(form is not None for form in (exclusion, reader))
    return render(request, "inspections/programme.html", context, status=422 if refused else 200)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_exclude(request: HttpRequest, pk: int) -> HttpResponse:
    programme = the_programme(pk)
    form = ExclusionForm(request.POST, campaign_id=programme.campaign_id)
    if done(
        form,
        lambda typed: programmes.exclude(
            programme_id=pk, listing=typed["project"], reason=typed["reason"], by=request.user, at=clock.now()
        ),
    ):
        return redirect("inspection_programme", pk)
    return _shown(request, programme, exclusion=form)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_include(request: HttpRequest, pk: int) -> HttpResponse:
    the_programme(pk)
    chosen = request.POST.get("exclusion", "")
    programmes.include(
        programme_id=pk, exclusion_id=int(chosen) if chosen.isdecimal() else 0, by=request.user, at=clock.now()
    )
    return redirect("inspection_programme", pk)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_reader(request: HttpRequest, pk: int) -> HttpResponse:
    programme, form = the_programme(pk), ReaderForm(request.POST)
    if done(
        form,
        lambda typed: programmes.name_reader(
            programme_id=pk, user=typed["user"], reason=typed["reason"], by=request.user, at=clock.now()
        ),
    ):
        messages.success(request, "已指定知情人。")
        return redirect("inspection_programme", pk)
    return _shown(request, programme, reader=form)


@require_POST
@requires(Can.MANAGE_INSPECTIONS)
def inspection_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    programme = the_programme(pk)
    allow(permissions.may_manage(request.user))
    made = draws.freeze(programme_id=programme.pk, by=request.user, at=clock.now())
    messages.success(
        request, f"名单库已冻结：可抽{made.objects_count}个，排除{made.excluded_count}个，应抽{made.wanted_count}个。"
    )
    return redirect("inspection_draw", made.pk)
