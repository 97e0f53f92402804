"""What waits for a person this month: the counts on the top bar, one query for each right."""

from dataclasses import dataclass
from typing import Any

from core.accounts.models import User
from core.accounts.roles import Can

from .choices import DutyState
from .models import Duty, ReportingMonth

TO_FILL = (DutyState.OPEN, DutyState.RETURNED)


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
    """Counts over the open month; nothing when it is locked. A person of several roles has the work of all of them."""
    if month is None or month.is_locked:
        return Workload()
    duties = Duty.objects.filter(reporting_month=month)
    to_fill = to_check = 0
    if user.may(Can.FILL_REPORTS):
        to_fill = duties.reachable_by(user, Can.FILL_REPORTS).filter(state__in=TO_FILL).count()
    if user.may(Can.CHECK_FIRST):
        to_check += duties.first_checked_by(user).waiting_for_unit().count()
    if user.may(Can.CHECK_SECOND):
        to_check += duties.reachable_by(user, Can.CHECK_SECOND).waiting_for_city().count()
    return Workload(to_fill=to_fill, to_check=to_check)
