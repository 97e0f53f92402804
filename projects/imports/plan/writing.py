"""The plan desk's part of a commit: one adjustment with its paper, set-based, all rows or none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.intake.comparison import Compared
from core.intake.desks import Writing, Written
from projects.actions.bulk import Edit, edit_many
from projects.actions.plan_lines import open_batch, replace_lines
from projects.actions.terms import BatchPaper
from projects.choices import BatchKind
from projects.models import Campaign

from .effect import stored_effect
from .fields import FINISH, START
from .planned import planned


def write_plans(writing: Writing, campaign: Campaign, paper: BatchPaper | None, *, straight: bool) -> Written:
    """The changed plans as one batch, known from its approval; the dates of the projects follow their plan.

    Refused without a paper, and when it takes effect after the first month that it changes.
    """
    if paper is None:
        raise Refused("调整计划须有文件依据，请填写依据文号和批准人", code="paper_missing", status=422)
    effect = stored_effect(writing.rows, campaign.year)
    _require_in_time(paper, effect, campaign.year)
    batch = open_batch(campaign=campaign, kind=BatchKind.ADJUSTMENT, paper=paper, by=writing.by, at=writing.at)
    plans = ((each, planned(each, campaign.year, straight=straight)) for each in writing.rows)
    replace_lines(batch, {each.target.standing.listing_id: plan for each, plan in plans})
    _move_dates(writing)
    targets = {each.source.number: (each.target.id, batch.number) for each in writing.rows}
    befores = {each.source.number: _before(each) for each in writing.rows}
    return Written({"plan_batch": batch.pk, "plan_batch_number": batch.number, **effect}, targets, befores)


def _require_in_time(paper: BatchPaper, effect: Mapping[str, Any], year: int) -> None:
    """A plan changes from its effective month on: what was due before stays as it was."""
    first = effect["first_month"]
    if first is not None and paper.effective_month > Month(year, first):
        earliest = Month(year, first)
        message = f"表中从{first}月起的月计划有变化，生效月份应不晚于 {earliest}；以前各月不该变的，请在表中改回"
        raise Refused(message, code="effective_late", field_errors={"effective_month": [message]}, status=422)


def _move_dates(writing: Writing) -> None:
    edits = [Edit(each.target.id, each.target.known.version, _dates(each)) for each in writing.rows if _moved(each)]
    if edits:
        batch = writing.batch
        edit_many(edits, reason=writing.reason, import_batch_id=batch.pk, by=writing.by, at=writing.at)


def _moved(each: Compared) -> list[str]:
    """The dates that become others for the project itself; its plan's may have been others again."""
    known = each.target.known.values
    return [key for key in (START, FINISH) if key in each.changes and known[key] != each.changes[key][1]]


def _before(each: Compared) -> dict[str, str]:
    return {key: each.target.known.values[key] for key in _moved(each)}


def _dates(each: Compared) -> dict[str, Any]:
    return {key: date.fromisoformat(each.changes[key][1]) for key in _moved(each)}
