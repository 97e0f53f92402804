"""What the demonstration's campaign adds up to.

Known are 621, 470 亿, 37, 128, nine flagships of 30 亿, 丰泽 and 洛江; all else is invented.
"""

from dataclasses import dataclass

from .allocation import allocate, scaled

PROJECTS = 621
PLAN_CENTS = 4_700_000_00
FLAGSHIP_CENTS = 300_000_00
LEAST_PROJECTS = 60


@dataclass(frozen=True, slots=True)
class UnitShare:
    """A reporting unit's part: `ytd` is 万元 accepted up to July, `handed_in` of its July reports, in ten thousandths.

    `marker` is a word that stands in this unit's rows and nowhere else: whoever meets it elsewhere has found a leak.
    """

    code: str
    name: str
    marker: str
    projects: int
    plan: int
    ytd: int
    handed_in: int
    slips: int = 3
    new_starts: int = 45
    finishes: int = 30
    categories: tuple[str, ...] = ()


UNITS = (
    UnitShare("350502", "鲤城区", "紫萝", 34, 186_400, 90_031, 12, slips=6),
    UnitShare(
        "350503", "丰泽区", "银杉", 36, 154_515, 87_486, 22, new_starts=69, finishes=53,
        categories=("greening", "renewal", "municipal", "environment", "public"),
    ),
    UnitShare("350504", "洛江区", "墨竹", 65, 268_300, 162_375, 65, slips=0),
    UnitShare("350505", "泉港区", "赤椿", 41, 241_600, 144_960, 30, slips=1),
    UnitShare("350582", "晋江市", "碧梧", 86, 862_500, 515_861, 45, slips=2),
    UnitShare("350581", "石狮市", "丹柯", 44, 352_800, 185_926, 18, slips=4),
    UnitShare("350583", "南安市", "苍柏", 71, 568_200, 333_874, 40, slips=3),
    UnitShare("350521", "惠安县", "皓榆", 52, 374_900, 201_696, 20, slips=4),
    UnitShare("350524", "安溪县", "翠槠", 48, 318_600, 177_779, 26, slips=4),
    UnitShare("350525", "永春县", "绛枫", 31, 158_700, 82_048, 12, slips=5),
    UnitShare("350526", "德化县", "素楝", 27, 131_500, 58_780, 6, slips=8),
    UnitShare("QZKFQ", "泉州开发区", "靛桤", 9, 47_600, 28_046, 7, slips=2),
    UnitShare("QZTSQ", "泉州台商投资区", "缃槐", 19, 222_385, 115_373, 8, slips=4),
    UnitShare("350500", "市本级", "玄桐", 58, 812_000, 468_199, 31, slips=2),
)  # fmt: skip

CATEGORIES = {
    "planning": 37,
    "greening": 128,
    "renewal": 92,
    "municipal": 131,
    "heritage": 46,
    "environment": 58,
    "rural": 74,
    "public": 55,
}

FLAGSHIPS = {
    "泉州市公共文化中心": 68_000,
    "城东至北峰快速通道": 62_000,
    "晋江下游生态整治工程": 38_000,
    "洛阳江下游两侧规划建设及流域综合整治": 32_000,
    "台商投资区百崎湖生态连绵带启动区工程": 26_000,
    "晋江九十九溪流域田园风光项目启动区": 24_000,
    "中山路（古城七个一·一路）": 18_000,
    "石狮宝盖山生态公园（花海谷区）": 14_000,
    "泉州会展中心": 18_000,
}
"""万元 of the year."""

FOUNDING = tuple(FLAGSHIPS)[:4]
"""Flagships named in the founding article; that the other five are flagships is invented (演)."""


@dataclass(frozen=True, slots=True)
class Shares:
    """The campaign at another size: numbers of projects by unit and category, money in cents by unit and flagship."""

    projects: int
    units: dict[str, int]
    plans: dict[str, int]
    flagships: dict[str, int]
    cells: dict[str, dict[str, int]]


def shares_for(projects: int, fixed: dict[str, dict[str, int]]) -> Shares:
    """The shares of a campaign of so many projects; 621 gives the figures above.

    `fixed` says how many rows of each unit and category are given by name already.
    """
    units = scaled([unit.projects for unit in UNITS], projects, least=1)
    total = PLAN_CENTS * projects // PROJECTS
    plans = allocate(total, [unit.plan for unit in UNITS])
    flagships = allocate(FLAGSHIP_CENTS * projects // PROJECTS, list(FLAGSHIPS.values()))
    by_unit = {unit.code: count for unit, count in zip(UNITS, units, strict=True)}
    return Shares(
        projects=projects,
        units=by_unit,
        plans={unit.code: plan for unit, plan in zip(UNITS, plans, strict=True)},
        flagships=dict(zip(FLAGSHIPS, flagships, strict=True)),
        cells=_cells(by_unit, category_counts(projects), fixed),
    )


def category_counts(projects: int) -> dict[str, int]:
    return dict(zip(CATEGORIES, scaled(list(CATEGORIES.values()), projects), strict=True))


def _cells(
    units: dict[str, int], categories: dict[str, int], fixed: dict[str, dict[str, int]]
) -> dict[str, dict[str, int]]:
    """How many projects of each category each unit has: both margins exact, whatever is given by name included.

    Units that may not have every category choose first; each takes its share of what is left.
    """
    left = {name: count - sum(row.get(name, 0) for row in fixed.values()) for name, count in categories.items()}
    cells = {}
    for unit in sorted(UNITS, key=lambda unit: (not unit.categories, UNITS.index(unit))):
        named = fixed.get(unit.code, {})
        allowed = [name for name in left if not unit.categories or name in unit.categories]
        free = allocate(units[unit.code] - sum(named.values()), [left[name] for name in allowed])
        for name, count in zip(allowed, free, strict=True):
            left[name] -= count
        taken = dict(zip(allowed, free, strict=True))
        cells[unit.code] = {name: named.get(name, 0) + taken.get(name, 0) for name in categories}
    return cells
