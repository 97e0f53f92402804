"""What committing a plan table would do to the year's plan and to what is due by each month, before anybody signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.foundation.money import ZERO
from core.foundation.months import Month, months_of_year
from core.intake.comparison import Compared
from core.intake.models import Batch
from projects.curves import MONTHS as IN_YEAR
from projects.models import Campaign
from projects.rollups import ListTotals, due_by_month, list_totals, list_warnings

from .fields import BEFORE, FINISH, MONTHS, PLAN, START
from .planned import planned
from .proposed import months_changed


def stored_effect(compared: Iterable[Compared], year: int) -> dict[str, Any]:
    """As the batch keeps it: rows by what changes of them, what the plan gains, and what each month's due gains.

    `first_month` is the earliest month (1 to 12) whose entered amount becomes another, None where none does.
    """
    written = [each for each in compared if each.is_written]
    plans = [planned(each, year) for each in written]
    steps = [
        [new - old for new, old in zip(plan.curve, each.target.standing.own.curve, strict=True)]
        for each, plan in zip(written, plans, strict=True)
    ]
    return {
        "changed": len(written),
        "plans": sum(PLAN in each.changes for each in written),
        "months": sum(MONTHS in each.changes for each in written),
        "dates": sum(bool(each.changes.keys() & {START, FINISH}) for each in written),
        "settled": sum(BEFORE in each.changes for each in written),
        "plan_step_wan": sum(
            (
                plan.annual_plan_wan - each.target.standing.own.plan_wan
                for each, plan in zip(written, plans, strict=True)
            ),
            ZERO,
        ),
        "due_step_wan": [sum(column, ZERO) for column in zip(*steps, strict=True)] if steps else [ZERO] * IN_YEAR,
        "first_month": _first_month(written, [plan.curve for plan in plans]),
    }


def _first_month(written: Sequence[Compared], curves: Sequence[Sequence[Decimal]]) -> int | None:
    months = [
        months_changed(curve, each.target.standing.own.curve)[0]
        for each, curve in zip(written, curves, strict=True)
        if MONTHS in each.changes
    ]
    return min(months, default=None)


@dataclass(frozen=True)
class MonthStep:
    """What all projects together owe by the end of a month, now and after."""

    month: Month
    before_wan: Decimal
    step_wan: Decimal

    @property
    def after_wan(self) -> Decimal:
        return self.before_wan + self.step_wan


@dataclass(frozen=True)
class Consequence:
    """The list now and after; `months` is empty where nothing becomes due at another time."""

    before: ListTotals
    after: ListTotals
    months: list[MonthStep]
    warnings: tuple[str, ...]
    effect: Mapping[str, Any]

    @property
    def step_wan(self) -> Decimal:
        return self.after.plan_wan - self.before.plan_wan


def consequence(batch: Batch, campaign: Campaign) -> Consequence:
    """Two statements."""
    effect = batch.said("findings")["effect"]
    before = list_totals(campaign)
    after = ListTotals(before.entries, before.plan_wan + Decimal(effect["plan_step_wan"]))
    steps = [Decimal(step) for step in effect["due_step_wan"]]
    due = due_by_month(campaign) if any(steps) else {}
    months = [
        MonthStep(month, due.get(month, ZERO), step)
        for month, step in zip(months_of_year(campaign.year), steps, strict=True)
    ]
    return Consequence(before, after, months if any(steps) else [], list_warnings(before, after), effect)
