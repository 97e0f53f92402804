"""Panels of progress: the whole, a unit, a category, and what is missing from them."""

from collections.abc import Mapping
from decimal import Decimal

from core.foundation.money import percent_text, points_text, wan_text
from dashboards.board.amounts import Amount, Kind
from dashboards.board.links import brief_url, figure_url, register_url
from dashboards.board.reading import Reading
from dashboards.board.tally import Tally
from dashboards.lights import LIGHT_MARKS
from reporting.models import ReportingMonth

from .evidence import basis_of, before_words, chain_of, coverage_of, versions_of
from .model import Breakdown, Formula, Hero, Input, Panel, UnitRow
from .slices import Slice, of_category, of_unit, whole

Names = Mapping[str, str]


def whole_panel(reading: Reading, _names: Names, month: ReportingMonth | None) -> Panel:
    return progress_panel(reading, whole(reading), month)


def unit_panel(reading: Reading, names: Names, month: ReportingMonth | None) -> Panel:
    return progress_panel(reading, of_unit(reading, names.get("unit", "")), month)


def category_panel(reading: Reading, names: Names, month: ReportingMonth | None) -> Panel:
    return progress_panel(reading, of_category(reading, names.get("category", "")), month)


def progress_panel(reading: Reading, piece: Slice, month: ReportingMonth | None) -> Panel:
    """累计完成、完成率、序时差 of one slice."""
    versions = versions_of(reading, piece)
    return Panel(
        title="投资进度",
        label=piece.label,
        brief=reading.brief,
        hero=_hero(reading, piece),
        formulas=progress_formulas(reading, piece),
        basis=basis_of(reading, month),
        inputs=progress_inputs(reading, piece),
        before=before_words(reading, versions),
        coverage=coverage_of(reading, piece),
        chain=chain_of(reading, piece, month),
        versions=versions,
        more_url=register_url(reading.brief, **piece.filters),
        more_label=f"看 {piece.tally.projects:,} 个项目",
    )


def _hero(reading: Reading, piece: Slice) -> Hero:
    lead = reading.lead(piece.tally)
    if lead is None or not piece.is_judged:
        return Hero("累计完成", Amount(piece.tally.ytd_wan, Kind.WAN), "万元")
    words = "超序时" if lead >= 0 else "落后序时"
    tone = LIGHT_MARKS[reading.light(piece.tally)].tone
    return Hero(words, Amount(lead, Kind.PERCENT_POINTS), "个百分点", tone)


def progress_formulas(reading: Reading, piece: Slice) -> tuple[Formula, ...]:
    tally, months = piece.tally, reading.months
    done = percent_text(tally.rate)
    rate = Formula(
        "完成率",
        "累计完成 ÷ 年初计划",
        f"{wan_text(tally.ytd_wan)} ÷ {wan_text(tally.initial_plan_wan)} = {done}%",
    )
    if not piece.is_judged or tally.rate is None:
        return (rate,)
    lead = Formula(
        "序时差",
        "完成率 − 已过月数 ÷ 12",
        f"{done}% − {months} ÷ 12（{percent_text(reading.schedule)}%）= {points_text(reading.lead(tally))}",
    )
    return rate, lead


def progress_inputs(reading: Reading, piece: Slice) -> tuple[Input, ...]:
    """Last month's cumulative, what this month added, and what else moved, down to the sum."""
    brief, tally, month = reading.brief, piece.tally, reading.brief.month.short
    projects = register_url(brief, **piece.filters)
    rows: list[Input] = []
    previous = reading.edition.previous
    if previous is not None:
        before = piece.by_brief([previous])[previous.pk]
        rows.append(
            _wan(
                f"{previous.month.short}累计完成",
                before.ytd_wan,
                f"{previous.month.short}{previous.label}",
                brief_url(previous),
            )
        )
    rows.append(_wan(f"{month}完成", tally.month_wan, f"{tally.reported:,} 份已审月报", projects))
    if tally.write_back_wan:
        rows.append(_wan("其中冲减", tally.write_back_wan, "各项目月报", projects, is_part=True))
    rest = _unexplained(tally, before.ytd_wan if previous is not None else Decimal(0))
    if rest:
        rows.append(_wan("其他（名单增减、以前月份更正）", rest, "各版汇总", brief_url(brief)))
    rows.append(_wan("累计完成", tally.ytd_wan, f"{tally.projects:,} 个项目", projects, is_sum=True))
    return tuple(rows)


def _unexplained(tally: Tally, before_wan: Decimal) -> Decimal:
    return tally.ytd_wan - tally.month_wan - before_wan


def _wan(label: str, amount: Decimal, source: str, url: str, *, is_part: bool = False, is_sum: bool = False) -> Input:
    return Input(label, Amount(amount, Kind.WAN), source, url, is_part=is_part, is_sum=is_sum)


def coverage_panel(reading: Reading, _names: Names, month: ReportingMonth | None) -> Panel:
    """应报、已审、未审, by unit, with what the missing reports do to the whole."""
    piece = whole(reading)
    tally, coverage = piece.tally, coverage_of(reading, piece)
    share = Decimal(tally.reported) / tally.expected if tally.expected else None
    return Panel(
        title="月报覆盖",
        label=piece.label,
        brief=reading.brief,
        hero=Hero("已审", Amount(share, Kind.PERCENT), "%", "ok" if coverage.is_complete else "wait"),
        formulas=(
            Formula("覆盖率", "已审 ÷ 应报", f"{tally.reported:,} ÷ {tally.expected:,} = {percent_text(share)}%"),
        ),
        basis=basis_of(reading, month),
        inputs=(),
        coverage=coverage,
        breakdown=Breakdown(
            "各单位",
            (("应报", "份"), ("已审", "份"), ("未审", "份"), ("影响序时差", "个百分点")),
            tuple(_missing_row(row.unit.code, row.unit.short_name, reading) for row in reading.standings
                  if reading.sight.covers(row.unit_id)),
        ),
        chain=chain_of(reading, piece, month),
        versions=versions_of(reading, piece),
        more_url=brief_url(reading.brief),
        more_label=f"看{reading.brief.month.short}汇总",
    )  # fmt: skip


def _missing_row(code: str, name: str, reading: Reading) -> UnitRow:
    """The effect of a unit's missing reports is on the whole in sight, so that the column adds up."""
    piece = of_unit(reading, code)
    part, plan = piece.tally.unreported_part, reading.total.initial_plan_wan
    effect = (part.ytd_wan - part.plan_wan * reading.months / 12) / plan * 100 if plan else None
    counts = (piece.tally.expected, piece.tally.reported, part.reports)
    return UnitRow(
        name,
        (*(Amount(count, Kind.COUNT) for count in counts), points_text(effect)),
        figure_url(reading.brief, "unit", unit=code),
    )
