"""What the calendar does without a person.

All files of one act are locked first, in the order of keys, and only then is anything journalled: whoever holds a file
waits for the journal's head, so the head must never be held while a file is waited for.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from approvals.choices import RUNNING, CaseState, Holder
from approvals.models import ApprovalCase, CaseEvent
from core.foundation.clock import day_of
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from dispatch.actions import propose
from dispatch.choices import ProposalKind
from projects.models import Listing

from .holding import held_case, reckon, remind_anew
from .receiving import accept_by_silence


@transaction.atomic
def accept_silent(*, at: datetime) -> int:
    """Accept every file whose applicant was told nothing for five working days; returns how many."""
    waiting = _held(ApprovalCase.objects.filter(state=CaseState.SUBMITTED))
    return sum(accept_by_silence(case_id=pk, at=at) for pk in waiting)


def _held(cases: QuerySet[ApprovalCase]) -> list[int]:
    """Lock these files in the order of keys; returns the keys."""
    return list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def reckon_all(*, at: datetime) -> int:
    """Set the dates of every running file anew after the working calendar changed, and the deadlines of what waits in
    the inboxes; returns how many files moved.
    """
    calendar = working_calendar()
    held = ApprovalCase.objects.open().select_for_update().prefetch_related("pauses").order_by("pk")
    files = list(held)
    moved = [case for case in files if reckon(case, calendar)]
    ApprovalCase.objects.bulk_update(moved, ["due_on", "yellow_from", "over_from"], batch_size=200)
    for case in files:
        remind_anew(case, calendar)
    if moved:
        payload: dict[str, object] = {"count": len(moved), "cases": [case.pk for case in moved]}
        record(by=SYSTEM, at=at, action="approvals.reckon", payload=payload)
    return len(moved)


@transaction.atomic
def raise_overdue(*, at: datetime) -> int:
    """Propose every late file to dispatch, once in its life; returns how many are new."""
    late = _held(ApprovalCase.objects.overdue(day_of(at)).filter(overdue_raised_on__isnull=True))
    return sum(_raise(case_id=pk, at=at) for pk in late)


@transaction.atomic
def _raise(*, case_id: int, at: datetime) -> bool:
    """False when the file is no longer late or was raised meanwhile. The proposal's own journal entry is the last."""
    case, today = held_case(case_id=case_id, seen_version=None), day_of(at)
    listing = Listing.objects.current().filter(project=case.project_id).order_by("-campaign__year").first()
    is_late = case.state in RUNNING and case.over_from is not None and case.over_from <= today
    if listing is None or not is_late or case.overdue_raised_on:
        return False
    case.overdue_raised_on = today
    case.save(update_fields=["overdue_raised_on"])
    CaseEvent.objects.create(
        case=case, move="raise", label="转调度", text="超期，已提请调度", at=at, by_label=SYSTEM.label
    )
    holder = case.department.name if case.holder == Holder.DEPARTMENT else str(case.holder.label)
    propose(
        kind=ProposalKind.PROBLEM,
        listing=listing,
        title=f"{case.matter.short_name}超期未办结",
        grounds=(
            f"{case.project.name}的“{case.matter.name}”（{case.number}）承诺{case.full_limit}个工作日，"
            f"{case.due_on:%Y年%-m月%-d日}到期，由{case.department.name}办理，现在{holder}，仍未作出决定。"
        ),
        source=("approval_case", str(case.pk)),
        by=SYSTEM,
        at=at,
    )
    return True
