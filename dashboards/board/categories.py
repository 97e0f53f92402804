"""Progress by category: bars with the schedule's tick, planning items without a light."""

from dataclasses import dataclass
from decimal import Decimal

from dashboards.lights import LIGHT_MARKS, LightMark
from projects.choices import Stage
from projects.models import Category
from reporting.choices import Light

from .links import figure_url
from .reading import Reading
from .tally import Tally


@dataclass(frozen=True)
class CategoryRow:
    """One category; `lead` and the tick are None for planning items, which no schedule measures."""

    category: Category
    tally: Tally
    lead: Decimal | None
    schedule: Decimal | None
    mark: LightMark
    figure: str


@dataclass(frozen=True)
class Categories:
    rows: tuple[CategoryRow, ...]
    whole: Tally
    whole_lead: Decimal | None
    whole_mark: LightMark
    schedule: Decimal


def categories_of(reading: Reading) -> Categories:
    """Categories without a project in sight are left out."""
    rows = (_row(category, reading.of_category(category), reading) for category in reading.categories)
    return Categories(
        rows=tuple(row for row in rows if row.tally.projects),
        whole=reading.total,
        whole_lead=reading.lead(reading.total),
        whole_mark=LIGHT_MARKS[reading.light(reading.total)],
        schedule=reading.schedule,
    )


def _row(category: Category, tally: Tally, reading: Reading) -> CategoryRow:
    is_judged = category.stage != Stage.PLANNING
    light = reading.light(tally) if is_judged else Light.UNLIT
    return CategoryRow(
        category=category,
        tally=tally,
        lead=reading.lead(tally) if is_judged else None,
        schedule=reading.schedule if is_judged else None,
        mark=LIGHT_MARKS[light],
        figure=figure_url(reading.brief, "category", category=category.code),
    )
