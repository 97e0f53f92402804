"""Changing the plan during the year: always a batch with its paper; the plan it replaces stays readable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.money import ZERO, wan
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from projects.choices import BatchKind
from projects.models import Campaign, Listing, PlanBatch, PlanLine
from projects.rollups import Effect, effect_of

from .entering import enter_all
from .plan_lines import Plan, open_batch, plan_of, replace_lines
from .terms import Adjustment, BatchPaper, NewEntry, PlanTerms


@transaction.atomic
def adjust_plan(*, campaign: Campaign, paper: BatchPaper, adjustment: Adjustment, by: Actor, at: datetime) -> PlanBatch:
    """One approved adjustment: raised and lowered plans, entries that leave, projects that join.

    Closes the standing plan lines and opens new ones with their curves; a package that leaves takes its parts along.
    Refused when it changes nothing, when a listing has left or belongs to another year; Stale when a plan approved at
    the same time or later already stands.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if adjustment == Adjustment():
        raise Refused("调整批次没有内容，请至少调整、退出或增补一个项目", code="invalid")
    listings = _listings(locked, adjustment.listing_ids)
    _require_adjustable(listings, adjustment)
    effect = effect_of_adjustment(locked, adjustment)
    batch = open_batch(campaign=locked, kind=BatchKind.ADJUSTMENT, paper=paper, by=by, at=at)
    plans = _new_plans(locked, listings, adjustment)
    replace_lines(batch, plans)
    Listing.objects.filter(pk__in=_with_parts(adjustment.withdrawals)).update(left_by=batch)
    added = enter_all(batch, adjustment.additions, by=by, at=at)
    record(
        by=by,
        at=at,
        action="projects.adjust_plan",
        subject=("plan_batch", batch.pk),
        reason=paper.reason,
        payload=_payload(batch, effect, plans) | {"added_digest": added.digest if added.entries else ""},
    )
    return batch


def effect_of_adjustment(campaign: Campaign, adjustment: Adjustment) -> Effect:
    """What signing would do to the 621 and the 470 亿; writes nothing, so the page shows it first."""
    return effect_of(
        campaign,
        changes={change.listing_id: wan(change.annual_plan_wan) for change in adjustment.changes},
        withdrawals=adjustment.withdrawals,
        added_plans=[_planned(entry) for entry in adjustment.additions],
    )


def _planned(entry: NewEntry) -> Decimal:
    """What an entry adds to the plan: its own and its parts'."""
    return wan(entry.plan.annual_plan_wan) + sum((_planned(part) for part in entry.parts), ZERO)


def _listings(campaign: Campaign, ids: Sequence[int]) -> dict[int, Listing]:
    rows = Listing.objects.filter(campaign=campaign, pk__in=ids).select_related("project")
    return {row.pk: row for row in rows}


def _require_adjustable(listings: Mapping[int, Listing], adjustment: Adjustment) -> None:
    ids = adjustment.listing_ids
    if len(set(ids)) != len(ids):
        raise Refused("同一项目在批次中出现了两次，请合并为一行", code="invalid")
    if len(listings) != len(ids):
        raise Refused("有项目不在本年度名单中，请核对", code="invalid")
    leaving = [listings[pk] for pk in adjustment.withdrawals]
    _refuse_any([row for row in listings.values() if row.left_by_id is not None], "已退出本年名单，不能再调整")
    _refuse_any([row for row in leaving if row.project.parent_id is not None], "子项目不能单独退出名单，请调整其计划")


def _refuse_any(rows: Sequence[Listing], reason: str) -> None:
    if rows:
        named = "、".join(row.project.name for row in rows[:5])
        raise Refused(f"{reason}：{named}", code="invalid")


def _new_plans(campaign: Campaign, listings: Mapping[int, Listing], adjustment: Adjustment) -> dict[int, Plan]:
    """The plans of every listing named, and of those that leave with their parts."""
    leaving = _with_parts(adjustment.withdrawals)
    live = _live_lines([*adjustment.listing_ids, *leaving])
    plans = {pk: _nothing_more(live[pk], campaign.year) for pk in leaving}
    for change in adjustment.changes:
        before = live[change.listing_id].cumulative_before_year_wan
        name = listings[change.listing_id].project.name
        plans[change.listing_id] = plan_of(change, before_wan=before, year=campaign.year, name=name)
    return plans


def _with_parts(entries: Sequence[int]) -> list[int]:
    """Ids of the entries and, for packages among them, of their parts' listings in the same year."""
    parts = Listing.objects.filter(project__parent__listings__in=entries, campaign__listings__in=entries).values_list(
        "pk", flat=True
    )
    return [*entries, *parts.distinct()]


def _live_lines(listings: Sequence[int]) -> dict[int, PlanLine]:
    return {row.listing_id: row for row in PlanLine.objects.live().filter(listing_id__in=listings)}


def _nothing_more(line: PlanLine, year: int) -> Plan:
    """The plan of a project that leaves: nothing is due any more, what was done before the year stays."""
    terms = PlanTerms(ZERO, planned_start=line.planned_start, planned_finish=line.planned_finish)
    return plan_of(terms, before_wan=line.cumulative_before_year_wan, year=year, name="")


def _payload(batch: PlanBatch, effect: Effect, plans: Mapping[int, Plan]) -> dict[str, object]:
    text = canonical_json([[pk, plan.annual_plan_wan] for pk, plan in sorted(plans.items())])
    return {
        "year": batch.campaign.year,
        "batch": batch.number,
        "document_number": batch.document_number,
        "lines": len(plans),
        "entries": [effect.before.entries, effect.after.entries],
        "plan_wan": [effect.before.plan_wan, effect.after.plan_wan],
        "digest": sha256_hex(text),
    }
