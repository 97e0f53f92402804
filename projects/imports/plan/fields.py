"""The columns of a plan table: those of the ledger, to find projects by, and the months' amounts with their own words.

The words for months stand in data/headings.csv, written as those of the ledger (see projects/imports/fields.py).
"""

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from core.intake.desk import Desk, Field, Kind, Period
from projects.imports.fields import FIELDS as LEDGER
from projects.imports.words import register_desk
from projects.models import Campaign

PLAN, BEFORE, START, FINISH = "annual_plan_wan", "cumulative_before_year_wan", "planned_start", "planned_finish"
AMOUNT, DUE = "month_plan_wan", "due_wan"
"""A month's own amount, and what is due from January to its end; the values of a row stand under “due_wan@07”."""
MONTHS = "months"
"""All twelve in one text: what a change of them is called."""

WRITTEN = frozenset({"name", "unit", PLAN, BEFORE, START, FINISH, "span"})
"""What must be right of a row: also its county, which this desk does not write, for names repeat across counties."""
LATE_KEY = "due_so_far_wan"
"""应完成 of the portal's own exports is of some month that the heading does not name."""


def _headings() -> dict[str, tuple[str, ...]]:
    found = defaultdict(list)
    with (Path(__file__).parent / "data" / "headings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["field"]].append(row["heading"])
    return {key: tuple(headings) for key, headings in found.items()}


_HEADINGS = _headings()
_CLAIMED = frozenset(heading for headings in _HEADINGS.values() for heading in headings)


def _of_ledger(field: Field) -> Field:
    """A column of the ledger as this desk reads it: without words that mean a month's plan here."""
    return replace(
        field,
        key=LATE_KEY if field.key == DUE else field.key,
        headings=tuple(heading for heading in field.headings if heading not in _CLAIMED),
        is_written=field.key in WRITTEN,
    )


FIELDS = (
    *map(_of_ledger, LEDGER),
    Field(AMOUNT, "计划投资（当月）", Kind.WAN, _HEADINGS[AMOUNT], is_series=True),
    Field(DUE, "累计计划投资", Kind.WAN, _HEADINGS[DUE], period=Period.TO_DATE, is_series=True),
    Field(MONTHS, "月计划（当月数）", Kind.IGNORED, (), is_written=False),
)


def plan_desk(campaign: Campaign) -> Desk:
    """The desk of one year, with the closed lists of the ledger."""
    return replace(register_desk(campaign), name="plan", label="年度计划", fields=FIELDS)
