"""What was reported when, and how far each report came: cumulative by month, who was missing, late, returned, odd.

Figures of a unit are fitted so that its running July total is the one of `shares`, to the cent: what was accepted in
July counts with July's figure, everything else with the last accepted one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from .allocation import allocate
from .blueprint import Blueprint
from .shares import UNITS, UnitShare
from .works import WAN, Course, Work

FITTED_MONTH = 7
HANDED_IN_PERCENT = 55
FULL_UNIT = "350504"
"""洛江: every July report accepted, and none ever missing."""


AT_THE_DESK = "城东至北峰快速通道"
"""The flagship whose July report waits for the city's check."""


class Fate(StrEnum):
    """Where the report of the open month stands."""

    ACCEPTED = "accepted"
    WAITING_CITY = "waiting_city"
    WAITING_UNIT = "waiting_unit"
    RETURNED_CITY = "returned_city"
    RETURNED_UNIT = "returned_unit"
    OPEN = "open"


class Odd(StrEnum):
    WRITE_BACK = "write_back"
    SAME_TEXT = "same_text"
    JUMP = "jump"


@dataclass(slots=True)
class Record:
    """One leaf's year so far. `ytd[m]` is the true cumulative at the end of month m in cents; `ytd[0]` is 0."""

    work: Work
    ytd: list[int]
    fate: Fate = Fate.OPEN
    missing: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)
    returned: dict[int, str] = field(default_factory=dict)
    odd: dict[int, Odd] = field(default_factory=dict)
    corrected: dict[int, int] = field(default_factory=dict)
    """Month → cents by which its report fell short until it was corrected; a missing month was carried instead."""
    due: tuple[int, ...] = ()
    due_from_may: tuple[int, ...] = ()
    """The plan's curve after the adjustment of May, empty when it was not adjusted."""

    def last_known(self, month: int) -> int:
        """The last month up to `month` whose figure the bureau holds; 0 when there is none."""
        known = (at for at in range(month, 0, -1) if at not in self.missing or at in self.corrected)
        return next(known, 0)


