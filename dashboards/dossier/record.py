"""What the dossier of one project is read from: one query for each kind of row, none growing with the register."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404

from core.accounts.models import User
from core.foundation.money import ZERO
from core.foundation.months import Month
from dispatch.reach import named_to
from projects.models import Listing, Milestone, MilestonePromise, PlanLine, PlanMonth, Project
from reporting.choices import Metric
from reporting.models import Brief, BriefLine, Duty, LightRule


def visible_listing(user: User, code: str) -> Listing:
    """The project's place in the newest campaign that lists it; 404 out of the person's scope.

    A member of the joint meeting reads the projects that its tasks and problems name, and no others.
    """
    seen = Listing.objects.visible_to(user)
    named = named_to(user)
    listing = (
        (seen if named is None else seen | Listing.objects.filter(named))
        .filter(project__code=code)
        .select_related("project__owner", "project__region", "unit", "category", "campaign")  # few have a parent
        .order_by("-campaign__year")
        .first()
    )
    if listing is None:
        raise Http404
    return listing


@dataclass(frozen=True)
class Plan:
    """The year's plan in force: its amount, what was done before the year, and what is due by each month's end."""

    annual_wan: Decimal
    before_wan: Decimal
    due: dict[Month, Decimal]


@dataclass(frozen=True)
class Record:
    """A project as the dossier shows it, at one moment. Properties query once and are kept."""

    listing: Listing
    now: datetime
    reader: User

    @property
    def project(self) -> Project:
        return self.listing.project

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def _all_plan_lines(self) -> list[PlanLine]:
        """Of the listing and of its parts, oldest first, each with `due` = {month: cumulative 万元}."""
        own = Q(line__listing=self.listing)
        parts = Q(line__listing__project__parent=self.project, line__listing__campaign=self.listing.campaign_id)
        months = (
            PlanMonth.objects.filter(own | parts if self.project.has_parts else own)
            .select_related("line__batch")
            .order_by("line__known_from", "line_id", "month")
        )
        lines: dict[int, PlanLine] = {}
        for row in months:
            line = lines.setdefault(row.line_id, row.line)
            line.due = getattr(line, "due", {}) | {row.month: row.due_wan}
        return list(lines.values())

    @property
    def plan_lines(self) -> list[PlanLine]:
        """The project's own: 年初计划 and every adjustment of it, oldest first."""
        return [line for line in self._all_plan_lines if line.listing_id == self.listing.pk]

    @cached_property
    def plan(self) -> Plan | None:
        """The plan that stands: a package's is its own and its parts', wherever the batch put the money."""
        standing = [line for line in self._all_plan_lines if line.known_to is None]
        if not standing:
            return None
        months = sorted({month for line in standing for month in line.due})
        return Plan(
            annual_wan=sum((line.annual_plan_wan for line in standing), ZERO),
            before_wan=sum((line.cumulative_before_year_wan for line in standing), ZERO),
            due={month: sum((line.due.get(month, ZERO) for line in standing), ZERO) for month in months},
        )

    @cached_property
    def lines(self) -> dict[Month, BriefLine]:
        """Per month the line of its newest brief: the last issued one, else the running one."""
        rows = (
            BriefLine.objects.filter(listing=self.listing)
            .select_related("brief")
            .order_by("brief__month", "brief__number")
        )
        return {row.brief.month: row for row in rows}

    @cached_property
    def latest(self) -> BriefLine | None:
        return self.lines[max(self.lines)] if self.lines else None

    @cached_property
    def brief(self) -> Brief | None:
        return self.latest.brief if self.latest else None

    @cached_property
    def duties(self) -> dict[Month, Duty]:
        """Reports by month; a package has none of its own."""
        if self.project.has_parts:
            return {}
        rows = Duty.objects.filter(listing=self.listing).select_related("current").order_by("month")
        return {row.month: row for row in rows}

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Nodes with `promised_on`, `promise_reason`, `promise_count`, and `red_after` days of the rule in force."""
        promises = MilestonePromise.objects.filter(milestone=OuterRef("pk")).order_by("-at", "-pk")
        rules = LightRule.objects.filter(metric=Metric.PROJECT_MILESTONE, valid_from__lte=self.now).order_by("-number")
        nodes = self.project.milestones.annotate(
            promised_on=Subquery(promises.values("promised_on")[:1]),
            promise_reason=Subquery(promises.values("reason")[:1]),
            promise_count=Count("promises"),
            red_after=Subquery(rules.values("red_after_days")[:1]),
        )
        return list(nodes.order_by("planned_on", "sequence"))

    @cached_property
    def parts(self) -> list[BriefLine]:
        """Lines of the parts the reader may see in the newest brief, each with its unit: 分县拆分 where they differ."""
        if not self.project.has_parts or self.brief is None:
            return []
        seen = Listing.objects.visible_to(self.reader).filter(project__parent=self.project)
        rows = BriefLine.objects.filter(brief=self.brief, is_part=True, listing__in=seen)
        return list(rows.select_related("listing__project", "unit").order_by("listing__order"))
