"""The months of a row as one curve: single amounts, cumulative ones, or some of each. Nothing is filled in."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from core.foundation.money import ZERO, wan_text
from core.intake.desk import month_key
from core.intake.issues import Note, Tier
from projects.curves import MONTHS, Curve
from projects.imports.months import months_in_words

from .fields import AMOUNT, DUE, PLAN

HALF_A_CENT = Decimal("0.005")
"""What rounding can take from one month's amount, which has two decimals."""

Months = dict[int, Decimal]


def curve_of(values: Mapping[str, str], plan_wan: Decimal, *, plan_said: str, notes: list[Note]) -> Curve | None:
    """Twelve cumulative amounts that end at the plan, None where the row gives none or they do not hold.

    `plan_said` tells where the plan is from. What is wrong is added to `notes`, each with figures and cure.
    """
    amounts, due = _series(values, AMOUNT), _series(values, DUE)
    if not amounts and not due:
        return None
    whole = _completed(amounts, due)
    problems = [*_negative(amounts), *_missing(whole, amounts, due), *_disagreeing(amounts, whole, due)]
    notes += problems
    if any(note.tier == Tier.ERROR for note in problems):
        return None
    curve = tuple(whole[month] for month in range(1, MONTHS + 1))
    key = DUE if due else AMOUNT
    notes += (falls := _falling(curve, key))
    if falls:
        return None
    return _ending_at(plan_wan, curve, amounts, plan_said=plan_said, notes=notes)


def first_key(values: Mapping[str, str]) -> str:
    """The first month that a row gives, as its field; "" where it gives none."""
    keys = [month_key(series, month) for month in range(1, MONTHS + 1) for series in (AMOUNT, DUE)]
    return next((key for key in keys if values.get(key)), "")


def _series(values: Mapping[str, str], series: str) -> Months:
    keys = {month: month_key(series, month) for month in range(1, MONTHS + 1)}
    return {month: Decimal(values[key]) for month, key in keys.items() if values.get(key)}


def _completed(amounts: Months, due: Months) -> Months:
    """What is due by each month that the two series tell, in either direction."""
    whole = {0: ZERO} | due
    for month in range(1, MONTHS + 1):
        if month not in whole and month - 1 in whole and month in amounts:
            whole[month] = whole[month - 1] + amounts[month]
    for month in range(MONTHS, 1, -1):
        if month - 1 not in whole and month in whole and month in amounts:
            whole[month - 1] = whole[month] - amounts[month]
    return whole


def _negative(amounts: Months) -> list[Note]:
    return [
        Note(Tier.ERROR, "negative_month", f"{month}月计划 {wan_text(amount, 2)} 为负", "不小于 0 的金额",
             "没有安排的月份填 0", month_key(AMOUNT, month))
        for month, amount in amounts.items() if amount < 0
    ]  # fmt: skip


def _disagreeing(amounts: Months, whole: Months, due: Months) -> list[Note]:
    """Where a table gives both, a month's amount is what it adds to the cumulative one before; but for rounding."""
    notes = []
    for month, amount in amounts.items():
        if month not in whole or month - 1 not in whole or whole[month] - whole[month - 1] == amount:
            continue
        message = (
            f"1—{month}月累计 {wan_text(whole[month], 2)}，与上月累计 {wan_text(whole[month - 1], 2)} 加"
            f"{month}月计划 {wan_text(amount, 2)} 不符"
        )
        key = month_key(DUE if month in due else AMOUNT, month)
        if abs(whole[month] - whole[month - 1] - amount) <= 2 * HALF_A_CENT:
            notes.append(Note(Tier.NOTICE, "months_rounded", f"{message}，按四舍五入的尾差以累计数为准", field=key))
        else:
            cure = "两种数只留一种，或改为一致"
            notes.append(Note(Tier.ERROR, "months_disagree", message, "一致的两列", cure, key))
    return notes


def _missing(whole: Months, amounts: Months, due: Months) -> list[Note]:
    """Months of which nobody can tell what is due by their end."""
    unknown = [month for month in range(1, MONTHS + 1) if month not in whole]
    if not unknown:
        return []
    blank = [month for month in unknown if month not in amounts]
    message = f"填了部分月份，{months_in_words(blank)}没有数；空白不作 0 读"
    key = month_key(DUE if due and not amounts else AMOUNT, blank[0])
    cure = "没有安排的月份填 0；不报月计划的，12 个月都空着"
    return [Note(Tier.ERROR, "months_missing", message, "12 个月都有数，或都空着", cure, key)]


def _falling(curve: Curve, key: str) -> list[Note]:
    return [
        Note(Tier.ERROR, "due_falls", f"1—{month}月累计 {wan_text(after, 2)} 小于上月 {wan_text(before, 2)}",
             "不减少的累计数", "填的若是当月数，请把表头写作“N月”", month_key(key, month))
        for month, (before, after) in enumerate(pairwise((ZERO, *curve)), start=1) if after < before
    ]  # fmt: skip


def _ending_at(plan_wan: Decimal, curve: Curve, amounts: Months, *, plan_said: str, notes: list[Note]) -> Curve | None:
    """The curve, if it ends at the plan. What rounding of the months can explain is put into the last of them."""
    gap = plan_wan - curve[-1]
    if not gap:
        return curve
    given = [month for month, amount in amounts.items() if amount]
    both = f"各月之和 {wan_text(curve[-1], 2)}，{plan_said} {wan_text(plan_wan, 2)}，相差 {wan_text(abs(gap), 2)} 万元"
    last = given[-1] if given else 0
    if len(amounts) == MONTHS and abs(gap) <= HALF_A_CENT * len(given) and (last == 1 or curve[last - 2] <= plan_wan):
        message = f"{both}，按四舍五入的尾差计入 {last}月"
        notes.append(Note(Tier.NOTICE, "months_rounded", message, field=month_key(AMOUNT, last)))
        return (*curve[: last - 1], *[plan_wan] * (MONTHS - last + 1))
    cure = "改月计划或年度计划，使两者相等"
    notes.append(Note(Tier.ERROR, "months_sum", both, "各月之和等于年度计划", cure, PLAN))
    return None