class Chronicle:
    """Records of all leaves in the blueprint's order, up to the open month `months`."""

    def __init__(self, blueprint: Blueprint, *, months: int) -> None:
        self.blueprint, self.months = blueprint, months
        self.records = [Record(leaf, [0]) for leaf in blueprint.leaves]
        self.by_unit: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            self.by_unit[record.work.unit].append(record)
        for unit in UNITS:
            self._draw(unit)
        self._give_fates()
        self._plant_oddities()
        if months == FITTED_MONTH:
            self._plant_corrections()
        if months == FITTED_MONTH:
            self._fit()

    def _random(self, *topic: str) -> Random:
        return Random(":".join((str(self.blueprint.seed), str(self.blueprint.projects), *topic)))  # noqa: S311

    def _draw(self, unit: UnitShare) -> None:
        random = self._random("reports", unit.code)
        for record in self.by_unit[unit.code]:
            record.due = record.work.due
            record.ytd += _cumulative(record.work, self.months, random)
            for month in range(1, self.months):
                lot = random.randint(1, 200)
                if unit.code != FULL_UNIT and lot <= 2 + unit.slips:
                    record.missing.add(month)
                elif lot <= 16 + unit.slips:
                    record.late.add(month)
                elif lot > 192:
                    record.returned[month] = random.choice(("unit", "city"))

    def _give_fates(self) -> None:
        """55 % of the open month's reports handed in, most of them accepted; some returned, the rest open."""
        leaves = len(self.records)
        handed = (leaves * HANDED_IN_PERCENT + 50) // 100
        counts = {unit.code: len(self.by_unit[unit.code]) for unit in UNITS}
        full = counts[FULL_UNIT]
        others = [unit for unit in UNITS if unit.code != FULL_UNIT]
        weights = [unit.handed_in * counts[unit.code] * 1000 // unit.projects for unit in others]
        quotas = dict(zip((unit.code for unit in others), allocate(handed - full, weights), strict=True))
        _keep_below(quotas, counts)
        waiting = {
            fate: _quotas(leaves * share // 1000, quotas, favoured=favoured)
            for fate, share, favoured in (
                (Fate.WAITING_UNIT, 26, ("350582", "350500")),
                (Fate.WAITING_CITY, 38, ()),
            )
        }
        returned = _quotas(leaves * 18 // 1000, quotas, favoured=("350582", "350521"))
        for unit in UNITS:
            records = self.by_unit[unit.code]
            if unit.code == FULL_UNIT:
                fates = [Fate.ACCEPTED] * len(records)
            else:
                fates = _fates(quotas[unit.code], {fate: waiting[fate][unit.code] for fate in waiting})
                fates += _returns(returned[unit.code], room=len(records) - len(fates))
                fates += [Fate.OPEN] * (len(records) - len(fates))
                self._random("fates", unit.code).shuffle(fates)
            for record, fate in zip(records, fates, strict=True):
                record.fate = fate
            _hand_in_flagships(records)

    def _plant_oddities(self) -> None:
        """Negative months, jumps and texts that did not change, where a checker should find them."""
        random = self._random("odd")
        plain = [one for one in self.records if _is_plain(one) and one.work.unit != FULL_UNIT]
        random.shuffle(plain)
        by_fate = {fate: [one for one in plain if one.fate == fate] for fate in Fate}
        some = max(1, len(self.records) * 5 // 1000)
        queue = by_fate[Fate.WAITING_CITY] + by_fate[Fate.WAITING_UNIT]
        for place, record in enumerate(queue[: 4 * some]):
            record.odd[self.months] = (Odd.SAME_TEXT, Odd.JUMP, Odd.SAME_TEXT, Odd.WRITE_BACK)[place % 4]
        for record in by_fate[Fate.ACCEPTED][:2]:
            record.odd[self.months] = Odd.WRITE_BACK
        for record in by_fate[Fate.OPEN][: 3 * some]:
            if self.months > 2:
                record.odd[self.months - 1] = random.choice((Odd.SAME_TEXT, Odd.WRITE_BACK))
        for record in self.records:
            for month, odd in record.odd.items():
                _bend(record, month, odd)

    def _plant_corrections(self) -> None:
        """One May figure that was 120 万元 short, one June report that came after the lock."""
        short = self._largest_plain("350524")
        short.corrected[5] = 120 * WAN
        tardy = self._largest_plain("350583")
        tardy.missing.add(6)
        tardy.corrected[6] = 0

    def _largest_plain(self, unit: str) -> Record:
        """The unit's report with most money in May and June among those with no story of their own yet."""
        plain = [one for one in self.by_unit[unit] if _is_plain(one) and not one.odd]
        return max(plain or self.by_unit[unit], key=lambda one: (one.ytd[6] - one.ytd[4], one.work.name))

    def _fit(self) -> None:
        homes: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            homes[record.work.home].append(record)
        for unit in UNITS:
            plan = self.blueprint.shares.plans[unit.code]
            self._fit_unit(homes[unit.code], target=plan * unit.ytd // unit.plan)

    def _fit_unit(self, records: Sequence[Record], *, target: int) -> None:
        fixed = [record for record in records if record.work.is_flagship]
        free = [record for record in records if not record.work.is_flagship]
        wanted = target - sum(map(self.running, fixed))
        natural = sum(map(self.running, free))
        if natural:
            for record in free:
                record.ytd = [cents * wanted // natural // WAN * WAN for cents in record.ytd]
                for month, odd in record.odd.items():
                    _bend(record, month, odd)
        self._settle(records, target - sum(map(self.running, records)))

    def _settle(self, records: Sequence[Record], rest: int) -> None:
        """Put what rounding left over on the largest report that can carry it, in the last two months alike."""
        last = self.months - 1
        able = [one for one in records if not one.odd and not one.corrected and last not in one.missing]
        carrier = max(able or records, key=lambda one: one.ytd[last] - one.ytd[last - 1])
        for month in (last, last + 1):
            carrier.ytd[month] += rest

    def running(self, record: Record) -> int:
        """What the running brief of the open month holds of this leaf."""
        if record.fate == Fate.ACCEPTED:
            return record.ytd[self.months]
        return record.ytd[record.last_known(self.months - 1)]


def _cumulative(work: Work, months: int, random: Random) -> list[int]:
    """Month by month what was due times the pace, a little up and down, never falling."""
    if work.course in {Course.WAITING, Course.OVERDUE}:
        return [0] * months
    due = work.due
    if work.home and not work.plan and work.is_building:
        due = tuple(40 * WAN * month for month in range(1, 13))  # a part whose plan stands on its package
    reached, figures = 0, []
    for month in range(1, months + 1):
        reached = max(reached, due[month - 1] * work.pace // 1000 * random.randint(965, 1035) // 1000)
        figures.append(reached // WAN * WAN)
    return figures


def _is_plain(record: Record) -> bool:
    work = record.work
    return work.course == Course.RUNNING and not work.is_flagship and not record.missing and work.plan > 1000 * WAN


def _bend(record: Record, month: int, odd: Odd) -> None:
    """Make the month as odd as it is said to be; a write-back is small and comes from an audit."""
    before = record.ytd[month - 1]
    if odd == Odd.WRITE_BACK:
        fall = min(before // 20 // WAN * WAN, (60 + record.work.plan // WAN % 97) * WAN)
        record.ytd[month:] = [max(before - fall, 0), *(max(one, before) for one in record.ytd[month + 1 :])]
    elif odd == Odd.JUMP:
        due = record.work.due
        rise = (due[month - 1] - due[month - 2] if month > 1 else due[0]) * 9 // 2 // WAN * WAN
        record.ytd[month:] = [one + rise for one in record.ytd[month:]]


def _quotas(total: int, handed: dict[str, int], *, favoured: tuple[str, ...]) -> dict[str, int]:
    weights = [count * (4 if code in favoured else 1) for code, count in handed.items()]
    return dict(zip(handed, allocate(max(total, len(favoured)), weights), strict=True))


def _hand_in_flagships(records: Sequence[Record]) -> None:
    """Flagships report first: each trades places with an accepted report of its unit, one with a waiting report."""
    for record in records:
        if record.work.is_flagship:
            wanted = Fate.WAITING_CITY if record.work.name == AT_THE_DESK else Fate.ACCEPTED
            other = next((one for one in records if one.fate == wanted and not one.work.is_flagship), record)
            record.fate, other.fate = other.fate, record.fate


def _keep_below(quotas: dict[str, int], counts: dict[str, int]) -> None:
    """No unit hands in more than it owes; what is too much goes to those with most left to report."""
    while (crowded := next((code for code, count in quotas.items() if count > counts[code]), None)) is not None:
        quotas[crowded] -= 1
        quotas[max(quotas, key=lambda code: counts[code] - quotas[code])] += 1


def _fates(handed: int, waiting: dict[Fate, int]) -> list[Fate]:
    fates = [fate for fate, count in waiting.items() for _ in range(count)][:handed]
    return fates + [Fate.ACCEPTED] * (handed - len(fates))


def _returns(count: int, *, room: int) -> list[Fate]:
    return [(Fate.RETURNED_CITY, Fate.RETURNED_UNIT)[place % 2] for place in range(min(count, room))]
