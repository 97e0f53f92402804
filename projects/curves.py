"""How much of a year's plan is due by the end of each month: twelve cumulative amounts in 万元, the last one the plan.

Entered by the unit, or, where nobody entered any, a straight line over the months from planned start to planned finish
that lie in the year; before the planned start nothing is due. A project that runs all year is due n/12 of its plan.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from core.foundation.money import ZERO, wan, wan_text

MONTHS = 12

Curve = tuple[Decimal, ...]


def straight_line(plan_wan: Decimal, *, year: int, start: date | None, finish: date | None) -> Curve:
    """The curve of a plan without monthly figures; the months of start and of finish count in full.

    A missing date, a start before the year and a finish outside it leave the line at the year's own edge: works that
    should have been over still owe this year's plan. A start after the year owes it in December.
    """
    first = start.month if start and start.year == year else MONTHS if start and start.year > year else 1
    last = finish.month if finish and finish.year == year and finish.month >= first else MONTHS
    span = last - first + 1
    return tuple(
        ZERO if month < first else wan(plan_wan * min(month - first + 1, span) / span) for month in range(1, MONTHS + 1)
    )


def scaled(curve: Sequence[Decimal], plan_wan: Decimal) -> Curve | None:
    """The shape of a curve for another plan: every month keeps its share, to the cent, and the last is the plan.

    None where no month has an amount, so that there is no shape, and for a plan below 0.
    """
    whole = curve[-1]
    if whole <= 0 or plan_wan < 0:
        return None
    return tuple(wan(due * plan_wan / whole) for due in curve)


def curve_problems(entered: Sequence[Decimal], plan_wan: Decimal) -> list[str]:
    """What is wrong with an entered curve, in words that name the cure; empty when it can be used."""
    if len(entered) != MONTHS:
        return [f"月计划应为 12 个月的累计数，现为 {len(entered)} 个"]
    problems = []
    if entered[0] < 0:
        problems.append("1月累计应完成不能为负")
    for month, (before, after) in enumerate(pairwise(entered), start=2):
        if after < before:
            problems.append(
                f"{month}月累计 {wan_text(after)} 小于上月 {wan_text(before)}：请填累计数，不是当月数，累计不应减少"
            )
    if entered[-1] != plan_wan:
        problems.append(f"12月累计 {wan_text(entered[-1])} 应等于年度计划 {wan_text(plan_wan)} 万元")
    return problems
