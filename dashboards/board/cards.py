"""The five cards: for the city its targets, for a unit its own plan, starts, month, flagships and rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.lights import LIGHT_MARKS
from projects.targets import Result
from reporting.choices import Light

from .amounts import Amount, Kind
from .flagships import Flagships
from .links import figure_url
from .reading import Reading
from .targets import TargetStanding


@dataclass(frozen=True)
class Message:
    """One line under the bar: shape of `tone` (empty for none), words, a number, words."""

    tone: str
    before: str
    amount: Amount | None = None
    after: str = ""


@dataclass(frozen=True)
class Card:
    """`rate` and `tick` are fractions for the bar; `rate_label` names what the rate is of."""

    code: str
    title: str
    goal: Amount | None
    value: Amount
    rate: Decimal | None
    rate_label: str
    tick: Decimal | None
    message: Message
    sub: str = ""
    foot: tuple[tuple[str, Amount | str], ...] = ()
    figure: str = ""
    is_flagship: bool = False
    is_demonstration: bool = False


def lead_message(lead: Decimal | None, light: Light) -> Message:
    """超（落后）序时 in words; the sign is in the word, not in the number."""
    if lead is None:
        return Message("none", "没有计划，不评灯")
    words = "超序时" if lead >= 0 else "落后序时"
    return Message(LIGHT_MARKS[light].tone, words, Amount(abs(lead), Kind.PERCENT_POINTS), "个百分点")


def target_cards(
    reading: Reading, standings: Sequence[TargetStanding], flagships: Flagships, pace_wan: Decimal | None
) -> tuple[Card, ...]:
    """One card a target, in the campaign's order; a formula without a face of its own gets a plain one."""
    return tuple(_FACES.get(row.result.formula, _plain)(Sheet(reading, row, flagships, pace_wan)) for row in standings)


@dataclass(frozen=True)
class Sheet:
    """What a card is made from. `pace_wan` is the mean of the issued months, None before the first."""

    reading: Reading
    row: TargetStanding
    flagships: Flagships
    pace_wan: Decimal | None

    @property
    def result(self) -> Result:
        return self.row.result

    def amount(self, key: str, kind: Kind = Kind.YI) -> Amount:
        """One input by its name."""
        value = next(value for spec, value in self.result.inputs if spec.key == key)
        return Amount(value, kind)

    @property
    def figure(self) -> str:
        return figure_url(self.reading.brief, "target", target=self.row.target.code)

    @property
    def month_note(self) -> str:
        """Said only where the figures are those of an earlier month."""
        return "" if self.row.month == self.reading.brief.month else self.row.month.short

    @property
    def light(self) -> Light:
        result = self.result
        return Light.UNLIT if result.value is None else self.reading.judge(result.value, result.target)


def _missing(sheet: Sheet) -> Message | None:
    missing = sheet.result.missing
    return Message("none", f"待录入{missing[0]}" + ("等" if len(missing) > 1 else "")) if missing else None


def _investment(sheet: Sheet) -> Card:
    result, reading = sheet.result, sheet.reading
    left = result.target - (result.value or 0)
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, Kind.YI),
        value=Amount(result.value, Kind.YI),
        rate=result.rate,
        rate_label="完成",
        tick=reading.schedule,
        message=_missing(sheet) or lead_message(result.gap, sheet.light),
        sub=sheet.month_note,
        foot=(
            ("还差", Amount(max(left, Decimal(0)), Kind.YI)),
            ("本月", Amount(reading.total.month_wan, Kind.YI)),
            ("月均", Amount(sheet.pace_wan, Kind.YI)),
        ),
        figure=sheet.figure,
    )


