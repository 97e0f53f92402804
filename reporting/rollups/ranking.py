"""Units of one brief: rates, leads, lights and ranks. At most 14 rows, so plain Python over one grouped query.

Rates are Σdone ÷ Σplan on 年初计划; ranks are competition ranks (1, 2, 2, 4) on the rate; 市本级 stands apart; a group
of fewer than three ranked units has no rank of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from core.foundation.money import rate
from core.foundation.sql import wan_sum
from core.organisations.models import ReportingUnit
from reporting.choices import Metric
from reporting.lights import Thresholds, unit_light
from reporting.models import Brief, BriefCell, BriefUnit

SMALLEST_GROUP = 3
RANK_PLACES = Decimal("0.0001")
"""Two units whose rates print alike (two decimals of a percent) share a rank."""


def write_units(brief: Brief, rules: dict[str, Thresholds]) -> list[BriefUnit]:
    """Insert one row per unit that has a cell, ranked, with last month's rank beside."""
    units = {unit.pk: unit for unit in ReportingUnit.objects.select_related("group")}
    rows = [
        _row(brief, totals, months=brief.month.number, rule=rules[Metric.UNIT_INVESTMENT]) for totals in _totals(brief)
    ]
    ranked = {row.unit_id: row.rate for row in rows if units[row.unit_id].is_ranked and row.rate is not None}
    ranks, group_ranks = competition_ranks(ranked), _ranks_in_groups(ranked, units)
    before = _previous_ranks(brief)
    for row in rows:
        row.rank, row.group_rank = ranks.get(row.unit_id), group_ranks.get(row.unit_id)
        row.previous_rank = before.get(row.unit_id)
    return BriefUnit.objects.bulk_create(rows)


def _totals(brief: Brief) -> Iterable[dict[str, object]]:
    return (
        BriefCell.objects.filter(brief=brief)
        .order_by()
        .values("unit_id")
        .annotate(
            count=Sum("projects"),
            initial=wan_sum("initial_plan_wan"),
            plan=wan_sum("plan_wan"),
            month=wan_sum("month_wan"),
            ytd=wan_sum("ytd_wan"),
            expected_reports=Sum("expected"),
            reported_reports=Sum("reported"),
        )
    )


def _row(brief: Brief, totals: dict[str, object], *, months: int, rule: Thresholds) -> BriefUnit:
    initial, ytd = totals["initial"], totals["ytd"]
    done = rate(ytd, initial)
    return BriefUnit(
        brief=brief,
        unit_id=totals["unit_id"],
        projects=totals["count"],
        initial_plan_wan=initial,
        plan_wan=totals["plan"],
        month_wan=totals["month"],
        ytd_wan=ytd,
        expected=totals["expected_reports"],
        reported=totals["reported_reports"],
        rate=None if done is None else done.quantize(Decimal("0.000001"), ROUND_HALF_UP),
        lead_pp=lead_points(done, months),
        light=unit_light(ytd_wan=ytd, plan_wan=initial, months=months, rule=rule),
    )


def lead_points(done: Decimal | None, months: int) -> Decimal | None:
    """Completion minus n/12, in percentage points, from the unrounded rate; None without a plan."""
    if done is None:
        return None
    return (100 * (done - Decimal(months) / 12)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def competition_ranks(rates: Mapping[int, Decimal]) -> dict[int, int]:
    """Key → rank, the highest rate first; equal printed rates share a rank and the next one is skipped."""
    printed = {key: value.quantize(RANK_PLACES, ROUND_HALF_UP) for key, value in rates.items()}
    return {key: 1 + sum(1 for other in printed.values() if other > value) for key, value in printed.items()}


def _ranks_in_groups(ranked: Mapping[int, Decimal], units: Mapping[int, ReportingUnit]) -> dict[int, int]:
    groups: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for unit_id, value in ranked.items():
        groups[units[unit_id].group_id][unit_id] = value
    found: dict[int, int] = {}
    for members in groups.values():
        if len(members) >= SMALLEST_GROUP:
            found |= competition_ranks(members)
    return found


def _previous_ranks(brief: Brief) -> dict[int, int]:
    """From the newest issued brief of the month before; empty in January."""
    before = (
        Brief.objects.filter(campaign=brief.campaign, month=brief.month.previous(), number__gt=0)
        .order_by("-number")
        .first()
    )
    if before is None:
        return {}
    return dict(before.units.filter(rank__isnull=False).values_list("unit_id", "rank"))
