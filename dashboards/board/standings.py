"""The tile map and the ranking: every unit of a brief, where it lies and how it stands."""

from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import rate
from core.organisations.models import ReportingUnit
from dashboards.lights import LIGHT_MARKS, LightMark
from projects.targets import lead_points
from reporting.choices import Light
from reporting.models import BriefUnit

from .links import figure_url, register_url
from .reading import Reading
from .tally import Tally

FAR_AHEAD, FAR_BEHIND = Decimal(1), Decimal(-5)
"""Where the tint of a tile changes, in points of lead."""


@dataclass(frozen=True)
class Standing:
    """One unit. `figure` is empty where the person may not open it; `moved` is places gained since last month."""

    unit: ReportingUnit
    rank: int | None
    moved: int | None
    projects: int
    plan_wan: Decimal
    month_wan: Decimal
    ytd_wan: Decimal
    rate: Decimal | None
    lead: Decimal | None
    light: Light
    reported: int
    expected: int
    figure: str
    projects_url: str

    @property
    def mark(self) -> LightMark:
        return LIGHT_MARKS[self.light]

    @property
    def is_complete(self) -> bool:
        return self.reported >= self.expected

    @property
    def tint(self) -> str:
        """Colour of the tile: the lead in five steps; red only where the light is red."""
        if self.lead is None:
            return "none"
        if self.light == Light.RED:
            return "bad"
        if self.lead >= 0:
            return "ok2" if self.lead >= FAR_AHEAD else "ok1"
        return "late1" if self.lead > FAR_BEHIND else "late2"

    @property
    def change(self) -> str:
        """In words, as a circular puts it."""
        if not self.unit.is_ranked:
            return "单列"
        if self.moved is None:
            return "—"
        if self.moved == 0:
            return "持平"
        return f"升{self.moved}位" if self.moved > 0 else f"降{-self.moved}位"

    @property
    def direction(self) -> str:
        return "up" if self.moved and self.moved > 0 else "down" if self.moved else "flat"


@dataclass(frozen=True)
class Standings:
    """`ranked` by rank, `apart` without one, `tiles` in the order of the map; `whole` is what all of them add up to."""

    ranked: tuple[Standing, ...]
    apart: tuple[Standing, ...]
    whole: Tally
    whole_lead: Decimal | None
    whole_mark: LightMark
    whole_figure: str

    @property
    def tiles(self) -> tuple[Standing, ...]:
        """Row by row, so that reading order is the order of the map."""
        return tuple(sorted(self.ranked + self.apart, key=lambda each: (each.unit.tile_row, each.unit.tile_column)))

    def count(self, light: Light) -> int:
        return sum(each.light == light for each in self.ranked + self.apart)

    @property
    def red(self) -> tuple[Standing, ...]:
        """Units far behind, the worst first."""
        return tuple(reversed([each for each in self.apart + self.ranked if each.light == Light.RED]))

    @property
    def counts(self) -> tuple[int, int, int]:
        """Units ahead, behind, far behind."""
        return self.count(Light.GREEN), self.count(Light.YELLOW), self.count(Light.RED)


def standings_of(reading: Reading) -> Standings:
    rows = [_standing(row, reading) for row in reading.standings]
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: (row.rank, row.unit.order))
    whole = Tally(
        projects=sum(row.projects for row in rows),
        expected=sum(row.expected for row in rows),
        reported=sum(row.reported for row in rows),
        initial_plan_wan=sum((row.plan_wan for row in rows), Decimal(0)),
        month_wan=sum((row.month_wan for row in rows), Decimal(0)),
        ytd_wan=sum((row.ytd_wan for row in rows), Decimal(0)),
    )
    return Standings(
        ranked=tuple(ranked),
        apart=tuple(row for row in rows if row.rank is None),
        whole=whole,
        whole_lead=reading.lead(whole),
        whole_mark=LIGHT_MARKS[reading.light(whole)],
        whole_figure=figure_url(reading.brief, "whole") if reading.sight.whole_city else "",
    )


def _standing(row: BriefUnit, reading: Reading) -> Standing:
    seen = reading.sight.covers(row.unit_id)
    before = row.previous_rank
    return Standing(
        unit=row.unit,
        rank=row.rank,
        moved=None if before is None or row.rank is None else before - row.rank,
        projects=row.projects,
        plan_wan=row.initial_plan_wan,
        month_wan=row.month_wan,
        ytd_wan=row.ytd_wan,
        rate=rate(row.ytd_wan, row.initial_plan_wan),
        lead=lead_points(row.ytd_wan, row.initial_plan_wan, reading.months),
        light=Light(row.light),
        reported=row.reported,
        expected=row.expected,
        figure=figure_url(reading.brief, "unit", unit=row.unit.code) if seen else "",
        projects_url=register_url(reading.brief, unit=row.unit.code, sort="lead") if seen else "",
    )
