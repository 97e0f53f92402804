"""What writing the compared rows would do to the year's list, in numbers, before anybody presses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.foundation.money import ZERO
from core.intake.choices import RowGroup
from core.intake.comparison import Compared
from core.intake.models import Batch
from core.organisations.models import Firm
from projects.models import Campaign
from projects.rollups import ListTotals, list_totals

from .months import RESCALED


@dataclass(frozen=True)
class Effect:
    """What writing these rows does: new entries, changed rows and cells, changed plans, and what the plan gains.

    `rescaled` are changed plans with entered months, which follow.
    """

    new: int
    changed: int
    cells: int
    plans: int
    rescaled: int
    plan_step_wan: Decimal
    owners: frozenset[str]

    @property
    def touches_list(self) -> bool:
        """Whether the year's list or its plans change, which needs a paper."""
        return bool(self.new or self.plans)


def effect_of(compared: Iterable[Compared]) -> Effect:
    written = [each for each in compared if each.is_written]
    return Effect(
        new=sum(each.group == RowGroup.NEW for each in written),
        changed=sum(each.group == RowGroup.CHANGED for each in written),
        cells=sum(len(each.changes.keys() - {RESCALED}) for each in written),
        plans=sum("annual_plan_wan" in each.changes for each in written),
        rescaled=sum(RESCALED in each.changes for each in written),
        plan_step_wan=sum((_plan_step(each) for each in written), ZERO),
        owners=frozenset(owners_of(written)),
    )


def _plan_step(each: Compared) -> Decimal:
    """What a row adds to the year's plan."""
    if each.group == RowGroup.NEW:
        return Decimal(each.source.values["annual_plan_wan"])
    old, new = each.changes.get("annual_plan_wan", ("0", "0"))
    return Decimal(new or 0) - Decimal(old or 0)


def owners_of(compared: Iterable[Compared]) -> set[str]:
    """Names of owners that the written rows speak of."""
    found = set()
    for each in compared:
        if not each.is_written:
            continue
        name = each.source.values.get("owner", "") if each.target is None else each.new_values.get("owner", "")
        if name:
            found.add(name)
    return found


def stored_effect(compared: Iterable[Compared]) -> dict[str, Any]:
    """The effect as the batch keeps it, with the owners that would become firms."""
    effect = effect_of(compared)
    known = Firm.objects.filter(name__in=effect.owners).values_list("name", flat=True)
    return {
        "new": effect.new,
        "changed": effect.changed,
        "cells": effect.cells,
        "plans": effect.plans,
        "rescaled": effect.rescaled,
        "plan_step_wan": effect.plan_step_wan,
        "touches_list": effect.touches_list,
        "new_owners": sorted(effect.owners - set(known)),
    }


@dataclass(frozen=True)
class Consequence:
    """The list now, and after."""

    before: ListTotals
    entries_after: int
    plan_after_wan: Decimal
    effect: Mapping[str, Any]

    @property
    def step_wan(self) -> Decimal:
        return self.plan_after_wan - self.before.plan_wan


def consequence(batch: Batch, campaign: Campaign) -> Consequence:
    effect = batch.said("findings")["effect"]
    before = list_totals(campaign)
    return Consequence(
        before=before,
        entries_after=before.entries + effect["new"],
        plan_after_wan=before.plan_wan + Decimal(effect["plan_step_wan"]),
        effect=effect,
    )
