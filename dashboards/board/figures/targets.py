"""The panel of one target: its formula worked out, every input with its source, and what else stands behind it."""

from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime

from core.foundation.money import ZERO
from dashboards.board.amounts import Amount, Kind
from dashboards.board.flagships import flagship_lines
from dashboards.board.links import brief_url, project_url, register_url
from dashboards.board.reading import Reading
from dashboards.board.targets import TargetStanding, target_standings
from projects.choices import TargetUnit
from projects.targets import FORMULAS, InputSpec
from reporting.models import BriefLine, ReportingMonth

from .evidence import basis_of, before_words, chain_of, coverage_of, versions_of
from .model import Formula, Hero, Input, Panel
from .progress import Names, progress_formulas, progress_inputs
from .slices import Slice, of_flagships, whole

_KINDS = {TargetUnit.COUNT: Kind.COUNT, TargetUnit.WAN: Kind.YI, TargetUnit.POINTS: Kind.POINTS}
_UNITS = {TargetUnit.COUNT: "个", TargetUnit.WAN: "亿元", TargetUnit.POINTS: "个百分点"}


def target_panel(reading: Reading, names: Names, month: ReportingMonth | None) -> Panel:
    """LookupError for a target that does not exist, and for units: the targets are the city's."""
    if not reading.sight.whole_city:
        raise LookupError("targets")
    lines = flagship_lines(reading)
    standings = target_standings(reading, flagship_ytd_wan=sum((line.ytd_wan for line in lines), ZERO))
    row = next((each for each in standings if each.target.code == names.get("target", "")), None)
    if row is None:
        raise LookupError(names.get("target", ""))
    match row.result.formula:
        case "annual_investment":
            piece, inputs = whole(reading), (*progress_inputs(reading, whole(reading)), _plan_input(reading))
        case "flagship_investment":
            piece, inputs = of_flagships(reading), (*_flagship_inputs(lines), *_inputs(reading, row))
        case "increase_without_real_estate":
            piece, inputs = whole(reading), _inputs(reading, row)
        case _:
            return _plain(reading, row)
    return _with_reports(reading, row, month, piece=piece, inputs=inputs)


def _plain(reading: Reading, row: TargetStanding) -> Panel:
    """A target that rests on the register or on statistics, not on the month's reports."""
    return Panel(
        title=row.target.name,
        label="全市",
        brief=reading.brief,
        hero=_hero(row),
        formulas=_formulas(row),
        basis=_definition(row),
        basis_url=reverse("targets"),
        inputs=_inputs(reading, row),
        more_url=register_url(reading.brief),
        more_label="看项目库",
    )


def _with_reports(
    reading: Reading,
    row: TargetStanding,
    month: ReportingMonth | None,
    *,
    piece: Slice,
    inputs: tuple[Input, ...],
) -> Panel:
    """A target that sums reports: with their coverage, their checkers and the versions of the sum."""
    versions = versions_of(reading, piece)
    schedule = progress_formulas(reading, piece)[1:] if row.target.value == piece.tally.initial_plan_wan else ()
    return Panel(
        title=row.target.name,
        label=piece.label,
        brief=reading.brief,
        hero=_hero(row),
        formulas=(*_formulas(row), *schedule),
        basis=f"{_definition(row)}{basis_of(reading, month)}",
        basis_url=reverse("targets"),
        inputs=inputs,
        before=before_words(reading, versions) if schedule else "",
        coverage=coverage_of(reading, piece),
        chain=chain_of(reading, piece, month),
        versions=versions,
        more_url=register_url(reading.brief, **piece.filters),
        more_label=f"看 {piece.tally.projects:,} 个项目",
    )


def _definition(row: TargetStanding) -> str:
    return f"{row.target.definition.rstrip('。')}（定义第{row.target.definition_version}版）。"


def _plan_input(reading: Reading) -> Input:
    total = reading.total
    source = f"{total.projects:,} 个项目的年初计划"
    return Input("年初计划合计", Amount(total.initial_plan_wan, Kind.WAN), source, register_url(reading.brief))


def _hero(row: TargetStanding) -> Hero:
    result = row.result
    kind = Kind.YI_CHANGE if result.formula == "increase_without_real_estate" else _KINDS[TargetUnit(result.unit)]
    return Hero("", Amount(result.value, kind), _UNITS[TargetUnit(result.unit)])


def _formulas(row: TargetStanding) -> tuple[Formula, ...]:
    """The formula's own words hold the numbers: “完成率 = 2,652,434 ÷ 4,700,000 = 56.43%”."""
    result = row.result
    kind = _KINDS[TargetUnit(result.unit)]
    value, target = Amount(result.value, kind).text(2), Amount(result.target, kind).text(2)
    done = Amount(result.rate, Kind.PERCENT).text(2)
    rate = Formula("完成目标", "实际 ÷ 目标", f"{value} ÷ {target} = {done}%")
    own = Formula(FORMULAS[result.formula].label, result.words, "")
    says_rate = result.value is None or "率 =" in result.words
    return (own,) if says_rate else (own, rate)


def _inputs(reading: Reading, row: TargetStanding) -> tuple[Input, ...]:
    entered = {each.key: each for each in row.entered}
    rows = []
    for spec, value in row.result.inputs:
        if spec.key in entered:
            each = entered[spec.key]
            source = f"{each.source}，{each.month.short}，{localtime(each.known_from):%Y-%m-%d} 录入"
            rows.append(Input(spec.label, _amount(spec, value), source, is_demonstration=each.is_demonstration))
        elif spec.entered:
            rows.append(Input(spec.label, _amount(spec, None), "待录入"))
        else:
            rows.append(Input(spec.label, _amount(spec, value), *_of_brief(reading, row)))
    return tuple(rows)


def _of_brief(reading: Reading, row: TargetStanding) -> tuple[str, str]:
    briefs = {total.month: total.brief for total in reading.history} | {reading.brief.month: reading.brief}
    brief = briefs[row.month]
    return f"{brief.month.short}{brief.label}汇总", brief_url(brief)


def _amount(spec: InputSpec, value: Decimal | None) -> Amount:
    return Amount(value, Kind.COUNT if spec.unit == TargetUnit.COUNT else Kind.WAN)


def _flagship_inputs(lines: list[BriefLine]) -> tuple[Input, ...]:
    return tuple(
        Input(
            line.listing.project.name,
            Amount(line.ytd_wan, Kind.WAN),
            line.unit.short_name + ("" if line.reported >= line.expected else "，未审"),
            project_url(line.listing.project.code),
            is_part=True,
        )
        for line in lines
    )
