"""The one way to take hold of a file, and the one way to let go of it: state, clock, history, inbox, journal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from approvals.choices import RUNNING, CaseState, Holder
from approvals.models import ApprovalCase, CaseEvent
from approvals.permissions import ANSWER_WITHIN, DELIVER_WITHIN
from approvals.states import CASE
from core.accounts.actions import inbox
from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
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
    subject = f"approval:{case.pk}"
    inbox.resolve(kind=TODO, subject=subject, at=at)
    if case.holder != Holder.DEPARTMENT:
        return
    due = _answer_due(case, calendar)
    members = RoleGrant.objects.filter(
        role=Role.DEPARTMENT_MEMBER, department=case.department_id, ended_at__isnull=True
    ).values_list("user_id", flat=True)
    inbox.notify(
        users=list(members),
        kind=TODO,
        subject=subject,
        text=f"{case.get_state_display()}：{case.project.name}　{case.matter.name}",
        url=reverse("approval_case", args=[case.pk]),
        at=at,
        due_at=closing_hour(due) if due else None,
    )


def _answer_due(case: ApprovalCase, calendar: WorkingCalendar) -> date | None:
    """By when the department owes its next word."""
    if case.state == CaseState.SUBMITTED:
        return calendar.add(case.papers_on, ANSWER_WITHIN)
    if case.state == CaseState.DECIDED and case.decided_on:
        return calendar.add(case.decided_on, DELIVER_WITHIN)
    return case.due_on
