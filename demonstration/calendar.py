"""When things happened in the demonstration: moments of the office, in local time."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from core.foundation.months import Month

from .works import YEAR

OFFICE_OPENS, OFFICE_MINUTES = time(8, 30), 540


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(YEAR, month, day, hour, minute))  # noqa: DTZ001 - made aware here


APPROVED_AT = moment(1, 12, 10)
"""The year's first list was approved; nothing of the campaign is older."""

ADJUSTED_AT = moment(5, 11, 10, 20)


def opened_at(month: int) -> datetime:
    return moment(month, 20)


def starts_at(month: int) -> datetime:
    """Where the demonstration's clock begins while `month` is open."""
    return moment(month, 24)


def locked_at(lock_due_on: date) -> datetime:
    return timezone.make_aware(datetime.combine(lock_due_on, time(10, 20)))


def office_moment(day: date, minutes: int) -> datetime:
    """So many office minutes (8:30 to 17:30, Sundays too: a campaign knows none) after the first of `day`."""
    days, rest = divmod(minutes, OFFICE_MINUTES)
    at = datetime.combine(day + timedelta(days=days), OFFICE_OPENS) + timedelta(minutes=rest)
    return timezone.make_aware(at)


class Pace:
    """Office minutes from one step of a report to the next; an open month is pressed into the days before its clock."""

    def __init__(self, month: Month, *, is_open: bool, random: Random) -> None:
        self.first, self.is_open, self.random = month.first.replace(day=20), is_open, random

    def submitted(self, *, is_late: bool, will_return: bool) -> int:
        if self.is_open:
            return self.random.randint(40, 450 if will_return else 1000)
        return self.random.randint(3800, 4300) if is_late else self.random.randint(40, 2500)

    def to_first_check(self) -> int:
        return self.random.randint(30, 250)

    def to_second_check(self) -> int:
        return self.random.randint(60, 500 if self.is_open else 700)

    def to_resubmission(self) -> int:
        return self.random.randint(40, 200)

    def at(self, minutes: int) -> datetime:
        return office_moment(self.first, minutes)