def _starts(sheet: Sheet) -> Card:
    result, total = sheet.result, sheet.reading.total
    startable = total.projects - sheet.reading.planning
    overdue = total.overdue_starts
    message = Message("late", "逾期未开工", Amount(overdue, Kind.COUNT), "个") if overdue else Message("ok", "按期开工")
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, Kind.COUNT),
        value=Amount(result.value, Kind.COUNT),
        rate=result.rate,
        rate_label="开工率",
        tick=Decimal(total.should_have_started) / startable if startable else None,
        message=_missing(sheet) or message,
        sub="不含前期",
        foot=(
            ("应开工", Amount(total.should_have_started, Kind.COUNT)),
            ("未开工", Amount(startable - total.started, Kind.COUNT)),
            ("前期", Amount(sheet.reading.planning, Kind.COUNT)),
        ),
        figure=sheet.figure,
    )


def _increase(sheet: Sheet) -> Card:
    result = sheet.result
    this_year = sheet.amount("ytd_wan").value - sheet.amount("real_estate_ytd_wan").value
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, Kind.YI_CHANGE),
        value=Amount(result.value, Kind.YI_CHANGE),
        rate=result.rate,
        rate_label="完成",
        tick=sheet.row.month.number / Decimal(12),
        message=_missing(sheet) or lead_message(result.gap, sheet.light),
        sub="，".join(part for part in (sheet.month_note, "不含房地产") if part),
        foot=(("本年", Amount(this_year, Kind.YI)), ("上年同期", sheet.amount("base_ytd_wan"))),
        figure=sheet.figure,
        is_demonstration=sheet.row.is_demonstration,
    )


def _share(sheet: Sheet) -> Card:
    result = sheet.result
    values = {spec.key: value for spec, value in result.inputs}
    now, base = (
        values[done] / values[whole] if values[done] is not None and values[whole] else None
        for done, whole in (
            ("construction_wan", "fixed_assets_wan"),
            ("base_construction_wan", "base_fixed_assets_wan"),
        )
    )
    gap = result.gap
    is_reached = gap is not None and gap >= 0
    short = Message("", "还差", Amount(gap if gap is None else abs(gap), Kind.PERCENT_POINTS), "个百分点")
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, Kind.POINTS),
        value=Amount(result.value, Kind.POINTS),
        rate=result.rate,
        rate_label="完成",
        tick=None,
        message=_missing(sheet) or (Message("ok", "已达到目标") if is_reached else short),
        sub=f"统计数，{sheet.row.month.short}",
        foot=(("本年占比", Amount(now, Kind.PERCENT)), ("上年同期", Amount(base, Kind.PERCENT))),
        figure=sheet.figure,
        is_demonstration=sheet.row.is_demonstration,
    )


def _flagships(sheet: Sheet) -> Card:
    result, flagships = sheet.result, sheet.flagships
    lights = (Light.GREEN, Light.YELLOW, Light.RED)
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, Kind.YI),
        value=Amount(result.value, Kind.YI),
        rate=result.rate,
        rate_label="完成",
        tick=sheet.reading.schedule,
        message=_missing(sheet) or lead_message(result.gap, sheet.light),
        sub=f"共 {flagships.count} 个",
        foot=tuple((light.label, Amount(flagships.lights[light], Kind.COUNT)) for light in lights),
        figure=sheet.figure,
        is_flagship=True,
    )


def _plain(sheet: Sheet) -> Card:
    result = sheet.result
    return Card(
        code=sheet.row.target.code,
        title=sheet.row.target.name,
        goal=Amount(result.target, _kind_of(result)),
        value=Amount(result.value, _kind_of(result)),
        rate=result.rate,
        rate_label="完成",
        tick=None,
        message=_missing(sheet) or Message("", ""),
        sub=sheet.month_note,
        figure=sheet.figure,
    )


def _kind_of(result: Result) -> Kind:
    return {"count": Kind.COUNT, "wan": Kind.YI}.get(result.unit, Kind.POINTS)


_FACES: dict[str, Callable[[Sheet], Card]] = {
    "project_count": _starts,
    "annual_investment": _investment,
    "increase_without_real_estate": _increase,
    "fai_share_increase": _share,
    "flagship_investment": _flagships,
}
