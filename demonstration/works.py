"""The rows of the demonstration's list as plain values. Money in whole cents of 万元, so that sums are exact."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from projects.choices import KeyLevel, PlanNature, Provenance, Status
from projects.curves import MONTHS, straight_line

YEAR = 2018
TODAY = date(2018, 7, 24)
WAN = 100
"""Cents in one 万元."""


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


class Course(StrEnum):
    """How the works of a project go; it decides dates, status and what is reported."""

    PLANNING = "planning"
    RUNNING = "running"
    FINISHED = "finished"
    WAITING = "waiting"
    """Starts later in the year: nothing is due yet."""
    OVERDUE = "overdue"
    """Should have started and has not."""


@dataclass(slots=True)
class Node:
    name: str
    planned_on: date
    actual_on: date | None = None
    promises: tuple[tuple[date, str], ...] = ()


@dataclass(slots=True)
class Work:
    """One project of the list, or a part of one. `home` is the unit whose total it counts in, `unit` who reports it."""

    unit: str
    home: str
    category: str
    name: str
    town: str
    marker: str
    provenance: Provenance = Provenance.INVENTED
    region: str = ""
    key_level: KeyLevel = KeyLevel.NONE
    is_flagship: bool = False
    owner: str = ""
    scope: str = ""
    wording: str = ""
    themes: tuple[str, ...] = ()
    course: Course = Course.RUNNING
    nature: PlanNature = PlanNature.CONTINUING
    status: Status = Status.UNDER_CONSTRUCTION
    planned_start: date | None = None
    planned_finish: date | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    revised_finish: date | None = None
    plan: int = 0
    before: int = 0
    total: int = 0
    shape: tuple[int, ...] | None = None
    pace: int = 1000
    nodes: list[Node] = field(default_factory=list)
    parts: list["Work"] = field(default_factory=list)

    @property
    def is_building(self) -> bool:
        return self.course != Course.PLANNING

    @property
    def due(self) -> tuple[int, ...]:
        """Cumulative cents due by the end of each month, from the entered shape or the straight line."""
        if self.shape is None:
            line = straight_line(money(self.plan), year=YEAR, start=self.planned_start, finish=self.planned_finish)
            return tuple(int(amount * WAN) for amount in line)
        return entered_curve(self.plan, self.shape, start=self.planned_start, finish=self.planned_finish)


SHAPES = (
    (40, 90, 170, 260, 360, 460, 560, 660, 750, 840, 920, 1000),
    (70, 150, 250, 350, 450, 550, 640, 720, 800, 880, 940, 1000),
    (50, 100, 160, 230, 310, 390, 480, 580, 690, 800, 900, 1000),
)
"""Monthly plans as units draw them up: cumulative, per mille of the plan."""


def entered_curve(plan: int, shape: tuple[int, ...], *, start: date | None, finish: date | None) -> tuple[int, ...]:
    """A shape squeezed into the months from start to finish that lie in the year, in whole 万元."""
    first = start.month if start and start.year == YEAR else 1
    last = finish.month if finish and finish.year == YEAR and finish.month >= first else MONTHS
    span = last - first + 1
    due = []
    for month in range(1, MONTHS + 1):
        passed = min(max(month - first + 1, 0), span)
        share = shape[-(-MONTHS * passed // span) - 1] if passed else 0
        due.append(plan if passed == span else plan * share // 1000 // WAN * WAN)
    return tuple(due)
