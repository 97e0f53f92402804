"""How long each tier has, pure: from a tier, a day and the working calendar to dates. Counted as `(from, to]`.

A problem's whole time at a tier runs from the day it reached the tier; the day for accepting it lies within.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.foundation.working_days import WorkingCalendar

from .choices import Tier


@dataclass(frozen=True)
class Terms:
    """What the office may set (`terms.terms_on`): working days of each tier and of the papers that press it, and who
    signs its letters.

    A problem of the joint meeting waits for the next meeting instead: calendar days. More than `supervise_after_days`
    over, the system drafts 督办拟办; `supervision_days` and `interview_days` are what whoever gets
    the order, or was interviewed, has for an answer; `remind_days` before the end comes the reminder.
    """

    accept_days: int = 1
    county_days: int = 5
    bureau_days: int = 10
    meeting_days: int = 30
    city_days: int = 15
    supervise_after_days: int = 3
    supervision_days: int = 5
    interview_days: int = 10
    remind_days: int = 2
    issuer: str = "泉州市住房和城乡建设局"

    def of(self, tier: Tier) -> int:
        return {
            Tier.COUNTY: self.county_days,
            Tier.BUREAU: self.bureau_days,
            Tier.MEETING: self.meeting_days,
            Tier.CITY: self.city_days,
        }[tier]


USUAL = Terms()
"""In force until the office sets others."""

MINUTES_DAYS = 3
"""Working days after a meeting in which its minutes are to be settled."""

ASK_AGAIN_DAYS = 5
"""Working days for which a dismissed paper stays dismissed unless something new happened."""


def due_on(tier: int, since: date, calendar: WorkingCalendar, terms: Terms = USUAL) -> date:
    """The last day of a tier's time for a problem that reached it on `since`."""
    days = terms.of(Tier(tier))
    if tier == Tier.MEETING:
        return calendar.on_or_after(since + timedelta(days=days))
    return calendar.add(since, days)


def accept_by(since: date, calendar: WorkingCalendar, terms: Terms = USUAL) -> date:
    """The last day for accepting or returning what arrived on `since`."""
    return calendar.add(since, terms.accept_days)


def days_left(due: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days from today to the deadline; negative once it has passed."""
    return calendar.used(today, due) if due >= today else -calendar.used(due, today)


def runs_again(due: date, stopped_on: date, since: date, calendar: WorkingCalendar) -> date | None:
    """The deadline of a clock that stood from `stopped_on` and runs again on `since`: what was left is given back.

    None when it had passed before the clock stopped: nothing is left to give back, and it stays passed. Stopped on
    its last day, it ends on the day it runs again (the next worked one).
    """
    if due < stopped_on:
        return None
    return calendar.on_or_after(calendar.add(since, calendar.used(stopped_on, due)))


def asks_again_on(dismissed_on: date, calendar: WorkingCalendar) -> date:
    """The first day on which a dismissed paper may be written once more for a deadline that is still passed."""
    return calendar.add(dismissed_on, ASK_AGAIN_DAYS)


@dataclass(frozen=True)
class Look:
    """When a reminder looked at a deadline last: on which day, whether the deadline already stood, and how many days
    before the end it told."""

    on: date
    had_it: bool
    remind_days: int = USUAL.remind_days


def reminder(
    due: date, today: date, last: Look | None, calendar: WorkingCalendar, remind_days: int = USUAL.remind_days
) -> bool:
    """Whether a threshold (some days before, the day itself) was crossed since the last look; gaps lose none.

    A look that told earlier or later than this one, because the office set other days since, tells nothing twice.
    """
    told = _crossed(days_left(due, last.on, calendar), last.remind_days) if last is not None and last.had_it else 0
    return _crossed(days_left(due, today, calendar), remind_days) > told


def _crossed(left: int, remind_days: int) -> int:
    return sum(left <= threshold for threshold in (remind_days, 0))
