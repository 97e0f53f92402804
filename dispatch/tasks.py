"""What the calendar starts for dispatch, once a working day. Done by `actions.ticks`."""

from collections.abc import Iterator
from datetime import datetime

from core.operations.models import PeriodRun
from core.operations.periods import due
from core.organisations.calendar import working_calendar

from .actions import ticks
from .models import Problem, Task

REMIND = "dispatch.remind"


def _working_day(now: datetime) -> Iterator[str]:
    """Today, if it is worked and any clock runs. A day missed is made up for by the next: deadlines only get older."""
    if (Problem.objects.running().exists() or Task.objects.running().exists()) and working_calendar().is_working(
        now.date()
    ):
        yield now.date().isoformat()


@due("dispatch.rise", periods=_working_day)
def rise(_period: str, now: datetime) -> None:
    ticks.rise(at=now)


@due(REMIND, periods=_working_day)
def remind(period: str, now: datetime) -> None:
    earlier = PeriodRun.objects.filter(name=REMIND, period__lt=period).order_by("-period")
    ticks.remind(at=now, last=earlier.values_list("at", flat=True).first())
