"""What the calendar does without a person. Each file is taken hold of alone, in the order of keys."""

from datetime import datetime

from django.db import transaction

from approvals.choices import CaseState
from approvals.models import ApprovalCase
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar

from .holding import reckon
from .receiving import accept_by_silence


def accept_silent(*, at: datetime) -> int:
    """Accept every file whose applicant was told nothing for five working days; returns how many."""
    waiting = ApprovalCase.objects.filter(state=CaseState.SUBMITTED).order_by("pk").values_list("pk", flat=True)
    return sum(accept_by_silence(case_id=pk, at=at) for pk in list(waiting))


@transaction.atomic
def reckon_all(*, at: datetime) -> int:
    """Set the dates of every running file anew after the working calendar changed; returns how many moved."""
    calendar = working_calendar()
    running = ApprovalCase.objects.running().select_for_update().prefetch_related("pauses").order_by("pk")
    moved = [case for case in running if reckon(case, calendar)]
    ApprovalCase.objects.bulk_update(moved, ["due_on", "yellow_from", "over_from"], batch_size=200)
    if moved:
        payload: dict[str, object] = {"count": len(moved), "cases": [case.pk for case in moved]}
        record(by=SYSTEM, at=at, action="approvals.reckon", payload=payload)
    return len(moved)
