"""Writing plans: one line a listing and twelve months a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.foundation.money import wan
from core.foundation.months import months_of_year
from core.foundation.sql import load_rows
from core.foundation.verdict import Refused, Stale
from core.journal.actor import Actor
from projects.choices import BatchKind, CurveBasis
from projects.curves import Curve, curve_problems, straight_line
from projects.models import Campaign, PlanBatch, PlanLine, PlanMonth

from .terms import BatchPaper, PlanChange, PlanTerms

ROWS = 1_000


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
    """Lines and months of (listing id, plan), in two statements or so."""
    months = months_of_year(year)
    pairs = list(plans)
    lines = PlanLine.objects.bulk_create(
        [
            PlanLine(
                batch=batch,
                listing_id=listing_id,
                annual_plan_wan=plan.annual_plan_wan,
                cumulative_before_year_wan=plan.cumulative_before_year_wan,
                planned_start=plan.planned_start,
                planned_finish=plan.planned_finish,
                curve_basis=plan.basis,
                is_initial=batch.kind == BatchKind.INITIAL,
                known_from=batch.approved_at,
            )
            for listing_id, plan in pairs
        ],
        batch_size=ROWS,
    )
    load_rows(
        PlanMonth,
        ("line", "month", "due_wan"),
        (
            (line.pk, month, due_wan)
            for line, (_, plan) in zip(lines, pairs, strict=True)
            for month, due_wan in zip(months, plan.curve, strict=True)
        ),
    )


def replace_lines(batch: PlanBatch, plans: Mapping[int, Plan]) -> None:
    """Close the standing lines and write the new ones. Stale when one of them is not older than this batch."""
    standing = PlanLine.objects.live().filter(listing_id__in=plans)
    if standing.filter(known_from__gte=batch.approved_at).exists():
        raise Stale("其中有项目的计划在同一时间或之后已经调整，请刷新后按最新计划重新拟定批次。")
    standing.update(known_to=batch.approved_at)
    write_lines(batch, sorted(plans.items()), year=batch.campaign.year)
