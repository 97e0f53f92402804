"""When the works of one unit begin and end, and which of them are late: quotas first, then dates by the seed."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from projects.choices import PlanNature, Status

from .shares import UnitShare
from .works import SHAPES, TODAY, YEAR, Course, Work

WAITING_PERCENT, FINISHED_PERCENT = 9, 12
_NEW_STATUS = {
    Course.WAITING: Status.PRELIMINARY,
    Course.OVERDUE: Status.PRELIMINARY,
    Course.FINISHED: Status.COMPLETED,
}


def _share(count: int, percent: int) -> int:
    return (count * percent + 50) // 100


def draw_timeline(works: Sequence[Work], unit: UnitShare, random: Random) -> None:
    """Give every work of the unit its course, dates, status, nature, monthly plan and pace; in place."""
    building = [work for work in works if work.is_building]
    ordinary = [work for work in building if not (work.is_flagship or work.parts)]
    random.shuffle(ordinary)
    waiting, overdue = _share(len(building), WAITING_PERCENT), _share(len(building), unit.slips)
    finished = _share(len(building), FINISHED_PERCENT)
    new_starts = max(_share(len(building), unit.new_starts), waiting + overdue)
    fresh, old = ordinary[:new_starts], ordinary[new_starts:]
    for work in fresh[:waiting]:
        work.course = Course.WAITING
    for work in fresh[waiting : waiting + overdue]:
        work.course = Course.OVERDUE
    for work in (old + fresh[: waiting + overdue - 1 : -1])[:finished]:
        work.course = Course.FINISHED
    running = [work for work in fresh + old if work.course == Course.RUNNING]
    closing = {id(work) for work in running[: max(_share(len(building), unit.finishes) - finished, 0)]}
    is_fresh = {id(work) for work in fresh}
    for work in building:
        _set_dates(work, is_new=id(work) in is_fresh, closes=id(work) in closing, random=random)
        _set_words(work)
        work.shape = random.choice((None, *SHAPES))
        work.pace = _pace(unit, random)
    for work in works:
        if not work.is_building:
            _set_planning(work, random)


def _set_dates(work: Work, *, is_new: bool, closes: bool, random: Random) -> None:
    work.planned_start = _start(work, is_new=is_new, random=random)
    if work.course in {Course.RUNNING, Course.FINISHED}:
        slip = timedelta(days=random.randint(-8, 25))
        work.actual_start = min(work.planned_start + slip, TODAY - timedelta(days=random.randint(4, 30)))
    if work.course == Course.FINISHED:
        work.planned_finish = date(YEAR, random.randint(5, 7), random.randint(1, 20))
        work.actual_finish = min(
            work.planned_finish + timedelta(days=random.randint(-12, 9)), TODAY - timedelta(days=3)
        )
    elif closes:
        work.planned_finish = date(YEAR, random.randint(9, 12), random.randint(10, 28))
    else:
        work.planned_finish = date(YEAR + random.randint(1, 2), random.randint(1, 12), random.randint(10, 28))
        if random.randint(1, 100) <= 6:
            work.revised_finish = work.planned_finish + timedelta(days=random.randint(60, 240))


def _start(work: Work, *, is_new: bool, random: Random) -> date:
    if not is_new:
        return date(YEAR - random.randint(1, 3), random.randint(1, 12), random.randint(3, 27))
    if work.course == Course.WAITING:
        return date(YEAR, random.randint(8, 11), random.randint(3, 27))
    if work.course == Course.OVERDUE:
        return date(YEAR, random.randint(3, 6), random.randint(3, 27))
    return date(YEAR, random.randint(1, 2 if work.course == Course.FINISHED else 5), random.randint(3, 27))


def _set_words(work: Work) -> None:
    work.status = _NEW_STATUS.get(work.course, Status.UNDER_CONSTRUCTION)
    if work.planned_start and work.planned_start.year == YEAR:
        work.nature = PlanNature.NEW_START
    elif work.planned_finish and work.planned_finish.year == YEAR:
        work.nature = PlanNature.COMPLETING
    else:
        work.nature = PlanNature.CONTINUING


def _set_planning(work: Work, random: Random) -> None:
    work.course = Course.PLANNING
    is_idea = random.randint(1, 3) == 1
    work.status = Status.PLANNED if is_idea else Status.PRELIMINARY
    work.nature = PlanNature.PLANNING if is_idea else PlanNature.PRELIMINARY
    work.pace = random.randint(600, 1050)


def _pace(unit: UnitShare, random: Random) -> int:
    """Done ÷ due in per mille: most keep up, some lag, few lag badly; more of both where the unit slips."""
    lot = random.randint(1, 100)
    if lot <= unit.slips // 2:
        return random.randint(400, 720)
    if lot <= 8 + 3 * unit.slips:
        return random.randint(820, 980)
    return random.randint(1000, 1120)
