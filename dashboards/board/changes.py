"""What changed since last month's issued brief: ranks, red lights, starts, nodes, the plan, write-backs."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, FilteredRelation, Q

from core.foundation.months import Month
from projects.choices import BatchKind
from projects.models import PlanBatch
from reporting.choices import Light
from reporting.models import Brief, BriefLine

from .flagships import Flagships
from .reading import Reading
from .standings import Standing, Standings

MOVERS = 3


@dataclass(frozen=True)
class Changes:
    """Against `before`, the issued brief of last month; amounts in 万元."""

    before: Brief
    movers: tuple[Standing, ...]
    new_reds: int
    cleared_reds: int
    newly_started: int
    overdue_starts: int
    nodes_reached: tuple[str, ...]
    batches: int
    entered: int
    left: int
    plan_change_wan: Decimal
    written_back_wan: Decimal

    @property
    def net_reds(self) -> int:
        return self.new_reds - self.cleared_reds

    @property
    def fewer_reds(self) -> int:
        return -self.net_reds

    @property
    def plan_decrease_wan(self) -> Decimal:
        return -self.plan_change_wan


def changes_of(reading: Reading, standings: Standings, flagships: Flagships) -> Changes | None:
    """None where last month has no issued brief. Two queries."""
    before = reading.previous
    if before is None:
        return None
    new_reds, cleared = _red_lights(reading, before.brief)
    batches, entered, left = _batches(before.brief, reading.brief) if reading.sight.whole_city else (0, 0, 0)
    return Changes(
        before=before.brief,
        movers=_movers(standings),
        new_reds=new_reds,
        cleared_reds=cleared,
        newly_started=reading.total.started - before.tally.started,
        overdue_starts=reading.total.overdue_starts,
        nodes_reached=_reached(flagships, reading.brief.month),
        batches=batches,
        entered=entered,
        left=left,
        plan_change_wan=reading.total.plan_wan - before.tally.plan_wan,
        written_back_wan=-reading.total.write_back_wan,
    )


def _red_lights(reading: Reading, before: Brief) -> tuple[int, int]:
    """Projects that turned red, and that are red no longer."""
    of_before = Q(listing__brief_lines__brief_id=before.pk)
    was_red, is_red = Q(before__light=Light.RED), Q(light=Light.RED)
    was_other = Q(before__light__isnull=True) | Q(before__light__in=[light for light in Light if light != Light.RED])
    counts = (
        BriefLine.objects.filter(reading.sight.only(), brief=reading.brief, is_part=False)
        .annotate(before=FilteredRelation("listing__brief_lines", condition=of_before))
        .aggregate(
            new=Count("pk", filter=is_red & was_other),
            cleared=Count("pk", filter=was_red & Q(light__in=[light for light in Light if light != Light.RED])),
        )
    )
    return counts["new"], counts["cleared"]


def _batches(before: Brief, brief: Brief) -> tuple[int, int, int]:
    """Adjustments approved between the two briefs, with the projects they added and took off."""
    since = Q(approved_at__gt=before.figures_known_at, approved_at__lte=brief.figures_known_at)
    batches = PlanBatch.objects.filter(since, campaign=brief.campaign_id, kind=BatchKind.ADJUSTMENT)
    rows = batches.annotate(
        joined=Count("entered", filter=Q(entered__project__parent__isnull=True), distinct=True),
        gone=Count("left", filter=Q(left__project__parent__isnull=True), distinct=True),
    )
    counted = list(rows.values_list("joined", "gone"))
    return len(counted), sum(joined for joined, _ in counted), sum(gone for _, gone in counted)


def _movers(standings: Standings) -> tuple[Standing, ...]:
    moved = [row for row in standings.ranked if row.moved]
    return tuple(sorted(moved, key=lambda row: -abs(row.moved or 0))[:MOVERS])


def _reached(flagships: Flagships, month: Month) -> tuple[str, ...]:
    return tuple(
        f"{row.name}{node.name}"
        for row in flagships.rows
        for node in row.nodes
        if node.actual_on and Month.of(node.actual_on) == month
    )
