"""The panel of one light: the rule that lit it, and in which units the projects are."""

from core.foundation.money import percent_text, rate, wan_text
from dashboards.board.amounts import Amount, Kind
from dashboards.board.links import register_url
from dashboards.board.reading import Reading
from dashboards.lights import LIGHT_MARKS
from reporting.choices import Light, Metric
from reporting.models import ReportingMonth
from reporting.rollups.rules import rules_at

from .evidence import basis_of
from .model import Breakdown, Formula, Hero, Panel, UnitRow
from .progress import Names
from .slices import Slice, of_unit, whole


def light_panel(reading: Reading, names: Names, month: ReportingMonth | None) -> Panel:
    """LookupError for a light that does not exist."""
    wanted = names.get("light", "")
    if wanted not in Light.values:
        raise LookupError(wanted)
    light, piece = Light(wanted), whole(reading)
    projects, plan = piece.tally.of_light(light)
    share = rate(plan, piece.tally.initial_plan_wan)
    return Panel(
        title=f"项目灯：{light.label}",
        label=piece.label,
        brief=reading.brief,
        hero=Hero("", Amount(projects, Kind.COUNT), f"个，占计划 {percent_text(share)}%", LIGHT_MARKS[light].tone),
        formulas=(
            Formula("怎么评", _rule(light, reading), ""),
            Formula("占计划", "该灯项目年初计划 ÷ 年初计划", _division(plan, piece)),
        ),
        basis=basis_of(reading, month),
        inputs=(),
        breakdown=Breakdown("各单位", (("项目", "个"), ("年计划", "万元")), _by_unit(reading, light)),
        more_url=register_url(reading.brief, light=light.value, **piece.filters),
        more_label=f"看这 {projects:,} 个项目",
    )


def _division(plan, piece: Slice) -> str:
    whole_plan = piece.tally.initial_plan_wan
    return f"{wan_text(plan)} ÷ {wan_text(whole_plan)} = {percent_text(rate(plan, whole_plan))}%"


def _rule(light: Light, reading: Reading) -> str:
    """The thresholds that held, in words."""
    rules = rules_at(reading.brief.figures_known_at)
    money, nodes = rules[Metric.PROJECT_INVESTMENT], rules[Metric.PROJECT_MILESTONE]
    green, yellow = percent_text(money.green_from, 0), percent_text(money.yellow_from, 0)
    slack = f"{money.tolerance_points.normalize():f}"
    words = {
        Light.GREEN: f"完成额不低于月计划的 {green}%（容差 {slack} 个百分点），且没有逾期节点",
        Light.YELLOW: f"完成额为月计划的 {yellow}%—{green}%，或有节点逾期不超过 {nodes.red_after_days} 天",
        Light.RED: f"完成额不足月计划的 {yellow}%，或有节点逾期超过 {nodes.red_after_days} 天",
        Light.BEFORE_START: "按月计划本月尚无应完成额，也没有完成额",
        Light.UNLIT: "规划前期项目和没有年度计划的项目",
    }[light]
    return f"{words}（投资规则第{money.number}版，节点规则第{nodes.number}版，取较差）"


def _by_unit(reading: Reading, light: Light) -> tuple[UnitRow, ...]:
    rows = []
    for row in reading.standings:
        if not reading.sight.covers(row.unit_id):
            continue
        projects, plan = of_unit(reading, row.unit.code).tally.of_light(light)
        if projects:
            url = register_url(reading.brief, unit=row.unit.code, light=light.value)
            rows.append(UnitRow(row.unit.short_name, (Amount(projects, Kind.COUNT), Amount(plan, Kind.WAN)), url))
    return tuple(rows)
