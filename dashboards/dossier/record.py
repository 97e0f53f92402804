"""What the dossier of one project is read from: one query for each kind of row, none growing with the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import Http404

from core.accounts.models import User
from core.foundation.months import Month
from projects.models import Listing, Milestone, MilestonePromise, PlanLine, PlanMonth, Project
from reporting.choices import Metric
from reporting.models import Brief, BriefLine, Duty, LightRule


def visible_listing(user: User, code: str) -> Listing:
    """The project's place in the newest campaign that lists it; 404 out of the person's scope."""
    listing = (
        Listing.objects.visible_to(user)
        .filter(project__code=code)
        .select_related("project__owner", "project__region", "project__parent", "unit", "category", "campaign")
        .order_by("-campaign__year")
        .first()
    )
    if listing is None:
        raise Http404
    return listing


@dataclass(frozen=True)
class Record:
    """A project as the dossier shows it, at one moment. Properties query once and are kept."""

    listing: Listing
    now: datetime

    @property
    def project(self) -> Project:
        return self.listing.project

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def plan_lines(self) -> list[PlanLine]:
        """年初计划 and every adjustment of it, oldest first, with `due` = {month: cumulative 万元}."""
        months = (
            PlanMonth.objects.filter(line__listing=self.listing)
            .select_related("line__batch")
            .order_by("line__known_from", "line_id", "month")
        )
        lines: dict[int, PlanLine] = {}
        for row in months:
            line = lines.setdefault(row.line_id, row.line)
            line.due = getattr(line, "due", {}) | {row.month: row.due_wan}
        return list(lines.values())

    @property
    def plan(self) -> PlanLine | None:
        """The plan that stands."""
        return next((line for line in self.plan_lines if line.known_to is None), None)

    @cached_property
    def lines(self) -> dict[Month, BriefLine]:
        """Per month the line of its newest brief: the last issued one, else the running one."""
        rows = (
            BriefLine.objects.filter(listing=self.listing)
            .select_related("brief")
            .order_by("brief__month", "brief__number")
        )
        return {row.brief.month: row for row in rows}

    @property
    def latest(self) -> BriefLine | None:
        return self.lines[max(self.lines)] if self.lines else None

    @property
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
        """Lines of a package's parts in the newest brief, each with its unit: 分县拆分 where they differ."""
        if not self.project.has_parts or self.brief is None:
            return []
        rows = BriefLine.objects.filter(brief=self.brief, is_part=True, listing__project__parent=self.project)
        return list(rows.select_related("listing__project", "unit").order_by("listing__order"))


def subjects_of(listing: Listing, duties: Iterable[Any]) -> list[tuple[str, str]]:
    """Under which subjects the journal speaks of the project."""
    return [("project", listing.project.code), *(("duty", str(duty)) for duty in duties)]
