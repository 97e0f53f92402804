"""The page of a file: its clock explained, who has it, what may be done now, what was done."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from approvals import permissions
from approvals.choices import HOLDER_OF_PAUSE, DependencyKind, Holder, PauseKind
from approvals.clock import Segment
from approvals.models import ApprovalCase, CasePause
from approvals.needs import missing_before
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow, seen_version
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar

from .drawing_page import drawing_context
from .finding import visible_case
from .moves import MOVES, Known, offers, run


@require_safe
def approval_case(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, visible_case(request.user, pk))


@require_POST
def approval_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move of the table. What was typed comes back with its errors."""
    case = visible_case(request.user, pk)
    if move not in MOVES:
        raise Http404
    verdict = permissions.may_move(request.user, case, move)
    if verdict.code == "forbidden":
        allow(verdict)
    form = MOVES[move].form(request.POST, prefix=move)
    if form.is_valid() and (answer := _moved(request, case, move, form)):
        return answer
    return shown(request, visible_case(request.user, pk), sent=(move, form))


def _moved(request: HttpRequest, case: ApprovalCase, move: str, form: forms.Form) -> HttpResponse | None:
    """The way back after the move, or None when the form must be shown again with what was refused."""
    version, who = seen_version(request), (request.user, clock.now())
    try:
        done = run(move, case, seen_version=version, data=form.cleaned_data, who=who)
    except Refused as refused:
        if not refused.field_errors:
            raise
        for name, errors in refused.field_errors.items():
            form.add_error(name if name in form.fields else None, errors)
        return None
    messages.success(request, f"{done.matter.name}：{done.events.latest('pk').label}")
    return HttpResponseRedirect(reverse("approval_case", args=[case.pk]))


def shown(
    request: HttpRequest, case: ApprovalCase, *, sent: tuple[str, forms.Form] | None = None, **extra: Any
) -> HttpResponse:
    """The page, with a form that came back as 422."""
    user, today, calendar = request.user, clock.today(), working_calendar()
    missing = missing_before(case) if case.is_open else {kind: [] for kind in DependencyKind}
    context = {
        "case": case,
        "today": today,
        "light": case.light(today),
        "holder": _holder_words(case),
        "held_days": calendar.used(case.holder_since, today),
        "may_read_project": bool(user.may(Can.READ_PROJECTS)),
        "events": case.events.all(),
        "papers": case.matter.papers.all(),
        "missing_hard": missing[DependencyKind.HARD] if not case.decided_on else [],
        "missing_soft": missing[DependencyKind.SOFT],
        "offers": offers(user, case, Known(today, calendar, missing), sent=sent),
        "answer_by": calendar.add(case.papers_on, permissions.ANSWER_WITHIN),
        "warn_years": sorted(calendar.unknown_years(case.received_on, case.due_on or today)),
    }
    context |= {"refused_form": ""} | _clock_context(case, today, calendar) | drawing_context(user, case) | extra
    return render(request, "approvals/case.html", context, status=422 if sent or extra else 200)


def _holder_words(case: ApprovalCase) -> str:
    return case.department.name if case.holder == "department" else str(case.holder.label)


def _clock_context(case: ApprovalCase, today: date, calendar: Any) -> dict[str, Any]:
    prefetch_related_objects([case], "pauses")
    counted = case.clock(calendar)
    if counted is None:
        return {"clock": None, "overrun": None}
    until = case.decided_on or today
    pauses = list(case.pauses.all())
    named = {pause.stop: pause for pause in pauses}
    pieces = [(piece, named.get(piece.stop) if piece.stop else None) for piece in counted.segments(until)]
    reading = counted.read(until)
    if case.used_days is not None:  # settled, whatever became of the calendar since
        reading = replace(reading, used=case.used_days)
    return {
        "clock": counted,
        "reading": reading,
        "overtime": -reading.left,
        "used_share": Decimal(reading.used) / reading.limit,
        "bar_tone": reading.light.tone if reading.light.tone in {"ok", "late", "bad"} else "",
        "bar_label": f"承诺{reading.limit}个工作日，已用{reading.used}个，暂停扣除{reading.excluded}个",
        "until": until,
        "pieces": pieces,
        "pauses": pauses,
        "extensions": case.extensions.all() if case.extension_days else (),
        "dropped": counted.dropped(),
        "shares": _shares(case, reading.used, pieces),
        "overrun": _overrun(pieces),
    }


def _shares(case: ApprovalCase, used: int, pieces: list[tuple[Segment, CasePause | None]]) -> list[tuple[str, int]]:
    """Working days of this count by who had the file: the department what was counted, the others their stops."""
    shares = {case.department.name: used}
    for piece, pause in pieces:
        if pause is not None and piece.days:
            holder = HOLDER_OF_PAUSE[PauseKind(pause.kind)]
            name = case.department.name + "（暂停）" if holder == Holder.DEPARTMENT else str(holder.label)
            shares[name] = shares.get(name, 0) + piece.days
    return list(shares.items())


def _overrun(pieces: list[tuple[Segment, CasePause | None]]) -> CasePause | None:
    """An open stop that lasts longer than the applicant was told."""
    for piece, pause in pieces:
        if pause is not None and pause.ended_on is None and piece.days > pause.expected_days:
            return pause
    return None
