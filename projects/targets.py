"""The campaign's promises as formulas: pure functions over named inputs, each computed for itself.

The targets do not follow from one another and are never forced to agree: their bases are entered, dated figures.
A formula with a missing input has no value (None), not 0. Money in 万元, shares in percentage points, rates as
fractions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import DASH, percent_text, points_text, rate, wan_text, yi_text

from .choices import TargetUnit

Inputs = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class InputSpec:
    """A named figure a formula needs. `entered` ones are rows of TargetInput, the others come from the brief."""

    key: str
    label: str
    unit: TargetUnit = TargetUnit.WAN
    entered: bool = False


@dataclass(frozen=True)
class Result:
    """How one target stands. `gap` is what it is ahead (+) or behind (−) of `due`, in the unit of `gap_unit`."""

    formula: str
    value: Decimal | None
    target: Decimal
    unit: TargetUnit
    rate: Decimal | None
    due: Decimal | None
    gap: Decimal | None
    gap_unit: TargetUnit
    inputs: tuple[tuple[InputSpec, Decimal | None], ...]
    words: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Labels of the inputs nobody has given yet."""
        return tuple(spec.label for spec, value in self.inputs if value is None)


@dataclass(frozen=True)
class _Figures:
    """What a formula works out from complete inputs; no value where a denominator is 0."""

    value: Decimal | None
    rate: Decimal | None
    due: Decimal | None
    gap: Decimal | None
    words: str


@dataclass(frozen=True)
class Formula:
    name: str
    label: str
    unit: TargetUnit
    gap_unit: TargetUnit
    inputs: tuple[InputSpec, ...]
    work_out: Callable[[dict[str, Decimal], Decimal, int], _Figures]


def schedule_rate(months: int) -> Decimal:
    """The straight line: what share of a year has passed after so many months, unrounded."""
    return Decimal(months) / 12


def lead_points(done: Decimal | None, plan: Decimal | None, months: int) -> Decimal | None:
    """超（落后）序时 in percentage points, unrounded; None when there is no plan."""
    achieved = rate(done, plan)
    return None if achieved is None else (achieved - schedule_rate(months)) * 100


def compute(formula: str, inputs: Inputs, *, target: Decimal, months: int) -> Result:
    """One target after so many months of the year. LookupError for a formula nobody wrote."""
    rule = FORMULAS.get(formula)
    if rule is None:
        raise LookupError(f"no target formula {formula!r}; known: {', '.join(FORMULAS)}")
    given = tuple((spec, inputs.get(spec.key)) for spec in rule.inputs)
    complete = {spec.key: value for spec, value in given if value is not None}
    if len(complete) == len(given):
        figures = rule.work_out(complete, target, months)
        value, words = figures.value, figures.words
        reached, due, gap = figures.rate, figures.due, figures.gap
    else:
        value = reached = due = gap = None
        words = "缺少：" + "、".join(spec.label for spec, amount in given if amount is None)
    return Result(formula, value, target, rule.unit, reached, due, gap, rule.gap_unit, given, words)


def _money_towards(value: Decimal, target: Decimal, months: int, words: str) -> _Figures:
    """An amount that should grow along the straight line; the gap is in percentage points of the target."""
    due = target * months / 12
    return _Figures(value, rate(value, target), due, lead_points(value, target, months), words)


def _project_count(given: dict[str, Decimal], _target: Decimal, _months: int) -> _Figures:
    startable = given["listed"] - given["planning"]
    started, due = given["started"], given["should_have_started"]
    start_rate = rate(started, startable)
    words = (
        f"列入 {given['listed']:.0f} 个，规划前期 {given['planning']:.0f} 个不计开工；"
        f"开工率 = {started:.0f} ÷ {startable:.0f} = {percent_text(start_rate)}%"
    )
    return _Figures(started, start_rate, due, started - due, words)


