"""The whole list of the demonstration as values: which works, where, whose, for how much.

The same seed and size give the same list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from random import Random

from projects.choices import KeyLevel, PlanNature, Provenance, Status

from .allocation import allocate
from .flagships import NODES, PACES
from .names import TOWNS, RealRow, invented_names, real_rows
from .shares import UNITS, Shares, UnitShare, category_counts, shares_for
from .timeline import draw_timeline
from .works import SHAPES, WAN, Course, Node, Work

CITY = "350500"
COMPANY = "泉州城建项目公司（演示）"
CITY_OWNERS = (COMPANY, "泉州水务项目公司（演示）", "泉州路桥项目公司（演示）", "泉州文旅项目公司（演示）")
COUNTY_OWNERS = ("城建项目公司（演示）", "水务项目公司（演示）", "交通项目公司（演示）")
PLAN_STEP = 50 * WAN
_WEIGHTS = {
    "greening": 48,
    "renewal": 150,
    "municipal": 100,
    "heritage": 40,
    "environment": 59,
    "rural": 36,
    "public": 105,
}
_PARTS_INVENTED = {
    "晋江防洪工程": (("350583", "晋江防洪工程南安溪美段（演示）"),),
    "晋江市为民办实事公厕项目（120座）": (
        ("350582", "池店镇公厕新建改造（演示）"),
        ("350582", "安海镇公厕新建改造（演示）"),
        ("350582", "金井镇公厕新建改造（演示）"),
    ),
    "永春县城区及重点乡镇一重山森林景观提升": (
        ("350525", "一重山森林景观提升城区部分（演示）"),
        ("350525", "一重山森林景观提升乡镇部分（演示）"),
    ),
}
_PLAN_ON_PACKAGE = "晋江市为民办实事公厕项目（120座）"
_NODES = ("开工", "主体完成", "完工验收")


class Blueprint:
    """`works` are the entries in the list's order; `leaves` what is reported, parts in place of their package."""

    def __init__(self, *, projects: int, seed: int) -> None:
        self.projects, self.seed = projects, seed
        self.named = _named_rows(projects)
        fixed: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self.named:
            fixed[row.unit][row.category] = fixed[row.unit].get(row.category, 0) + 1
        self.shares: Shares = shares_for(projects, fixed)
        self.works: list[Work] = [work for unit in UNITS for work in self._unit(unit)]

    @cached_property
    def leaves(self) -> list[Work]:
        return [leaf for work in self.works for leaf in (work.parts or [work])]

    def _unit(self, unit: UnitShare) -> list[Work]:
        random = Random(f"{self.seed}:{self.projects}:{unit.code}")  # noqa: S311 - repeatable on purpose
        works = [self._real(row, unit, random) for row in self.named if row.unit == unit.code]
        works += self._invented(unit, works, random)
        draw_timeline(works, unit, random)
        for work in works:
            if work.is_flagship:
                _set_flagship(work, self.shares.flagships[work.name])
        self._set_money(works, unit, random)
        for place, work in enumerate(works):
            _set_people(work, unit, place)
            _set_nodes(work, random)
        return works

    def _real(self, row: RealRow, unit: UnitShare, random: Random) -> Work:
        work = Work(
            unit=row.unit,
            home=unit.code,
            category=row.category,
            name=row.name,
            town=random.choice(TOWNS[unit.code]),
            marker=unit.marker,
            provenance=Provenance.REAL_NAME,
            region=row.region,
            key_level=KeyLevel(row.key_level),
            is_flagship=row.role == "flagship",
            owner=row.owner,
            scope=row.scope,
            wording=row.wording,
        )
        if work.category == "planning":
            work.course = Course.PLANNING
        if row.role == "package":
            work.parts = self._parts(work)
        return work

    def _parts(self, package: Work) -> list[Work]:
        real = [(row.unit, row.name, row) for row in real_rows() if row.parent == package.name]
        invented = [(unit, name, None) for unit, name in _PARTS_INVENTED.get(package.name, ())]
        markers = {unit.code: unit.marker for unit in UNITS}
        return [
            Work(
                unit=unit,
                home=package.home,
                category=row.category if row else package.category,
                name=name,
                town=TOWNS[unit][place % len(TOWNS[unit])],
                marker=markers[unit],
                provenance=Provenance.REAL_NAME if row else Provenance.INVENTED,
                owner=package.owner,
                scope=row.scope if row else "",
                wording=row.wording if row else "",
            )
            for place, (unit, name, row) in enumerate(real + invented)
        ]

    def _invented(self, unit: UnitShare, named: Sequence[Work], random: Random) -> list[Work]:
        taken = Counter(work.category for work in named)
        works = []
        for category, count in self.shares.cells[unit.code].items():
            names = invented_names(unit.code, category)
            for name in (next(names) for _ in range(count - taken[category])):
                town = next(town for town in TOWNS[unit.code] if name.startswith(town))
                work = Work(unit=unit.code, home=unit.code, category=category, name=name, town=town, marker=unit.marker)
                work.course = Course.PLANNING if category == "planning" else Course.RUNNING
                work.key_level = random.choice((KeyLevel.NONE, KeyLevel.NONE, KeyLevel.COUNTY, KeyLevel.CITY))
                works.append(work)
        return works

    def _set_money(self, works: Sequence[Work], unit: UnitShare, random: Random) -> None:
        """Annual plans that add up to the unit's, parts and what was done before the year."""
        for work in works:
            if not work.is_building:
                work.plan = random.choice((0, 0, random.randint(6, 36))) * PLAN_STEP
        given = [work for work in works if work.is_flagship or not work.is_building]
        rest = [work for work in works if not (work.is_flagship or not work.is_building)]
        total = self.shares.plans[unit.code] - sum(work.plan for work in given)
        weights = [_WEIGHTS[work.category] * random.randint(30, 260) for work in rest]
        for work, plan in zip(rest, allocate(total, weights, step=PLAN_STEP), strict=True):
            work.plan = plan
        for work in works:
            _divide_among_parts(work, random)
            for one in (work, *work.parts):
                _set_history(one, random)


