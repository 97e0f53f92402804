"""The campaign's targets as formulas see them: inputs of the brief and entered ones, as known at its moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import ZERO
from core.foundation.months import Month
from projects.choices import TargetUnit
from projects.models import Target, TargetInput
from projects.targets import FORMULAS, Formula, Result, compute

from .reading import Reading
from .tally import Tally

Entered = Mapping[tuple[str, Month], TargetInput]
"""Entered inputs by name and month."""


@dataclass(frozen=True)
class TargetStanding:
    """One target: what its formula makes of the figures of `month` (earlier than the brief's when inputs lag)."""

    target: Target
    month: Month
    result: Result
    entered: tuple[TargetInput, ...]

    @property
    def is_demonstration(self) -> bool:
        return any(row.is_demonstration for row in self.entered)


def target_standings(
    reading: Reading, *, flagship_ytd_wan: Decimal, entered: Entered | None = None
) -> tuple[TargetStanding, ...]:
    """Every target by its newest definition; two queries. `entered` replaces what was known at the brief's moment."""
    known = _entered(reading) if entered is None else entered
    of_campaign = newest_targets(reading.brief.campaign_id)
    return tuple(_standing(target, reading, known, flagship_ytd_wan) for target in of_campaign)


def newest_targets(campaign_id: int) -> tuple[Target, ...]:
    """The newest definition of every target, in the campaign's order."""
    newest: dict[str, Target] = {}
    for target in Target.objects.filter(campaign=campaign_id).order_by("order", "-definition_version"):
        newest.setdefault(target.code, target)
    return tuple(newest.values())


def _entered(reading: Reading) -> Entered:
    moment = reading.brief.figures_known_at
    rows = TargetInput.objects.known_at(moment).filter(campaign=reading.brief.campaign_id)
    return {(row.key, row.month): row for row in rows}


def _standing(target: Target, reading: Reading, entered: Entered, flagship_ytd: Decimal) -> TargetStanding:
    rule = FORMULAS[target.formula]
    month = _month_of(rule, reading, entered)
    inputs = _from_brief(reading, month) | {"flagship_ytd_wan": flagship_ytd}
    rows = tuple(entered[spec.key, month] for spec in rule.inputs if spec.entered and (spec.key, month) in entered)
    inputs |= {row.key: row.value_wan for row in rows}
    result = compute(target.formula, inputs, target=target.value, months=month.number)
    return TargetStanding(target, month, result, rows)


def _month_of(rule: Formula, reading: Reading, entered: Entered) -> Month:
    """The newest month for which everything entered is there: a month is compared with the same month only."""
    keys = [spec.key for spec in rule.inputs if spec.entered]
    months = sorted({reading.brief.month, *(total.month for total in reading.history)}, reverse=True)
    complete = (month for month in months if all((key, month) in entered for key in keys))
    return next(complete, reading.brief.month)


def _from_brief(reading: Reading, month: Month) -> dict[str, Decimal]:
    """What the cells of that month's brief give."""
    tally = _tally_of(reading, month)
    return {
        "listed": Decimal(tally.projects),
        "planning": Decimal(reading.planning),
        "started": Decimal(tally.started),
        "should_have_started": Decimal(tally.should_have_started),
        "ytd_wan": tally.ytd_wan,
        "real_estate_ytd_wan": tally.real_estate_ytd_wan,
    }


def _tally_of(reading: Reading, month: Month) -> Tally:
    if month == reading.brief.month:
        return reading.total
    return next(total.tally for total in reading.history if total.month == month)


def target_of(standings: Sequence[TargetStanding], formula: str) -> TargetStanding | None:
    return next((row for row in standings if row.result.formula == formula), None)


def annual_target_wan(standings: Sequence[TargetStanding], otherwise: Decimal = ZERO) -> Decimal:
    """What the year should reach; the list's own plan where no target is written down."""
    found = target_of(standings, "annual_investment")
    return found.target.value if found and found.target.unit == TargetUnit.WAN else otherwise
