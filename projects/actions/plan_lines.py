"""Writing plans: one line a listing and twelve months a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from core.foundation.money import wan
from core.foundation.months import months_of_year
from core.foundation.sql import load_rows, next_keys
from core.foundation.verdict import Refused, Stale
from core.journal.actor import Actor
from projects.choices import BatchKind, CurveBasis
from projects.curves import Curve, curve_problems, straight_line
from projects.models import Campaign, PlanBatch, PlanLine, PlanMonth

from .terms import BatchPaper, PlanChange, PlanTerms


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan ready to be written: terms with their curve."""

    annual_plan_wan: Decimal
    cumulative_before_year_wan: Decimal
    planned_start: date | None
    planned_finish: date | None
    curve: Curve
    basis: CurveBasis


def plan_of(terms: PlanTerms | PlanChange, *, before_wan: Decimal, year: int, name: str) -> Plan:
    """The plan with its curve. Refused, naming the project, when an amount, a date or the curve does not hold."""
    plan_wan, start, finish = wan(terms.annual_plan_wan), terms.planned_start, terms.planned_finish
    problems = []
    if plan_wan < 0 or before_wan < 0:
        problems.append("计划与至上年底累计不能为负")
    if start and finish and finish < start:
        problems.append("计划竣工早于计划开工")
    if terms.curve is not None:
        problems += curve_problems(terms.curve, plan_wan)
    if problems:
        raise Refused(f"“{name}”的计划不能使用：{'；'.join(problems)}", code="invalid")
    if terms.curve is not None:
        return Plan(plan_wan, before_wan, start, finish, tuple(map(wan, terms.curve)), CurveBasis.ENTERED)
    curve = straight_line(plan_wan, year=year, start=start, finish=finish)
    return Plan(plan_wan, before_wan, start, finish, curve, CurveBasis.STRAIGHT)


def open_batch(*, campaign: Campaign, kind: BatchKind, paper: BatchPaper, by: Actor, at: datetime) -> PlanBatch:
    """The next batch of the campaign, whose row the caller has locked. Refused for a paper of the future."""
    paper.require_complete()
    if paper.approved_at > at:
        message = "批准时间不能晚于现在"
        raise Refused(message, code="invalid", field_errors={"approved_at": [message]})
    last = campaign.plan_batches.order_by("-number").values_list("number", flat=True).first() or 0
    return PlanBatch.objects.create(
        campaign=campaign,
        number=last + 1,
        kind=kind,
        entered_by_id=by.id,
        entered_by_label=by.label,
        **paper.columns(),
    )


def write_lines(batch: PlanBatch, plans: Iterable[tuple[int, Plan]], *, year: int) -> None:
    """Lines and months of (listing id, plan), in three statements."""
    months, is_initial = [month.first for month in months_of_year(year)], batch.kind == BatchKind.INITIAL
    pairs = list(plans)
    keys = next_keys(PlanLine, len(pairs))
    load_rows(
        PlanLine,
        ("id", "batch", "is_initial", "known_from", "listing", *_LINE_COLUMNS),
        (
            (key, batch.pk, is_initial, batch.approved_at, listing_id, *_line_values(plan))
            for key, (listing_id, plan) in zip(keys, pairs, strict=True)
        ),
    )
    load_rows(
        PlanMonth,
        ("line", "month", "due_wan"),
        (
            (key, month, due_wan)
            for key, (_, plan) in zip(keys, pairs, strict=True)
            for month, due_wan in zip(months, plan.curve, strict=True)
        ),
    )


_LINE_COLUMNS = ("annual_plan_wan", "cumulative_before_year_wan", "planned_start", "planned_finish", "curve_basis")
_line_values = attrgetter("annual_plan_wan", "cumulative_before_year_wan", "planned_start", "planned_finish", "basis")


def replace_lines(batch: PlanBatch, plans: Mapping[int, Plan]) -> None:
    """Close the standing lines and write the new ones. Stale when one of them is not older than this batch."""
    standing = PlanLine.objects.live().filter(listing_id__in=plans)
    if standing.filter(known_from__gte=batch.approved_at).exists():
        raise Stale("其中有项目的计划在同一时间或之后已经调整，请刷新后按最新计划重新拟定批次。")
    standing.update(known_to=batch.approved_at)
    write_lines(batch, sorted(plans.items()), year=batch.campaign.year)