def _named_rows(projects: int) -> list[RealRow]:
    """Real rows that fit: flagships always, others while their unit and category have room."""
    shares = shares_for(projects, {})
    units: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    chosen = []
    for row in real_rows():
        room = units[row.unit] < shares.units[row.unit] * 9 // 10
        fits = room and categories[row.category] < category_counts(projects)[row.category]
        if row.role == "flagship" or (row.role != "part" and fits):
            chosen.append(row)
            units[row.unit] += 1
            categories[row.category] += 1
    return chosen


def _set_flagship(work: Work, plan: int) -> None:
    nodes = NODES[work.name]
    work.nodes = [Node(node.name, node.planned_on, node.actual_on, node.promises) for node in nodes]
    work.plan, work.pace, work.shape = plan, PACES[work.name], SHAPES[0]
    work.planned_start, work.planned_finish = date(2017, 3, 8), nodes[-1].planned_on
    work.actual_start, work.nature, work.revised_finish = date(2017, 3, 20), PlanNature.CONTINUING, None
    if work.planned_finish.year == 2018:
        work.nature = PlanNature.COMPLETING
    if work.name == "泉州会展中心":
        work.status, work.actual_start = Status.PRELIMINARY, None


def _divide_among_parts(work: Work, random: Random) -> None:
    """A package's plan stands on its parts, or on the package alone where they are too small to be planned apart."""
    for part in work.parts:
        part.planned_start, part.planned_finish = work.planned_start, work.planned_finish
        part.actual_start, part.status, part.nature = work.actual_start, work.status, work.nature
        part.pace = work.pace + random.randint(-60, 40)
    if work.parts and work.name != _PLAN_ON_PACKAGE:
        weights = [random.randint(60, 160) for _ in work.parts]
        for part, plan in zip(work.parts, allocate(work.plan, weights, step=WAN), strict=True):
            part.plan = plan
        work.plan = 0


def _set_history(work: Work, random: Random) -> None:
    """What was done before the year, and a total investment that leaves room for this year's plan."""
    if work.actual_start and work.actual_start.year < 2018 and work.is_building:
        work.before = work.plan * random.randint(30, 190) // 100 // WAN * WAN
    later = work.plan * random.randint(20, 160) // 100 if work.planned_finish and work.planned_finish.year > 2018 else 0
    work.total = work.before + (work.plan * 13 // 10 + later) // (10 * WAN) * (10 * WAN)


def _set_people(work: Work, unit: UnitShare, place: int) -> None:
    """Owners by turns; flagships of the city and every fourth project of 市本级 belong to the project company."""
    if not work.owner:
        short = unit.name.removesuffix("区").removesuffix("县").removesuffix("市").removeprefix("泉州")
        owners = CITY_OWNERS if unit.code == CITY else tuple(f"{short}{name}" for name in COUNTY_OWNERS)
        work.owner = owners[0] if work.is_flagship else owners[place % len(owners)]
    for part in work.parts:
        part.owner = work.owner
    work.themes = tuple(_themes(work))


def _themes(work: Work) -> Iterator[str]:
    if "七个一" in work.name:
        yield "古城“七个一”"
    if work.home == "350502" and work.category in {"heritage", "greening"}:
        yield "生态修复城市修补"
    if work.town in {"东海片区", "东海街道", "海江片区"} and work.category in {"municipal", "public", "renewal"}:
        yield "海丝新城"
    if work.category == "rural" or (work.category == "public" and "学" in work.name):
        yield "重点民生工程"


def _set_nodes(work: Work, random: Random) -> None:
    """Three plain nodes for every third ordinary project; a few past ones are still open."""
    if work.nodes or not work.is_building or work.parts or random.randint(1, 3) > 1:
        return
    start, finish = work.planned_start, work.planned_finish
    middle = start + (finish - start) / 2
    for name, planned in zip(_NODES, (start, middle, finish), strict=True):
        work.nodes.append(Node(name, planned, _reached(work, name, planned, random)))


def _reached(work: Work, name: str, planned: date, random: Random) -> date | None:
    if name == _NODES[0]:
        return work.actual_start
    if work.course == Course.FINISHED:
        return min(planned, work.actual_finish)
    is_done = planned < date(2018, 7, 15) and work.course == Course.RUNNING and random.randint(1, 12) > 1
    return planned if is_done else None