def _annual_investment(given: dict[str, Decimal], target: Decimal, months: int) -> _Figures:
    done = given["ytd_wan"]
    words = f"完成率 = {wan_text(done)} ÷ {wan_text(target)} = {percent_text(rate(done, target))}%"
    return _money_towards(done, target, months, words)


def _increase_without_real_estate(given: dict[str, Decimal], target: Decimal, months: int) -> _Figures:
    this_year = given["ytd_wan"] - given["real_estate_ytd_wan"]
    increase = this_year - given["base_ytd_wan"]
    words = (
        f"增加额 =（{yi_text(given['ytd_wan'])} − 房地产 {yi_text(given['real_estate_ytd_wan'])}）"
        f"− 上年同期 {yi_text(given['base_ytd_wan'])} = {yi_text(increase)} 亿元"
    )
    return _money_towards(increase, target, months, words)


def _fai_share_increase(given: dict[str, Decimal], target: Decimal, _months: int) -> _Figures:
    """A share does not grow along a line: it is measured against the full target at any time."""
    share = rate(given["construction_wan"], given["fixed_assets_wan"])
    base = rate(given["base_construction_wan"], given["base_fixed_assets_wan"])
    if share is None or base is None:
        return _Figures(None, None, target, None, f"固定资产投资为 0，占比{DASH}")
    points = (share - base) * 100
    words = f"占比提高 = {percent_text(share)}% − 上年同期 {percent_text(base)}% = {points_text(points)} 个百分点"
    return _Figures(points, rate(points, target), target, points - target, words)


def _flagship_investment(given: dict[str, Decimal], target: Decimal, months: int) -> _Figures:
    done = given["flagship_ytd_wan"]
    words = f"完成率 = {wan_text(done)} ÷ {wan_text(target)} = {percent_text(rate(done, target))}%"
    return _money_towards(done, target, months, words)


_YTD = InputSpec("ytd_wan", "本年累计完成投资")

FORMULAS: dict[str, Formula] = {
    rule.name: rule
    for rule in (
        Formula(
            "project_count",
            "项目开工",
            TargetUnit.COUNT,
            TargetUnit.COUNT,
            (
                InputSpec("listed", "列入项目", TargetUnit.COUNT),
                InputSpec("planning", "规划前期项目", TargetUnit.COUNT),
                InputSpec("started", "已开工", TargetUnit.COUNT),
                InputSpec("should_have_started", "应开工", TargetUnit.COUNT),
            ),
            _project_count,
        ),
        Formula("annual_investment", "年度投资", TargetUnit.WAN, TargetUnit.POINTS, (_YTD,), _annual_investment),
        Formula(
            "increase_without_real_estate",
            "比上年增加",
            TargetUnit.WAN,
            TargetUnit.POINTS,
            (
                _YTD,
                InputSpec("real_estate_ytd_wan", "其中：房地产"),
                InputSpec("base_ytd_wan", "上年同期城建投资（不含房地产）", entered=True),
            ),
            _increase_without_real_estate,
        ),
        Formula(
            "fai_share_increase",
            "占固投比重",
            TargetUnit.POINTS,
            TargetUnit.POINTS,
            (
                InputSpec("construction_wan", "城建投资", entered=True),
                InputSpec("fixed_assets_wan", "固定资产投资", entered=True),
                InputSpec("base_construction_wan", "上年同期城建投资", entered=True),
                InputSpec("base_fixed_assets_wan", "上年同期固定资产投资", entered=True),
            ),
            _fai_share_increase,
        ),
        Formula(
            "flagship_investment",
            "标杆项目",
            TargetUnit.WAN,
            TargetUnit.POINTS,
            (InputSpec("flagship_ytd_wan", "标杆项目累计完成投资"),),
            _flagship_investment,
        ),
    )
}

ENTERED_INPUTS: dict[str, InputSpec] = {
    spec.key: spec for rule in FORMULAS.values() for spec in rule.inputs if spec.entered
}
"""What the section enters by hand, with its source and month."""
