"""Sums of brief cells: what a unit, a category, the city or a month adds up to, exact to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from core.foundation.money import ZERO, rate
from core.foundation.sql import wan_sum
from reporting.choices import Light
from reporting.models import Brief, BriefCell, BriefLine

LIGHT_FIELDS = {
    Light.GREEN: ("greens", "green_plan_wan"),
    Light.YELLOW: ("yellows", "yellow_plan_wan"),
    Light.RED: ("reds", "red_plan_wan"),
    Light.BEFORE_START: ("before_starts", "before_start_plan_wan"),
    Light.UNLIT: ("unlit", "unlit_plan_wan"),
}


@dataclass(frozen=True)
class Part:
    """The reported or the unreported share of a tally: so many reports, 年初计划 and cumulative done (万元)."""

    reports: int
    plan_wan: Decimal
    ytd_wan: Decimal

    @property
    def rate(self) -> Decimal | None:
        return rate(self.ytd_wan, self.plan_wan)


@dataclass(frozen=True)
class Tally:
    """Counts and amounts (万元) of some cells. `initial_plan_wan` is 年初计划, by which units are ranked."""

    projects: int = 0
    started: int = 0
    should_have_started: int = 0
    overdue_starts: int = 0
    expected: int = 0
    reported: int = 0
    greens: int = 0
    yellows: int = 0
    reds: int = 0
    before_starts: int = 0
    unlit: int = 0
    initial_plan_wan: Decimal = ZERO
    plan_wan: Decimal = ZERO
    due_wan: Decimal = ZERO
    month_wan: Decimal = ZERO
    ytd_wan: Decimal = ZERO
    since_start_wan: Decimal = ZERO
    write_back_wan: Decimal = ZERO
    reported_plan_wan: Decimal = ZERO
    reported_ytd_wan: Decimal = ZERO
    real_estate_ytd_wan: Decimal = ZERO
    green_plan_wan: Decimal = ZERO
    yellow_plan_wan: Decimal = ZERO
    red_plan_wan: Decimal = ZERO
    before_start_plan_wan: Decimal = ZERO
    unlit_plan_wan: Decimal = ZERO

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in NAMES))

    @property
    def rate(self) -> Decimal | None:
        """Σ done ÷ Σ 年初计划, unrounded."""
        return rate(self.ytd_wan, self.initial_plan_wan)

    @property
    def unreported(self) -> int:
        return self.expected - self.reported

    @property
    def reported_part(self) -> Part:
        return Part(self.reported, self.reported_plan_wan, self.reported_ytd_wan)

    @property
    def unreported_part(self) -> Part:
        return Part(
            self.unreported, self.initial_plan_wan - self.reported_plan_wan, self.ytd_wan - self.reported_ytd_wan
        )

    def of_light(self, light: Light) -> tuple[int, Decimal]:
        """How many projects carry the light, and their 年初计划."""
        count, plan = LIGHT_FIELDS[light]
        return getattr(self, count), getattr(self, plan)


NAMES = tuple(field.name for field in fields(Tally))
_SUMS: dict[str, Any] = {f"sum_{name}": wan_sum(name) if name.endswith("_wan") else Sum(name) for name in NAMES}


def add_up(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def tallies(condition: Q, *keys: str) -> Mapping[tuple[Any, ...], Tally]:
    """Cells under `condition`, added up per combination of `keys` (columns of a cell); one query."""
    rows = BriefCell.objects.filter(condition).order_by().values_list(*keys).annotate(**_SUMS)
    width = len(keys)
    return {tuple(row[:width]): Tally(*row[width:]) for row in rows}


def tallies_of_lines(briefs: Sequence[Brief], condition: Q) -> Mapping[int, Tally]:
    """The same for projects that no cell sets apart, such as flagships: from lines, entries only; one query."""
    whole = Q(reported__gte=F("expected"))
    rows = (
        BriefLine.objects.filter(condition, brief__in=[brief.pk for brief in briefs], is_part=False)
        .order_by()
        .values("brief_id")
        .annotate(
            projects=Count("pk"),
            expected_reports=Sum("expected"),
            reported_reports=Sum("reported"),
            plan=wan_sum("initial_plan_wan"),
            month=wan_sum("month_wan"),
            ytd=wan_sum("ytd_wan"),
            written_back=wan_sum("write_back_wan"),
            reported_plan=wan_sum("initial_plan_wan", filter=whole),
            reported_ytd=wan_sum("ytd_wan", filter=whole),
        )
    )
    found = {row["brief_id"]: _of_lines(row) for row in rows}
    return {brief.pk: found.get(brief.pk, Tally()) for brief in briefs}


def _of_lines(row: Mapping[str, Any]) -> Tally:
    return Tally(
        projects=row["projects"],
        expected=row["expected_reports"],
        reported=row["reported_reports"],
        initial_plan_wan=row["plan"],
        month_wan=row["month"],
        ytd_wan=row["ytd"],
        write_back_wan=row["written_back"],
        reported_plan_wan=row["reported_plan"],
        reported_ytd_wan=row["reported_ytd"],
    )


def tallies_of_briefs(briefs: Sequence[Brief], condition: Q) -> Mapping[int, Tally]:
    """The sum of each brief (by its key), for the curve and for comparing versions; one query."""
    found = tallies(Q(brief__in=[brief.pk for brief in briefs]) & condition, "brief_id")
    return {brief.pk: found.get((brief.pk,), Tally()) for brief in briefs}
