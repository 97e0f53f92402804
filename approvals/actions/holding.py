"""The one way to take hold of a file, and the one way to let go of it: state, clock, history, inbox, journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from approvals.choices import RUNNING, CaseState, Holder
from approvals.members import members_of
from approvals.models import ApprovalCase, CaseEvent, DisciplineOpinion
from approvals.permissions import ANSWER_WITHIN, DELIVER_WITHIN
from approvals.states import CASE
from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.foundation.working_days import WorkingCalendar
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import closing_hour, working_calendar

TODO = "approval_case"


@dataclass(frozen=True)
class Done:
    """One move as it is told: the words of the history, and what the journal keeps beside them."""

    move: str
    text: str = ""
    action: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)


def held_case(*, case_id: int, seen_version: int | None) -> ApprovalCase:
    """Lock the file, refuse when it moved since it was seen (`None`: the calendar's tick saw nothing)."""
    case = (
        ApprovalCase.objects.select_for_update(of=("self",))
        .select_related("matter", "department", "project")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise Refused("没有这件审批件，请返回列表重新选择。", code="missing", status=404)
    if seen_version is not None and case.version != seen_version:
        raise Stale
    return case


def let_go(case: ApprovalCase, done: Done, *, by: User | None, at: datetime) -> None:
    """Finish a move: next state, version, clock, history, who has to act now, journal. `by` None: the system."""
    before = case.holder
    if done.move in CASE.moves:
        case.state = CASE.transition(case.state, done.move).target
    if case.state != CaseState.PAUSED:
        case.paused_for = ""
    calendar = working_calendar()
    reckon(case, calendar)
    if case.holder != before:
        case.holder_since = day_of(at)
    case.version += 1
    case.save()
    CaseEvent.objects.create(
        case=case,
        move=done.move,
        label=_label(done.move),
        text=done.text[:300],
        at=at,
        by=by,
        by_label=by.display_name if by else SYSTEM.label,
    )
    _tell(case, calendar, at=at)
    payload: dict[str, object] = {"number": case.number, "state": case.state, "due_on": case.due_on, **done.payload}
    record(
        by=by.actor if by else SYSTEM,
        at=at,
        action=done.action or f"approvals.{done.move}",
        subject=("approval_case", case.pk),
        reason=done.text,
        payload=payload,
    )


def reckon(case: ApprovalCase, calendar: WorkingCalendar) -> bool:
    """Set the three dates of a running case from its clock, without saving; True when one changed."""
    clock = case.clock(calendar) if case.state in RUNNING else None
    if clock is None:
        return False
    dates = (clock.due_on, clock.yellow_from, clock.over_from)
    was = (case.due_on, case.yellow_from, case.over_from)
    case.due_on, case.yellow_from, case.over_from = dates
    return dates != was


_LABELS = {"open": "收件", "start_round": "开始图审", "give_opinion": "专业意见", "issue_round": "出具图审意见"}
_LABELS |= {row.move: row.label for state in CASE.states for row in CASE.moves_from(state)}


def _label(move: str) -> str:
    return _LABELS[move]


def _tell(case: ApprovalCase, calendar: WorkingCalendar, *, at: datetime) -> None:
    """The members of the department that must act get the file into their 我的事项; whoever waits has it not."""
    subject = _subject(case)
    inbox.resolve(kind=TODO, subject=[subject, *_seats_left(case)], at=at)
    if case.holder != Holder.DEPARTMENT:
        return
    inbox.notify(
        users=members_of(case.department_id),
        kind=TODO,
        subject=subject,
        text=f"{case.get_state_display()}：{case.project.name}　{case.matter.name}",
        url=reverse("approval_case", args=[case.pk]),
        at=at,
        due_at=_waits_until(case, calendar),
    )


def seat_subject(opinion_id: int) -> str:
    """Names a discipline's unsigned sheet in the inbox of the department that sits in the review."""
    return f"opinion:{opinion_id}"


def _seats_left(case: ApprovalCase) -> list[str]:
    """Sheets of a review that nobody will sign any more, because the file was decided or taken back meanwhile."""
    if case.state in RUNNING or not case.matter.is_drawing_review:
        return []
    unsigned = DisciplineOpinion.objects.filter(round__case=case, department__isnull=False, given_at__isnull=True)
    return [seat_subject(pk) for pk in unsigned.values_list("pk", flat=True)]


def remind_anew(case: ApprovalCase, calendar: WorkingCalendar) -> None:
    """After the calendar changed: the waiting item's deadline, its words and its place untouched."""
    inbox.reschedule(kind=TODO, subject=_subject(case), due_at=_waits_until(case, calendar))


def _subject(case: ApprovalCase) -> str:
    return f"approval:{case.pk}"


def _waits_until(case: ApprovalCase, calendar: WorkingCalendar) -> datetime | None:
    due = _answer_due(case, calendar)
    return closing_hour(due) if due else None


def _answer_due(case: ApprovalCase, calendar: WorkingCalendar) -> date | None:
    """By when the department owes its next word."""
    if case.state == CaseState.SUBMITTED:
        return calendar.add(case.papers_on, ANSWER_WITHIN)
    if case.state == CaseState.DECIDED and case.decided_on:
        return calendar.add(case.decided_on, DELIVER_WITHIN)
    return case.due_on
