"""How long each tier has, pure: from a tier, a day and the working calendar to dates. Counted as `(from, to]`.

A problem's whole time at a tier runs from the day it reached the tier; the day for accepting it lies within.
"""

from datetime import date, timedelta

from core.foundation.working_days import WorkingCalendar

from .choices import Tier

ACCEPT_DAYS = 1
SOLVE_DAYS = {Tier.COUNTY: 5, Tier.BUREAU: 10, Tier.CITY: 15}
"""Working days. A problem of the joint meeting waits for the next meeting instead."""

MEETING_CALENDAR_DAYS = 30
REMIND_DAYS = 2
SUPERVISE_AFTER_DAYS = 3
"""Working days overdue after which the system drafts a supervision order (督办拟办)."""

SUPERVISION_DAYS = 5
"""Working days for answering a supervision order."""


def due_on(tier: int, since: date, calendar: WorkingCalendar) -> date:
    """The last day of a tier's time for a problem that reached it on `since`."""
    if tier == Tier.MEETING:
        return calendar.on_or_after(since + timedelta(days=MEETING_CALENDAR_DAYS))
    return calendar.add(since, SOLVE_DAYS[Tier(tier)])


def accept_by(since: date, calendar: WorkingCalendar) -> date:
    """The last day for accepting or returning what arrived on `since`."""
    return calendar.add(since, ACCEPT_DAYS)


def days_left(due: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days from today to the deadline; negative once it has passed."""
    return calendar.used(today, due) if due >= today else -calendar.used(due, today)


def days_kept(due: date, stopped_on: date, calendar: WorkingCalendar) -> int:
    """Working days that were left when the clock stopped, at least one: they are given back when it runs again."""
    return max(1, calendar.used(stopped_on, due))
