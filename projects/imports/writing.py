"""The register desk's part of a commit: facts, entries and plans, set-based."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.foundation.verdict import Refused
from core.intake.choices import RowGroup
from core.intake.comparison import Compared
from core.intake.desks import Writing, Written
from projects.actions.bulk import Edit, edit_many
from projects.actions.entering import enter_all
from projects.actions.plan_lines import Plan, open_batch, plan_of, replace_lines
from projects.actions.terms import BatchPaper, ListingTerms, NewEntry, PlanChange, PlanTerms
from projects.choices import BatchKind, PlanNature, Status
from projects.curves import scaled
from projects.models import Campaign, PlanBatch, PlanLine

from .effect import effect_of
from .fields import FACT_KEYS, TERM_KEYS
from .months import RESCALED
from .typed import Lookups, lookups, make_owners

STATUS_OF_NATURE = {
    PlanNature.CONTINUING: Status.UNDER_CONSTRUCTION,
    PlanNature.COMPLETING: Status.UNDER_CONSTRUCTION,
    PlanNature.NEW_START: Status.PRELIMINARY,
    PlanNature.PRELIMINARY: Status.PRELIMINARY,
    PlanNature.PLANNING: Status.PLANNED,
}
"""The status a new project starts with where the table has no column for it."""


@dataclass(frozen=True)
class _Register:
    """What the parts of one commit share."""

    writing: Writing
    campaign: Campaign
    lookups: Lookups


def write_register(writing: Writing, campaign: Campaign, paper: BatchPaper | None, *, straight: bool) -> Written:
    """Facts as revisions, new entries and changed plans as a batch with its paper. Refused where that is missing.

    Months that were entered for a changed plan keep their shape, or with `straight` give way to the straight line.
    """
    effect = effect_of(writing.rows)
    owners, new_owners = make_owners(effect.owners)
    register = _Register(writing, campaign, lookups(campaign, owners))
    versions = _edit(register)
    plan_batch, entered = _write_list(register, paper, straight=straight)
    outcome = {
        "plan_batch": plan_batch.pk if plan_batch else None,
        "new": len(entered),
        "changed": effect.changed,
        "cells": effect.cells,
        "plans": effect.plans,
        "plan_step_wan": effect.plan_step_wan,
        "new_owners": new_owners,
    }
    return Written(outcome, _targets(writing.rows, versions, entered))


def _edit(register: _Register) -> dict[int, int]:
    writing, lookups, edits = register.writing, register.lookups, []
    for each in writing.rows:
        news = each.new_values
        if each.target is not None and news.keys() & {*FACT_KEYS, *TERM_KEYS}:
            facts, terms = lookups.facts(news), lookups.terms(news)
            edits.append(Edit(each.target.id, each.target.version, facts, each.target.listing_id, terms))
    if not edits:
        return {}
    return edit_many(edits, reason=writing.reason, import_batch_id=writing.batch.pk, by=writing.by, at=writing.at)


def _write_list(
    register: _Register, paper: BatchPaper | None, *, straight: bool
) -> tuple[PlanBatch | None, dict[int, int]]:
    """New entries and changed plans under one batch of the year; returns it and the project of each new row."""
    writing, campaign = register.writing, register.campaign
    new = [each for each in writing.rows if each.group == RowGroup.NEW]
    plans = [each for each in writing.rows if "annual_plan_wan" in each.changes]
    if not new and not plans:
        return None, {}
    if paper is None:
        raise Refused("新增项目和调整计划须有文件依据，请填写依据文号和批准人", code="paper_missing", status=422)
    kind = BatchKind.ADJUSTMENT if campaign.plan_batches.exists() else BatchKind.INITIAL
    batch = open_batch(campaign=campaign, kind=kind, paper=paper, by=writing.by, at=writing.at)
    if plans:
        replace_lines(batch, _plans(plans, campaign.year, straight=straight))
    if not new:
        return batch, {}
    entries = (_entry(register.lookups, each) for each in new)
    entered = enter_all(batch, entries, by=writing.by, at=writing.at, import_batch_id=writing.batch.pk)
    return batch, dict(zip((each.source.number for each in new), entered.projects, strict=True))


def _entry(lookups: Lookups, each: Compared) -> NewEntry:
    texts = each.source.values
    unit = lookups.units[texts["unit"]]
    terms = lookups.terms(texts)
    nature = PlanNature(terms["plan_nature"])
    facts = lookups.facts(texts)
    facts = {"status": STATUS_OF_NATURE[nature], "region_id": unit.region_id} | facts
    plan = PlanTerms(
        Decimal(texts["annual_plan_wan"]),
        Decimal(texts.get("cumulative_before_year_wan") or 0),
        facts.get("planned_start"),
        facts.get("planned_finish"),
    )
    project_id = each.target.id if each.target else None
    return NewEntry(ListingTerms(**terms), plan, {} if project_id else facts, project_id)


def _plans(changed: Sequence[Compared], year: int, *, straight: bool) -> dict[int, Plan]:
    """The changed plans; dates and what was done before the year stay as the standing line has them."""
    ids = [each.target.listing_id for each in changed]
    live = {line.listing_id: line for line in PlanLine.objects.live().filter(listing_id__in=ids)}
    plans = {}
    for each in changed:
        line = live[each.target.listing_id]
        amount = Decimal(each.changes["annual_plan_wan"][1])
        curve = scaled(each.target.entered, amount) if RESCALED in each.changes and not straight else None
        change = PlanChange(line.listing_id, amount, line.planned_start, line.planned_finish, curve)
        name = each.target.name
        plans[line.listing_id] = plan_of(change, before_wan=line.cumulative_before_year_wan, year=year, name=name)
    return plans


def _targets(
    rows: Iterable[Compared], versions: Mapping[int, int], entered: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """Which project each row has become, at which version."""
    found = {}
    for each in rows:
        project_id = each.target.id if each.target else entered[each.source.number]
        found[each.source.number] = (project_id, versions.get(project_id, each.target.version if each.target else 1))
    return found
