"""The clock of an approval, pure: from the day of acceptance, the stops and the working calendar to days and lights.

Every interval is half-open at the start, (from, to]: the day of acceptance and the day on which a stop is announced are
not counted into what they begin; the day of resumption still belongs to the stop. A day counts when it is worked, lies
after the day counted from and in no stop. Source: domain rules 5.3; 行政许可法 45, 82; 民法典 201, 203.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from core.foundation.working_days import WorkingCalendar

from .choices import CaseLight

YELLOW_PERCENT = 80
"""More than this share of the limit used, and the file is pressing."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stop:
    """Days that the limit does not hold: (started_on, ended_on]; open while `ended_on` is None.

    `restarts` begins the count anew on the day of resumption instead of going on from where it stood.
    """

    started_on: date
    ended_on: date | None = None
    restarts: bool = False

    def __post_init__(self) -> None:
        if self.ended_on is not None and self.ended_on < self.started_on:
            raise ValueError("恢复日不能早于暂停日")

    def holds(self, day: date) -> bool:
        return self.started_on < day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock shows on a day, in working days. `due_on` is None while the clock stands still in time."""

    used: int
    excluded: int
    limit: int
    due_on: date | None
    light: CaseLight

    @property
    def left(self) -> int:
        """Days left of the limit; negative when it is exceeded."""
        return self.limit - self.used

    @property
    def is_over(self) -> bool:
        return self.light == CaseLight.RED


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece (start, end] of a clock's way: `days` worked days, counted unless in a stop or dropped by a restart."""

    start: date
    end: date
    stop: Stop | None
    days: int
    is_dropped: bool = False

    @property
    def counts(self) -> bool:
        return self.stop is None and not self.is_dropped


@dataclass(frozen=True)
class Clock:
    """One running or finished count. `limit` is in working days, extensions included."""

    accepted_on: date
    limit: int
    stops: tuple[Stop, ...]
    calendar: WorkingCalendar = field(repr=False)

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise ValueError("期限至少为1个工作日")

    @cached_property
    def counted_from(self) -> date:
        """The day of acceptance, or the last resumption that began anew."""
        anew = [stop.ended_on for stop in self.stops if stop.restarts and stop.ended_on is not None]
        return max([self.accepted_on, *anew])

    @property
    def is_stopped(self) -> bool:
        return any(stop.ended_on is None for stop in self.stops)

    def used(self, until: date) -> int:
        """Working days counted in (counted_from, until]."""
        return sum(self._counts(day) for day in self._days(until))

    def excluded(self, until: date) -> int:
        """Working days in (counted_from, until] that stops took out; a day under two stops once."""
        return self.calendar.used(self.counted_from, until) - self.used(until)

    def dropped(self) -> int:
        """Working days counted before the count began anew: out of the limit, but still the applicant's time."""
        going_on = tuple(Stop(stop.started_on, stop.ended_on) for stop in self.stops)
        return Clock(self.accepted_on, self.limit, going_on, self.calendar).used(self.counted_from)

    def counted_days(self, until: date) -> frozenset[date]:
        """The days counted up to `until`: files of one stage that run side by side use a day once."""
        return frozenset(day for day in self._days(until) if self._counts(day))

    def segments(self, until: date) -> list["Segment"]:
        """The way from the day of acceptance to `until` in pieces: counts, stops, and what a restart dropped."""
        pieces, edge = [], self.accepted_on
        for stop in self.stops:
            if stop.started_on > until:
                break
            if stop.started_on > edge:
                pieces.append(self._piece(edge, stop.started_on, None))
            end = min(stop.ended_on or until, until)
            pieces.append(self._piece(stop.started_on, end, stop))
            edge = max(edge, end)
        if until > edge:
            pieces.append(self._piece(edge, until, None))
        return pieces

    def _piece(self, start: date, end: date, stop: Stop | None) -> "Segment":
        return Segment(
            start, end, stop, self.calendar.used(start, end), is_dropped=end <= self.counted_from and not stop
        )

    def day_of(self, number: int) -> date | None:
        """The day on which the count reaches `number`; None when a stop is open before that."""
        day, count = self.counted_from, 0
        opened = [stop.started_on for stop in self.stops if stop.ended_on is None]
        while count < number:
            day += _DAY
            if opened and day > min(opened):
                return None
            count += self._counts(day)
        return day

    @property
    def over_from(self) -> date | None:
        """The first day on which more than the limit is used; None while a stop is open before it."""
        return self.day_of(self.limit + 1)

    @property
    def due_on(self) -> date | None:
        """The last worked day that is still in time; None while a stop is open before it."""
        day = self.over_from
        if day is None:
            return None
        day -= _DAY
        while not self.calendar.is_working(day):
            day -= _DAY
        return day

    @property
    def yellow_from(self) -> date | None:
        """The first day on which more than 80 % of the limit is used; None while a stop is open before it."""
        return self.day_of(self.limit * YELLOW_PERCENT // 100 + 1)

    def read(self, until: date) -> Reading:
        """On a day: today while the case runs, the day of decision afterwards."""
        light = light_of(until, yellow_from=self.yellow_from, over_from=self.over_from, is_stopped=self.is_stopped)
        return Reading(self.used(until), self.excluded(until), self.limit, self.due_on, light)

    def _counts(self, day: date) -> bool:
        return self.calendar.is_working(day) and not any(stop.holds(day) for stop in self.stops)

    def _days(self, until: date) -> Iterator[date]:
        day = self.counted_from
        while day < until:
            day += _DAY
            yield day


def light_of(today: date, *, yellow_from: date | None, over_from: date | None, is_stopped: bool) -> CaseLight:
    """The light from the two dates that are stored with a case: the same on the page, in lists and in the tick.

    A file that was late before it was stopped stays late.
    """
    if over_from is not None and today >= over_from:
        return CaseLight.RED
    if is_stopped:
        return CaseLight.PAUSED
    return CaseLight.YELLOW if yellow_from is not None and today >= yellow_from else CaseLight.GREEN


def stage_days(clocks: Iterable[tuple[Clock, date]]) -> int:
    """Working days that a stage took: each clock up to its day, days on which several ran counted once."""
    return len(frozenset().union(*(counted.counted_days(until) for counted, until in clocks)))


def green_limit(ordinary: int) -> int:
    """The green channel's limit where the guide names none: half of the ordinary one, rounded up."""
    return -(-ordinary // 2)
