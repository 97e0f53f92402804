"""The Σ row: sums of what the filters leave, never means. From cells where the filters allow it, else from lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.money import rate
from core.foundation.sql import wan_sum
from projects.choices import Stage
from reporting.models import Brief
from reporting.models.brief import AMOUNT_FIELDS

from .facets import IN_CELLS, cells_fit, visible_cells
from .filters import Keys


@dataclass(frozen=True)
class Totals:
    """How many entries, how many of them planning items, and their amounts (万元); `months` of the year have passed."""

    projects: int
    planning: int
    amounts: Mapping[str, Decimal]
    months: int

    @property
    def rate(self) -> Decimal | None:
        return rate(self.amounts["ytd_wan"], self.amounts["plan_wan"])

    @property
    def lead(self) -> Decimal | None:
        """Points over the straight line n/12, as for units and the city everywhere."""
        share = self.rate
        return None if share is None else share * 100 - Decimal(100 * self.months) / 12

    def of(self, name: str) -> Any:
        """The value under a column whose `total` is `name`."""
        return getattr(self, name) if name in {"rate", "lead"} else self.amounts[name]


def totals_of(brief: Brief, user: User, lines: QuerySet, *, chosen: Mapping[str, Any], keys: Keys) -> Totals:
    """One query. `lines` are the filtered entries; `chosen` the filters that made them so."""
    scope = user.scope(Can.READ_PROJECTS)
    if cells_fit(scope) and set(chosen) <= IN_CELLS:
        sums = _from_cells(visible_cells(brief, scope).filter(_as_cells(chosen, keys)))
    else:
        sums = _from_lines(lines)
    return Totals(
        projects=sums["count"] or 0,
        planning=sums["count_planning"] or 0,
        amounts={name: sums[f"sum_{name}"] for name in AMOUNT_FIELDS},
        months=brief.month.number,
    )


def _as_cells(chosen: Mapping[str, Any], keys: Keys) -> Q:
    condition = Q(key_level__in=chosen["level"]) if "level" in chosen else Q()
    for name in ("unit", "category"):
        if name in chosen:
            condition &= Q(**{f"{name}__in": [keys[name][code] for code in chosen[name] if code in keys[name]]})
    return condition


def _amounts() -> dict[str, Any]:
    return {f"sum_{name}": wan_sum(name) for name in AMOUNT_FIELDS}


def _from_cells(cells: QuerySet) -> dict[str, Any]:
    return cells.aggregate(
        count=Sum("projects"), count_planning=Sum("projects", filter=Q(stage=Stage.PLANNING)), **_amounts()
    )


def _from_lines(lines: QuerySet) -> dict[str, Any]:
    return lines.order_by().aggregate(
        count=Count("pk"), count_planning=Count("pk", filter=Q(stage=Stage.PLANNING)), **_amounts()
    )


def light_counts(lines: QuerySet) -> dict[str, int]:
    """Entries by light, for filters that cells cannot answer; one query."""
    return dict(lines.order_by().values_list("light").annotate(count=Count("pk")))


def flagship_count(lines: QuerySet) -> int:
    return lines.filter(is_flagship=True).count()
