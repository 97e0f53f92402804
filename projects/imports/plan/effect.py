"""What committing a plan table would do to the year's plan and to what is due by each month, before anybody signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.foundation.money import ZERO
from core.foundation.months import Month, months_of_year
from core.intake.comparison import Compared
from core.intake.models import Batch
from projects.actions.plan_lines import Plan
from projects.curves import MONTHS as IN_YEAR
from projects.imports.months import RESCALED
from projects.models import Campaign
from projects.rollups import ListTotals, due_by_month, list_totals, list_warnings

from .fields import BEFORE, FINISH, MONTHS, PLAN, START
from .planned import planned
from .proposed import months_changed


def stored_effect(compared: Iterable[Compared], year: int) -> dict[str, Any]:
    """As the batch keeps it: rows by what changes of them, what the plan gains, and what each month's due gains.

    `straight_step_wan` is the same where months that follow their annual plan give way to the straight line.
    `first_month` is the earliest month (1 to 12) whose entered amount becomes another, None where none does.
    """
    written = [each for each in compared if each.is_written]
    plans = [planned(each, year) for each in written]
    rescaled = sum(RESCALED in each.changes for each in written)
    straight = [planned(each, year, straight=True) for each in written] if rescaled else plans
    return {
        "changed": len(written),
        "plans": sum(PLAN in each.changes for each in written),
        "months": sum(MONTHS in each.changes for each in written),
        "dates": sum(bool(each.changes.keys() & {START, FINISH}) for each in written),
        "rescaled": rescaled,
        "settled": sum(BEFORE in each.changes for each in written),
        "plan_step_wan": sum(
            (
                plan.annual_plan_wan - each.target.standing.own.plan_wan
                for each, plan in zip(written, plans, strict=True)
            ),
            ZERO,
        ),
        "due_step_wan": _due_steps(written, plans),
        "straight_step_wan": _due_steps(written, straight),
        "first_month": _first_month(written, [plan.curve for plan in plans]),
    }


def _due_steps(written: Sequence[Compared], plans: Sequence[Plan]) -> list[Decimal]:
    """What all rows together gain in what is due by the end of each month."""
    steps = [ZERO] * IN_YEAR
    for each, plan in zip(written, plans, strict=True):
        old = each.target.standing.own.curve
        steps = [step + new - was for step, new, was in zip(steps, plan.curve, old, strict=True)]
    return steps


def _first_month(written: Sequence[Compared], curves: Sequence[Sequence[Decimal]]) -> int | None:
    months = [
        months_changed(curve, each.target.standing.own.curve)[0]
        for each, curve in zip(written, curves, strict=True)
        if MONTHS in each.changes
    ]
    return min(months, default=None)


@dataclass(frozen=True)
class MonthStep:
    """What all projects together owe by the end of a month, now and after; `straight_step_wan` where months that would
    keep their shape give way to the straight line."""

    month: Month
    before_wan: Decimal
    step_wan: Decimal
    straight_step_wan: Decimal

    @property
    def after_wan(self) -> Decimal:
        return self.before_wan + self.step_wan

    @property
    def straight_wan(self) -> Decimal:
        return self.before_wan + self.straight_step_wan


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
    straight = [Decimal(step) for step in effect["straight_step_wan"]]
    moves = any(steps) or any(straight)
    due = due_by_month(campaign) if moves else {}
    months = [
        MonthStep(month, due.get(month, ZERO), step, straight_step)
        for month, step, straight_step in zip(months_of_year(campaign.year), steps, straight, strict=True)
    ]
    return Consequence(before, after, months if moves else [], list_warnings(before, after), effect)
