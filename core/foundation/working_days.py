"""Working days: deadlines are counted on the calendar the State Council publishes each November.

Convention of every interval: **half-open at the start, (from, to]**. The day something happens is
not counted, counting starts with the next working day (民法典 art. 201); a limit that ends on a
holiday moves to the next working day (art. 203). A pause follows the same convention, so the days
used by a paused case are ``used(accepted, decided) - used(paused, resumed)``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

from chinese_calendar.constants import holidays, workdays

from core.foundation.months import Month

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked: ``{day: is it a working day}``; a day without a row follows its weekday.

    The weekday rule is a stop-gap for years not yet announced: show a warning when
    ``unknown_years`` of the interval counted is not empty.
    """

    days: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return day.weekday() < 5 if known is None else known

    def add(self, start: date, days: int) -> date:
        """The last day of a limit of ``days`` working days that began on ``start`` (not counted).

        ``days`` = 0 gives ``start`` itself. Raises ValueError when negative.
        """
        if days < 0:
            raise ValueError("工作日数不能为负")
        day = start
        while days:
            day += _DAY
            days -= self.is_working(day)
        return day

    def used(self, start: date, end: date) -> int:
        """Working days in (start, end]; 0 when ``end`` is not after ``start``."""
        span = (end - start).days
        return sum(self.is_working(start + _DAY * offset) for offset in range(1, span + 1))

    def on_or_after(self, day: date) -> date:
        """``day`` when it is worked, else the next working day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def nth_of_month(self, month: Month, number: int) -> date:
        """The ``number``-th working day of a month, from 1. ValueError when it has none such."""
        if number < 1:
            raise ValueError("第几个工作日应从 1 起")
        day = self.add(month.first - _DAY, number)
        if day > month.last:
            raise ValueError(f"{month.label}没有第 {number} 个工作日")
        return day

    def is_known(self, year: int) -> bool:
        """Whether any row of the year has been entered."""
        return year in self._known_years

    def unknown_years(self, start: date, end: date) -> set[int]:
        """Years touched from ``start`` to ``end`` (both included) that rest on the weekday rule."""
        return set(range(start.year, end.year + 1)) - self._known_years

    @cached_property
    def _known_years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.days)


def statutory_days(years: Iterable[int]) -> dict[date, bool]:
    """Every day of the given years as published by the State Council: ``{day: is it a working day}``.

    A notice for one year may move days of the year before (2018-12-29 is worked by the notice for
    2019); the source holds all notices merged, so each day is looked up by its date. Years without
    a notice are absent from the answer: they stay unknown rather than guessed.
    """
    first, last = min(holidays).year, max(holidays).year
    supported = (year for year in sorted(set(years)) if first <= year <= last)
    return {day: _is_statutory(day) for year in supported for day in _days_of(year)}


def _is_statutory(day: date) -> bool:
    return day in workdays or (day.weekday() < 5 and day not in holidays)


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (first + _DAY * offset for offset in range((date(year, 12, 31) - first).days + 1))
