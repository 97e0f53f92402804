"""The campaign of 2018 as it was announced: its eight kinds of projects, five targets and cross-cutting themes."""

from dataclasses import dataclass
from decimal import Decimal

from .choices import Stage, TargetUnit


@dataclass(frozen=True)
class CategoryRow:
    code: str
    name: str
    short_name: str
    stage: Stage = Stage.BUILDING


@dataclass(frozen=True)
class TargetRow:
    """`value` is in the target's unit: 个, 万元 or percentage points."""

    code: str
    name: str
    unit: TargetUnit
    value: Decimal
    definition: str
    definition_version: int = 1


CATEGORIES_2018 = (
    CategoryRow("planning", "推进规划及重大项目前期", "规划前期", Stage.PLANNING),
    CategoryRow("greening", "绿化提升及生态连绵带建设", "绿化生态"),
    CategoryRow("renewal", "片区更新改造", "片区更新"),
    CategoryRow("municipal", "重大市政交通及基础设施", "市政交通"),
    CategoryRow("heritage", "历史文化保护", "历史文化"),
    CategoryRow("environment", "环保设施建设", "环保设施"),
    CategoryRow("rural", "农村人居环境整治", "农村人居"),
    CategoryRow("public", "公共建筑及其他", "公共建筑"),
)

TARGETS_2018 = (
    TargetRow(
        "annual_investment",
        "年度投资",
        TargetUnit.WAN,
        Decimal("4700000.00"),
        "本年累计完成投资（调度数，万元）；序时按已过月数÷12。",
    ),
    TargetRow(
        "project_count",
        "项目开工",
        TargetUnit.COUNT,
        Decimal(621),
        "列入年度名单的项目数；开工率以扣除规划前期类的项目为分母，打捆项目计一个。",
    ),
    TargetRow(
        "increase_without_real_estate",
        "比上年增加",
        TargetUnit.WAN,
        Decimal("1000000.00"),
        "本年累计完成投资扣除房地产，减上年同期同口径数；上年同期数为录入值。",
    ),
    TargetRow(
        "fai_share_increase",
        "占固投比重",
        TargetUnit.POINTS,
        Decimal("3.00"),
        "城建投资占固定资产投资的比重，减上年同期比重；分子、分母均为录入的统计数，注明来源和月份。",
    ),
    TargetRow(
        "flagship_investment",
        "标杆项目",
        TargetUnit.WAN,
        Decimal("300000.00"),
        "标杆项目本年累计完成投资（万元）；序时按已过月数÷12。",
    ),
)

THEMES_2018 = ("生态修复城市修补", "古城“七个一”", "海丝新城", "重点民生工程")
