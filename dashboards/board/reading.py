"""Everything the panels of one brief are made of, read once: sums by unit and category, standings, earlier months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from core.foundation.months import Month
from core.organisations.models import ReportingUnit
from projects.choices import Stage
from projects.models import Category
from projects.targets import lead_points, schedule_rate
from reporting.choices import Light, Metric
from reporting.lights import Thresholds, unit_light
from reporting.models import Brief, BriefUnit
from reporting.rollups.lines import day_of
from reporting.rollups.rules import rules_at

from .editions import Edition
from .sight import Sight
from .tally import Tally, add_up, tallies, tallies_of_briefs


@dataclass(frozen=True)
class MonthTotal:
    """What one month's brief adds up to, in this sight."""

    brief: Brief
    tally: Tally

    @property
    def month(self) -> Month:
        return self.brief.month

    @property
    def lead(self) -> Decimal | None:
        return lead_points(self.tally.ytd_wan, self.tally.initial_plan_wan, self.month.number)


@dataclass(frozen=True)
class Reading:
    """One brief in one sight. Keys of `grid` are (unit, category); `standings` hold every unit, whatever the sight."""

    edition: Edition
    sight: Sight
    grid: Mapping[tuple[int, int], Tally]
    standings: tuple[BriefUnit, ...]
    standings_before: Mapping[int, BriefUnit]
    categories: tuple[Category, ...]
    history: tuple[MonthTotal, ...]
    unit_rule: Thresholds

    @property
    def brief(self) -> Brief:
        return self.edition.brief

    @property
    def months(self) -> int:
        """How many months of the year the schedule counts as passed."""
        return self.brief.month.number

    @property
    def day(self) -> date:
        """The day up to which nodes are due: today while the month runs, then its last day."""
        return day_of(self.brief)

    @property
    def schedule(self) -> Decimal:
        return schedule_rate(self.months)

    @cached_property
    def total(self) -> Tally:
        return add_up(self.grid.values())

    @cached_property
    def planning(self) -> int:
        """Planning items: counted among the projects, never expected to start."""
        return sum(self.of_category(each).projects for each in self.categories if each.stage == Stage.PLANNING)

    def of_category(self, category: Category) -> Tally:
        return add_up(tally for (_, key), tally in self.grid.items() if key == category.pk)

    def of_unit(self, unit: ReportingUnit) -> Tally:
        return add_up(tally for (key, _), tally in self.grid.items() if key == unit.pk)

    def lead(self, tally: Tally) -> Decimal | None:
        """Points over the straight line, unrounded; None without a plan."""
        return lead_points(tally.ytd_wan, tally.initial_plan_wan, self.months)

    def light(self, tally: Tally) -> Light:
        return self.judge(tally.ytd_wan, tally.initial_plan_wan)

    def judge(self, done_wan: Decimal, plan_wan: Decimal) -> Light:
        """The rule of units and the city, on any amount against its plan."""
        return unit_light(ytd_wan=done_wan, plan_wan=plan_wan, months=self.months, rule=self.unit_rule)

    @property
    def previous(self) -> MonthTotal | None:
        """Last month as issued."""
        before = self.edition.previous
        return next((total for total in self.history if before and total.brief.pk == before.pk), None)


def read(edition: Edition, sight: Sight) -> Reading:
    """Five queries, whatever the number of projects."""
    brief, previous = edition.brief, edition.previous
    wanted = [brief.pk] if previous is None else [brief.pk, previous.pk]
    rows = list(BriefUnit.objects.filter(brief__in=wanted).select_related("unit").order_by("unit__order"))
    earlier = tallies_of_briefs(edition.issued_before, sight.only()) if edition.issued_before else {}
    grid = tallies(Q(brief=brief.pk) & sight.only(), "unit_id", "category_id")
    return Reading(
        edition=edition,
        sight=sight,
        grid=grid,
        standings=tuple(row for row in rows if row.brief_id == brief.pk),
        standings_before={row.unit_id: row for row in rows if row.brief_id != brief.pk},
        categories=tuple(Category.objects.filter(campaign=brief.campaign_id).order_by("order")),
        history=tuple(MonthTotal(each, earlier[each.pk]) for each in edition.issued_before),
        unit_rule=rules_at(brief.figures_known_at)[Metric.UNIT_INVESTMENT],
    )
