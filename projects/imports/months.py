"""Entered months of a plan: in words, and what becomes of them when the plan itself becomes another."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from core.foundation.money import ZERO, wan_text
from core.intake.comparison import Change
from core.intake.issues import Note, Tier
from projects.curves import MONTHS, Curve, scaled

RESCALED = "rescaled_months"
"""What a change of entered months is called that follows from another annual plan alone."""

_ALL = range(1, MONTHS + 1)


def month_amounts(curve: Sequence[Decimal]) -> Curve:
    """What each month adds."""
    return tuple(after - before for before, after in pairwise((ZERO, *curve)))


def in_words(curve: Sequence[Decimal], months: Sequence[int] = _ALL) -> str:
    """“1—3月各 120、4月 80”: what these months (1 to 12) add; neighbours that add the same stand together."""
    amounts = month_amounts(curve)
    runs = _runs(months, lambda month: amounts[month - 1])
    return "、".join(f"{_span(run)}{'各' if len(run) > 1 else ''} {wan_text(amounts[run[0] - 1])}" for run in runs)


def months_in_words(months: Sequence[int]) -> str:
    """“1—3月、7月”."""
    return "、".join(map(_span, _runs(months, lambda _month: None)))


def rescaled(entered: Curve, plan_wan: Decimal, plan_key: str) -> tuple[dict[str, Change], list[Note]]:
    """Entered months under another annual plan: they keep their shape, which is shown and may be chosen otherwise.

    Nothing where no month had an amount, or the new plan has none to spread.
    """
    curve = scaled(entered, plan_wan)
    if curve is None:
        return {}, []
    stood = f"原来逐月填报的计划合计 {wan_text(entered[-1], 2)}，与新计划不符"
    message = f"{stood}；入库时按原各月比例折算，或改按起止时间直线"
    cure = "在“写入后”一栏选择；要逐月重新安排的，用“年度计划”导入填 12 个月的表"
    note = Note(Tier.NOTICE, "months_rescaled", message, proposal=cure, field=plan_key)
    return {RESCALED: (in_words(entered), in_words(curve))}, [note]


def _runs(months: Sequence[int], alike: Callable[[int], object]) -> list[list[int]]:
    """Months that follow one another and are alike."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1 and alike(runs[-1][0]) == alike(month):
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _span(run: Sequence[int]) -> str:
    return f"{run[0]}—{run[-1]}月" if len(run) > 1 else f"{run[0]}月"
