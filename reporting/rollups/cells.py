"""Brief cells: what the lines add up to, per unit, category, key level and stage, in one INSERT … SELECT."""

from collections.abc import Iterable

from django.db.models import Count, F, Q, QuerySet, Sum

from core.foundation.sql import insert_from, wan_sum
from core.organisations.models import ReportingUnit
from reporting.choices import Light
from reporting.models import Brief, BriefCell, BriefLine
from reporting.models.brief import AMOUNT_FIELDS

KEYS = ("brief_id", "unit_id", "category_id", "key_level", "stage")

_LIGHTS = {
    Light.GREEN: ("greens", "green_plan_wan"),
    Light.YELLOW: ("yellows", "yellow_plan_wan"),
    Light.RED: ("reds", "red_plan_wan"),
    Light.BEFORE_START: ("before_starts", "before_start_plan_wan"),
    Light.UNLIT: ("unlit", "unlit_plan_wan"),
}


def write_cells(brief: Brief, *, units: Iterable[ReportingUnit] | None = None) -> int:
    """Insert the cells of the brief's lines, of some units only when given. Parts are not counted again."""
    lines = BriefLine.objects.filter(brief=brief, is_part=False)
    if units is not None:
        lines = lines.filter(unit__in=list(units))
    grouped = _grouped(lines)
    names = [name for name in grouped.query.annotation_select if name.startswith("sum_")]
    mapping = {key.removesuffix("_id"): key for key in KEYS} | {name.removeprefix("sum_"): name for name in names}
    return insert_from(BriefCell, grouped, mapping)


def _grouped(lines: QuerySet) -> QuerySet:
    whole = Q(reported__gte=F("expected"))
    counts = {f"sum_{count}": Count("pk", filter=Q(light=light)) for light, (count, _) in _LIGHTS.items()}
    plans = {f"sum_{plan}": wan_sum("initial_plan_wan", filter=Q(light=light)) for light, (_, plan) in _LIGHTS.items()}
    return (
        lines.order_by()
        .values(*KEYS)
        .annotate(
            sum_projects=Count("pk"),
            sum_started=Count("pk", filter=Q(is_started=True)),
            sum_should_have_started=Count("pk", filter=Q(should_have_started=True)),
            sum_overdue_starts=Count("pk", filter=Q(should_have_started=True, is_started=False)),
            sum_expected=Sum("expected"),
            sum_reported=Sum("reported"),
            sum_reported_plan_wan=wan_sum("initial_plan_wan", filter=whole),
            sum_reported_ytd_wan=wan_sum("ytd_wan", filter=whole),
            sum_real_estate_ytd_wan=wan_sum("ytd_wan", filter=Q(counts_real_estate=True)),
            **{f"sum_{name}": wan_sum(name) for name in AMOUNT_FIELDS},
            **counts,
            **plans,
        )
    )
