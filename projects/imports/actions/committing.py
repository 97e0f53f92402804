"""Writing what was checked: all of it or nothing, set-based, as one action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.foundation.verdict import Refused, Stale
from core.intake.actions import describe, locked, record_batch
from core.intake.choices import BatchState, RowGroup
from core.intake.models import Batch, BatchRow
from core.journal.actor import Actor
from projects.actions.bulk import Edit, edit_many
from projects.actions.entering import enter_all
from projects.actions.plan_lines import Plan, open_batch, plan_of, replace_lines
from projects.actions.terms import BatchPaper, ListingTerms, NewEntry, PlanChange, PlanTerms
from projects.choices import BatchKind, PlanNature, Status
from projects.imports.analysis import effect_of
from projects.imports.comparing import Compared
from projects.imports.fields import FACT_KEYS, TERM_KEYS
from projects.imports.stored import WRITTEN
from projects.imports.typed import Lookups, lookups, make_owners
from projects.models import Campaign, Listing, PlanBatch, PlanLine

from .checking import recheck

_ROWS = 1_000
STATUS_OF_NATURE = {
    PlanNature.CONTINUING: Status.UNDER_CONSTRUCTION,
    PlanNature.COMPLETING: Status.UNDER_CONSTRUCTION,
    PlanNature.NEW_START: Status.PRELIMINARY,
    PlanNature.PRELIMINARY: Status.PRELIMINARY,
    PlanNature.PLANNING: Status.PLANNED,
}
"""The status a new project starts with where the table has no column for it."""


@dataclass(frozen=True)
class Writing:
    """One commit in progress."""

    batch: Batch
    campaign: Campaign
    lookups: Lookups
    reason: str
    by: Actor
    at: datetime


@transaction.atomic
def commit(batch: Batch, *, reason: str, paper: BatchPaper | None, seen_digest: str, by: Actor, at: datetime) -> Batch:
    """Write the new and the changed rows of a checked batch; rows that need somebody stay behind.

    `seen_digest` is the batch's as the person saw it: Stale when the register or the rows have moved since. New
    projects and changed plans need a complete `paper`: they become the first list of the year, or a batch of
    adjustment. Refused when nothing would change or a word is missing.
    """
    found = locked(batch, BatchState.READY)
    campaign = Campaign.objects.select_for_update().get(year=int(found.about))
    compared = recheck(found, campaign)
    if found.digest != seen_digest:
        raise Stale("核对之后项目库或核对结果有变化，已按最新情况重新比对，请再看一遍后入库。")
    written = [each for each in compared if each.group in WRITTEN]
    if not written:
        raise Refused("没有要写入的行：没有新增，也没有变化", code="nothing")
    if not reason.strip():
        raise Refused("请写明理由", code="invalid", field_errors={"reason": ["请写明理由，例如“按年度计划文件更新”"]})
    effect = effect_of(written)
    new_owners = make_owners(effect.owners)
    writing = Writing(found, campaign, lookups(campaign, effect.owners), reason.strip(), by, at)
    versions = _edit(writing, written)
    plan_batch, entered = _write_list(writing, written, paper)
    _note_written(found, written, versions, entered)
    outcome = {
        "plan_batch": plan_batch.pk if plan_batch else None,
        "new": len(entered),
        "changed": effect.changed,
        "cells": effect.cells,
        "plans": effect.plans,
        "plan_step_wan": effect.plan_step_wan,
        "new_owners": new_owners,
        "digest": found.digest,
    }
    describe(found, state=BatchState.COMMITTED, committed_at=at, committed_by_label=by.label, outcome=outcome)
    record_batch(found, "projects.import_register", by=by, at=at, reason=writing.reason, payload=outcome)
    return found


def _edit(writing: Writing, written: Iterable[Compared]) -> dict[int, int]:
    edits = []
    for each in written:
        news = {key: new for key, (_, new) in each.changes.items()}
        if each.known is not None and news.keys() & {*FACT_KEYS, *TERM_KEYS}:
            facts, terms = writing.lookups.facts(news), writing.lookups.terms(news)
            edits.append(Edit(each.known.project_id, each.known.version, facts, each.known.listing_id, terms))
    if not edits:
        return {}
    return edit_many(edits, reason=writing.reason, import_batch_id=writing.batch.pk, by=writing.by, at=writing.at)


def _write_list(
    writing: Writing, written: Sequence[Compared], paper: BatchPaper | None
) -> tuple[PlanBatch | None, dict[int, int]]:
    """New entries and changed plans under one batch of the year; returns it and the project of each new row."""
    new = [each for each in written if each.group == RowGroup.NEW]
    plans = [each for each in written if "annual_plan_wan" in each.changes]
    if not new and not plans:
        return None, {}
    if paper is None:
        raise Refused("新增项目和调整计划须有文件依据，请填写依据文号和批准人", code="paper_missing", status=422)
    campaign = writing.campaign
    kind = BatchKind.ADJUSTMENT if campaign.plan_batches.exists() else BatchKind.INITIAL
    batch = open_batch(campaign=campaign, kind=kind, paper=paper, by=writing.by, at=writing.at)
    if plans:
        replace_lines(batch, _plans(plans, campaign.year))
    if not new:
        return batch, {}
    entries = [_entry(writing.lookups, each) for each in new]
    enter_all(batch, entries, by=writing.by, at=writing.at, import_batch_id=writing.batch.pk)
    listed = Listing.objects.filter(entered_by=batch).order_by("order").values_list("project_id", flat=True)
    return batch, dict(zip((each.source.number for each in new), listed, strict=True))


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
    project_id = each.known.project_id if each.known else None
    return NewEntry(ListingTerms(**terms), plan, {} if project_id else facts, project_id)


def _plans(changed: Sequence[Compared], year: int) -> dict[int, Plan]:
    """The changed plans; dates and what was done before the year stay as the standing line has them."""
    ids = [each.known.listing_id for each in changed]
    live = {line.listing_id: line for line in PlanLine.objects.live().filter(listing_id__in=ids)}
    plans = {}
    for each in changed:
        line = live[each.known.listing_id]
        amount = Decimal(each.changes["annual_plan_wan"][1])
        change = PlanChange(line.listing_id, amount, line.planned_start, line.planned_finish)
        name = each.known.values["name"]
        plans[line.listing_id] = plan_of(change, before_wan=line.cumulative_before_year_wan, year=year, name=name)
    return plans


def _note_written(
    batch: Batch, written: Iterable[Compared], versions: Mapping[int, int], entered: Mapping[int, int]
) -> None:
    """Which project each row has become, at which version: taking the import back looks for later changes there."""
    rows = {row.number: row for row in batch.rows.filter(group__in=WRITTEN)}
    for each in written:
        row = rows[each.source.number]
        row.project_id = each.known.project_id if each.known else entered[each.source.number]
        row.version = versions.get(row.project_id, each.known.version if each.known else 1)
    BatchRow.objects.bulk_update(rows.values(), ["project_id", "version"], batch_size=_ROWS)
