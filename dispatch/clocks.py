"""A deadline in words: how many working days are left, and how that looks. Pure."""

from dataclasses import dataclass
from datetime import date

from core.foundation.working_days import WorkingCalendar

from . import limits

SOON_DAYS = 2
"""From here on a deadline is coloured as near. A matter of looks: when people are reminded stands in the terms."""


@dataclass(frozen=True)
class Clock:
    """`tone` is of the kit's tones; `words` are empty where no clock runs."""

    words: str
    tone: str
    day: date | None = None
    left: int | None = None

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.left < 0


STOPPED = Clock("", "none")


def clock_of(due: date | None, today: date, calendar: WorkingCalendar, *, runs: bool) -> Clock:
    """What stands beside a problem or task on `today`."""
    if due is None or not runs:
        return STOPPED
    if due < today:
        over = limits.days_left(due, today, calendar)
        return Clock(f"逾期{-over}个工作日" if over else "已过期限", "bad", due, min(over, -1))
    left = limits.days_left(due, today, calendar)
    if left == 0:
        return Clock("今日到期", "late", due, 0)
    return Clock(f"剩{left}个工作日", "late" if left <= SOON_DAYS else "wait", due, left)
