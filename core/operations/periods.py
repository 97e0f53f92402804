"""Work that the calendar starts: once per period, also when the period was missed.

An upper app says which periods are due by now and what is to be done for one of them:

    @due("reporting.open_month", periods=months_to_open)
    def open_month(period: str, now: datetime) -> None: ...

`periods(now)` lists every period that should have been done by `now`, oldest first (“2018-07”, “2018-07-24”, at most 20
characters), missed ones included; those already claimed are left out here. `now` is the bureau's clock.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from .models import PeriodRun

logger = logging.getLogger("portal.operations")

Periods = Callable[[datetime], Iterable[str]]
Work = Callable[[str, datetime], object]


@dataclass(frozen=True)
class PeriodWork:
    name: str
    periods: Periods
    work: Work


_WORKS: dict[str, PeriodWork] = {}


def due(name: str, *, periods: Periods) -> Callable[[Work], Work]:
    """Register the decorated `work(period, now)`; it runs inside the transaction that claims the period."""

    def register(work: Work) -> Work:
        if name in _WORKS:
            raise ValueError(f"period work {name!r} is registered twice")
        _WORKS[name] = PeriodWork(name=name, periods=periods, work=work)
        return work

    return register


def run_due(now: datetime) -> list[tuple[str, str]]:
    """Do everything that is due by `now`; returns what was done as (name, period).

    One name's failure stops that name's later periods (they may build on it) and no other name; it is tried again at
    the next tick.
    """
    done: list[tuple[str, str]] = []
    for work in _WORKS.values():
        try:
            done += [(work.name, period) for period in _unclaimed(work, now) if _do_once(work, period, now)]
        except Exception:
            logger.exception("calendar: %s failed, next tick tries again", work.name)
    return done


def _unclaimed(work: PeriodWork, now: datetime) -> list[str]:
    listed = list(work.periods(now))
    claimed = set(PeriodRun.objects.filter(name=work.name, period__in=listed).values_list("period", flat=True))
    return [period for period in listed if period not in claimed]


def _do_once(work: PeriodWork, period: str, now: datetime) -> bool:
    """Claim and work in one transaction; False when another tick was faster."""
    with transaction.atomic():
        if not _claim(work.name, period, now):
            return False
        work.work(period, now)
    return True


def _claim(name: str, period: str, now: datetime) -> bool:
    """The unique key decides; the loser waits here until the winner has committed or given up."""
    try:
        with transaction.atomic():
            PeriodRun.objects.create(name=name, period=period, at=now)
    except IntegrityError:
        return False
    return True
