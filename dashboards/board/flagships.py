"""★ 标杆项目: the strip of milestones, one row a flagship, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from core.foundation.money import ZERO, rate
from core.foundation.sql import wan_sum
from dashboards.lights import LIGHT_MARKS, LightMark
from projects.choices import Provenance
from projects.targets import lead_points
from reporting.choices import Light
from reporting.models import BriefLine

from .links import project_url
from .nodes import Node, next_node
from .reading import Reading

SHOWN = 12
"""Rows of the strip. The campaign names nine; the sums count all, however many there are."""


@dataclass(frozen=True)
class FlagshipRow:
    line: int
    project: int
    code: str
    name: str
    is_invented: bool
    unit: str
    plan_wan: Decimal
    ytd_wan: Decimal
    light: Light
    nodes: tuple[Node, ...]

    @property
    def rate(self) -> Decimal | None:
        return rate(self.ytd_wan, self.plan_wan)

    @property
    def mark(self) -> LightMark:
        return LIGHT_MARKS[self.light]

    @property
    def next(self) -> Node | None:
        return next_node(self.nodes)

    @property
    def url(self) -> str:
        return project_url(self.code)

    @property
    def figure(self) -> str:
        return reverse("register_light", args=[self.line])


@dataclass(frozen=True)
class Flagships:
    """`count`, `plan_wan` and `ytd_wan` are those of all flagships in sight, also of rows not shown."""

    rows: tuple[FlagshipRow, ...]
    count: int
    plan_wan: Decimal
    ytd_wan: Decimal
    lights: Mapping[Light, int]
    lead: Decimal | None
    mark: LightMark
    year: int
    day: date

    @property
    def rate(self) -> Decimal | None:
        return rate(self.ytd_wan, self.plan_wan)

    @property
    def red(self) -> tuple[FlagshipRow, ...]:
        return tuple(row for row in self.rows if row.light == Light.RED)


def flagship_ytd(reading: Reading) -> Decimal:
    """What the flagships in sight have done this year (万元); one query."""
    lines = BriefLine.objects.filter(reading.sight.only(), brief=reading.brief, is_flagship=True, is_part=False)
    return Decimal(lines.aggregate(ytd_wan=wan_sum("ytd_wan"))["ytd_wan"])


def flagship_lines(reading: Reading) -> list[BriefLine]:
    """The largest plan first; one query."""
    lines = BriefLine.objects.filter(reading.sight.only(), brief=reading.brief, is_flagship=True, is_part=False)
    return list(lines.select_related("listing__project", "unit").order_by("-initial_plan_wan", "listing__order"))


def flagships_of(reading: Reading, lines: Sequence[BriefLine], nodes: Mapping[int, tuple[Node, ...]]) -> Flagships:
    plan = sum((line.initial_plan_wan for line in lines), ZERO)
    ytd = sum((line.ytd_wan for line in lines), ZERO)
    return Flagships(
        rows=tuple(_row(line, nodes.get(line.listing.project_id, ())) for line in lines[:SHOWN]),
        count=len(lines),
        plan_wan=plan,
        ytd_wan=ytd,
        lights={light: sum(line.light == light for line in lines) for light in Light},
        lead=lead_points(ytd, plan, reading.months),
        mark=LIGHT_MARKS[reading.judge(ytd, plan)],
        year=reading.brief.campaign.year,
        day=reading.day,
    )


def _row(line: BriefLine, nodes: tuple[Node, ...]) -> FlagshipRow:
    project = line.listing.project
    return FlagshipRow(
        line=line.pk,
        project=project.pk,
        code=project.code,
        name=project.name,
        is_invented=project.provenance == Provenance.INVENTED,
        unit=line.unit.short_name,
        plan_wan=line.initial_plan_wan,
        ytd_wan=line.ytd_wan,
        light=Light(line.light),
        nodes=nodes,
    )
