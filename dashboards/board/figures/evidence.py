"""What stands behind a figure beside its formula: coverage, who reported and checked, earlier versions, its terms."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Max, Q, QuerySet

from core.organisations.choices import UnitKind
from dashboards.board.links import board_url
from dashboards.board.reading import Reading
from dashboards.board.story import part_lead
from dashboards.board.tally import Part, Tally
from projects.choices import ProgressBasis
from projects.targets import lead_points
from reporting.choices import CheckVerdict
from reporting.choices import Step as CheckStep
from reporting.models import Brief, Check, Figure, ReportingMonth

from .model import Coverage, CoverageRow, Step, VersionRow
from .slices import Slice

NAMED = 3
"""So many checkers are named; more are counted."""


def coverage_of(reading: Reading, piece: Slice) -> Coverage:
    """The lead split into what reports that are in and those that are not contribute; the two add up to it."""
    tally = piece.tally
    rows = (
        _coverage_row("已审", "ok", tally.reported_part, reading, tally),
        _coverage_row("未审", "wait", tally.unreported_part, reading, tally),
    )
    everything = Part(tally.expected, tally.initial_plan_wan, tally.ytd_wan)
    return Coverage(rows, _coverage_row(f"Σ {piece.label}", "", everything, reading, tally))


def _coverage_row(label: str, tone: str, part: Part, reading: Reading, whole: Tally) -> CoverageRow:
    lead = part_lead(part, reading.months)
    plan = whole.initial_plan_wan
    effect = None
    if plan:
        ahead_wan = part.ytd_wan - part.plan_wan * reading.months / 12
        effect = ahead_wan / plan * 100
    return CoverageRow(label, tone, part.reports, part.plan_wan, part.ytd_wan, part.rate, lead, effect)


def chain_of(reading: Reading, piece: Slice, month: ReportingMonth | None) -> tuple[Step, ...]:
    """Who reported and who checked what the figure counts; two queries."""
    brief = reading.brief
    counted = Figure.objects.known_at(brief.figures_known_at).filter(
        _on_duty(piece.duties), month=brief.month, duty__reporting_month__campaign=brief.campaign_id,
        version__isnull=False,
    )  # fmt: skip
    return (
        _reported(counted),
        *_checked(counted),
        *_released(month),
    )


def _on_duty(condition: Q) -> Q:
    """The same condition, asked of a figure instead of its duty."""
    return Q(*((f"duty__{path}", value) for path, value in condition.children), _connector=condition.connector)


def _reported(counted: QuerySet) -> Step:
    sums = counted.aggregate(
        units=Count("pk", filter=~Q(unit__kind=UnitKind.CITY_LEVEL)),
        city=Count("pk", filter=Q(unit__kind=UnitKind.CITY_LEVEL)),
        last=Max("version__submitted_at"),
    )
    parts = [f"县（市、区）和开发区 {sums['units']} 份"] if sums["units"] else []
    parts += [f"市直业主 {sums['city']} 份"] if sums["city"] else []
    return Step("填报", "，".join(parts) or "还没有审过的月报", sums["last"], is_done=bool(parts))


def _checked(counted: QuerySet) -> tuple[Step, ...]:
    checks = Check.objects.filter(version__in=counted.values("version"), verdict=CheckVerdict.PASSED).order_by()
    by_person = checks.values_list("step", "checked_by_label").annotate(count=Count("pk"), last=Max("checked_at"))
    found: dict[str, list[tuple[str, int, datetime]]] = {step: [] for step in CheckStep.values}
    for step, name, count, last in by_person:
        found[step].append((name, count, last))
    return tuple(_check_step(step, found[step]) for step in CheckStep)


def _check_step(step: CheckStep, people: list[tuple[str, int, datetime]]) -> Step:
    """By name as long as they are few."""
    if not people:
        return Step(step.label, "还没有", is_done=False)
    count = sum(each for _, each, _ in people)
    names = "、".join(sorted({name for name, _, _ in people})) if len(people) <= NAMED else f"{len(people)} 名审核人"
    return Step(step.label, f"{names}，{count:,} 份通过", max(last for *_, last in people))


def _released(month: ReportingMonth | None) -> tuple[Step, ...]:
    """The lock and the leader's word."""
    if month is None:
        return ()
    locked = (
        Step("锁数", month.locked_by_label or "", month.locked_at)
        if month.is_locked
        else Step("锁数", "初审、市审之后", due=month.lock_due_on, is_done=False)
    )
    released = (
        Step("局领导审签", month.released_by_label or "", month.released_at)
        if month.released_at
        else Step("局领导审签", "锁数汇总后进行", is_done=False)
    )
    return locked, released


def versions_of(reading: Reading, piece: Slice) -> tuple[VersionRow, ...]:
    """The same figure in every brief of the month, and in last month's; one query."""
    edition = reading.edition
    before = (edition.previous,) if edition.previous else ()
    briefs = (*edition.versions, *before)
    sums = piece.by_brief(briefs)
    return tuple(_version(brief, sums[brief.pk], piece, is_this=brief.pk == reading.brief.pk) for brief in briefs)


def _version(brief: Brief, tally: Tally, piece: Slice, *, is_this: bool) -> VersionRow:
    lead = lead_points(tally.ytd_wan, tally.initial_plan_wan, brief.month.number) if piece.is_judged else None
    return VersionRow(brief, tally.rate, lead, board_url(brief), is_this)


def basis_of(reading: Reading, month: ReportingMonth | None) -> str:
    """口径 in one sentence: what the money means, which plan divides, and how missing reports count."""
    campaign, total = reading.brief.campaign, reading.total
    costs = [
        name
        for name, counts in (
            ("征迁费", campaign.includes_land_costs),
            ("前期费", campaign.includes_preliminary_costs),
        )
        if counts
    ]
    kind = dict(ProgressBasis.choices)[campaign.progress_basis]
    parts = [
        "按年初计划" + ("（调整后相同）" if total.plan_wan == total.initial_plan_wan else "，调整后计划另列"),
        f"完成投资按{kind}，{'含' + '和'.join(costs) if costs else '不含征迁费和前期费'}",
    ]
    if month is not None:
        cutoff = month.data_cutoff
        parts.append(
            f"{reading.brief.month.short}为{month.get_figure_kind_display()}，截止{cutoff.month}月{cutoff.day}日"
        )
    parts.append("未审月报沿用上月累计，本月计 0，计划仍在分母")
    return "；".join(parts) + "。"


def before_words(reading: Reading, versions: tuple[VersionRow, ...]) -> str:
    """How the lead stood last month."""
    last = versions[-1] if versions and reading.edition.previous else None
    if last is None or last.lead is None or last.brief.pk == reading.brief.pk:
        return ""
    lead: Decimal = last.lead
    words = "超序时" if lead >= 0 else "落后序时"
    return f"{last.brief.month.short}{last.brief.label}：{words} {abs(lead):.2f}"
