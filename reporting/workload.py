"""What waits for a person this month: the counts on the top bar, one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from core.accounts.models import User
from core.accounts.roles import Can

from .choices import DutyState
from .models import Duty, ReportingMonth


@dataclass(frozen=True)
class Workload:
    """`to_fill` reports to write, `to_check` reports waiting for this person's check."""

    to_fill: int = 0
    to_check: int = 0


def current_month(**beside: Any) -> ReportingMonth | None:
    """The month people work on: the one that is open, else the last one that was. `beside` is asked along with it."""
    months = ReportingMonth.objects.filter(campaign__is_current=True).select_related("campaign")
    return months.annotate(**beside).order_by("-month").first()


def workload_of(user: User, month: ReportingMonth | None) -> Workload:
    """Counts over the open month; nothing when it is locked or the person neither fills nor checks."""
    rights = {Can.FILL_REPORTS, Can.CHECK_FIRST, Can.CHECK_SECOND}
    if month is None or month.is_locked or not any(user.may(right) for right in rights):
        return Workload()
    duties = month.duties.all()
    if user.may(Can.FILL_REPORTS):
        duties = Duty.objects.reachable_by(user, Can.FILL_REPORTS).filter(reporting_month=month)
    waiting = DutyState.UNIT_APPROVED if user.may(Can.CHECK_SECOND) else DutyState.SUBMITTED
    if user.may(Can.CHECK_FIRST):
        duties = Duty.objects.first_checked_by(user).filter(reporting_month=month)
    counts = duties.aggregate(
        fill=Count("pk", filter=Q(state__in=[DutyState.OPEN, DutyState.RETURNED])),
        check=Count("pk", filter=Q(state=waiting)),
    )
    return Workload(
        to_fill=counts["fill"] if user.may(Can.FILL_REPORTS) else 0,
        to_check=counts["check"] if user.may(Can.CHECK_FIRST) or user.may(Can.CHECK_SECOND) else 0,
    )
