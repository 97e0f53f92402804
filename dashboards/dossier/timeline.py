"""The strip of nodes: where planned, promised and actual dates lie on a line of quarters. Widths are plain numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.foundation.months import Month
from dashboards.lights import LIGHT_MARKS, LightMark
from projects.models import Milestone
from reporting.choices import Light

WIDTH, MARGIN = 1300, 40
TOP, LANE, LANES = 30, 24, 3
GAP = 10
LETTER = 12.5
"""Width of a Chinese letter on the strip, so that names do not run into each other."""

NOT_DUE = LightMark("wait", "未到期")


@dataclass(frozen=True)
class Node:
    """A node, its light and a word of explanation."""

    milestone: Milestone
    light: LightMark
    note: str

    @property
    def dates(self) -> list[date]:
        row = self.milestone
        return [day for day in (row.planned_on, row.promised_on, row.actual_on) if day is not None]


@dataclass(frozen=True)
class Place:
    """Where a node is drawn: its lane, its dates (None where there is no such date) and its name."""

    node: Node
    y: int
    planned: float
    promised: float | None
    actual: float | None
    label: float
    label_ends: bool

    @property
    def last(self) -> float:
        """Where the line from the planned date leads."""
        return self.actual or self.promised or self.planned


@dataclass(frozen=True)
class Strip:
    """Drawn nodes, ticks (x, label), today's x, how many finished nodes are too old to be drawn, and the height."""

    places: tuple[Place, ...]
    ticks: tuple[tuple[float, str], ...]
    today: float | None
    hidden: int
    height: int


def judged(milestones: Sequence[Milestone], today: date) -> list[Node]:
    """Each node with its light and a word of explanation."""
    return [Node(row, *_light(row, today)) for row in milestones]


def _light(row: Milestone, today: date) -> tuple[LightMark, str]:
    if row.actual_on is not None:
        days = (row.actual_on - row.planned_on).days
        return LIGHT_MARKS[Light.GREEN], f"迟{days}天，已完成" if days > 0 else "已完成"
    late = (today - row.planned_on).days
    if late > 0:
        light = Light.RED if late > (row.red_after or 0) else Light.YELLOW
        return LIGHT_MARKS[light], _joined(f"已过计划{late}天", row)
    if row.promised_on and row.promised_on > row.planned_on:
        later = (row.promised_on - row.planned_on).days
        return LIGHT_MARKS[Light.YELLOW], _joined(f"承诺晚于计划{later}天", row)
    return NOT_DUE, _joined("", row)


def _joined(first: str, row: Milestone) -> str:
    again = f"第{row.promise_count}次承诺" if row.promise_count > 1 else ""
    return "；".join(part for part in (first, again, row.promise_reason or row.note) if part)


def strip(nodes: Sequence[Node], *, year: int, today: date) -> Strip | None:
    """From this year's start (or the first open node, if older) to the last date; None when nothing is to be drawn."""
    waiting = [node.milestone.planned_on for node in nodes if node.milestone.actual_on is None]
    start = min([date(year, 1, 1), *waiting])
    shown = [node for node in nodes if node.milestone.actual_on is None or max(node.dates) >= start]
    if not shown:
        return None
    end = max(date(year, 12, 31), *(max(node.dates) for node in shown)) + timedelta(days=20)
    scale = Scale(start, end)
    places = _placed(shown, scale)
    return Strip(
        places=places,
        ticks=tuple((scale.x(month.first), str(month)) for month in _quarters(start, end)),
        today=scale.x(today) if start <= today <= end else None,
        hidden=len(nodes) - len(shown),
        height=max(place.y for place in places) + 40,
    )


@dataclass(frozen=True)
class Scale:
    start: date
    end: date

    def x(self, day: date) -> float:
        """What lies before the start stands at its edge."""
        share = max(0, (day - self.start).days) / (self.end - self.start).days
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)


def _placed(nodes: Sequence[Node], scale: Scale) -> tuple[Place, ...]:
    """Each node in the first lane where its line and name have room; what fits nowhere goes to the last."""
    ends, places = [0.0] * LANES, []
    for node in sorted(nodes, key=lambda one: min(one.dates)):
        place = _place(node, scale)
        left, right = _extent(place)
        lane = next((number for number, end in enumerate(ends) if left > end), LANES - 1)
        ends[lane] = max(ends[lane], right)
        places.append(replace(place, y=TOP + lane * LANE))
    return tuple(places)


def _place(node: Node, scale: Scale) -> Place:
    row = node.milestone
    last = max(scale.x(day) for day in node.dates)
    fits = last + GAP + len(row.name) * LETTER < WIDTH
    first = min(scale.x(day) for day in node.dates)
    return Place(
        node=node,
        y=TOP,
        planned=scale.x(row.planned_on),
        promised=scale.x(row.promised_on) if row.promised_on and row.actual_on is None else None,
        actual=scale.x(row.actual_on) if row.actual_on else None,
        label=last + GAP if fits else first - GAP,
        label_ends=not fits,
    )


def _extent(place: Place) -> tuple[float, float]:
    """Left and right end of what a node takes up, its name included."""
    length = len(place.node.milestone.name) * LETTER
    points = [place.planned, place.last, place.label - length if place.label_ends else place.label + length]
    return min(points) - GAP, max(points)


def _quarters(start: date, end: date) -> list[Month]:
    """First months of quarters in the span, at most ten of them."""
    months, month = [], Month.of(start)
    while month.first <= end:
        if month.number % 3 == 1 and month.first >= start:
            months.append(month)
        month = month.next()
    step = -(-len(months) // 10) or 1
    return months[::step]
