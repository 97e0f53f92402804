"""What a row would make of a standing plan. Pure: texts and the plan in, another plan and remarks out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.foundation.money import wan_text
from core.intake.comparison import Change
from core.intake.desk import month_key
from core.intake.issues import Note, Tier
from core.intake.texts import plain
from projects.choices import CurveBasis
from projects.curves import MONTHS as IN_YEAR
from projects.curves import Curve
from projects.imports.months import in_words, month_amounts, months_in_words, rescaled

from .fields import AMOUNT, BEFORE, DUE, FINISH, MONTHS, PLAN, START
from .months import curve_of, first_key
from .standing import Listed, Standing


@dataclass(frozen=True)
class Proposed:
    """`curve` is None where the row gives no months that hold; `changes` is what it says otherwise than the plan.

    `months_key` is the field of the first month that the row gives.
    """

    plan_wan: Decimal
    before_wan: Decimal
    start: date | None
    finish: date | None
    curve: Curve | None
    months_key: str = ""
    changes: dict[str, Change] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def propose(values: Mapping[str, str], listed: Listed, year: int) -> Proposed:
    """A blank cell says nothing: the standing plan's value stays."""
    standing, notes = listed.standing, []
    plan_wan = _amount(values.get(PLAN, ""), standing.whole.plan_wan)
    said = "年度计划" if values.get(PLAN) else "系统现行年度计划"
    start, finish = _day(values.get(START, ""), standing.start), _day(values.get(FINISH, ""), standing.finish)
    curve = curve_of(values, plan_wan, plan_said=said, notes=notes)
    if curve is not None:
        notes += _before_start(curve, values, start, year)
    proposed = Proposed(
        plan_wan=plan_wan,
        before_wan=_amount(values.get(BEFORE, ""), standing.whole.before_wan),
        start=start,
        finish=finish,
        curve=curve,
        months_key=first_key(values),
        notes=notes,
    )
    proposed.changes.update(_changes(values, listed, proposed))
    _rescale(proposed, standing)
    return proposed


def _rescale(proposed: Proposed, standing: Standing) -> None:
    """Months that somebody entered do not add up to another annual plan; the row gives none that would."""
    is_left = PLAN in proposed.changes and proposed.curve is None and standing.basis == CurveBasis.ENTERED
    if is_left and not any(note.tier == Tier.ERROR for note in proposed.notes):
        moved, told = rescaled(standing.whole.curve, proposed.plan_wan, PLAN)
        proposed.changes.update(moved)
        proposed.notes.extend(told)


def months_changed(curve: Curve, standing: Curve) -> list[int]:
    """Months (1 to 12) that add another amount than before."""
    pairs = zip(month_amounts(curve), month_amounts(standing), strict=True)
    return [month for month, (new, old) in enumerate(pairs, start=1) if new != old]


def _amount(text: str, standing: Decimal) -> Decimal:
    return Decimal(text) if text else standing


def _day(text: str, standing: date | None) -> date | None:
    return date.fromisoformat(text) if text else standing


def _changes(values: Mapping[str, str], listed: Listed, proposed: Proposed) -> dict[str, Change]:
    standing, known = listed.standing, listed.known.values
    olds = {
        PLAN: plain(standing.whole.plan_wan),
        BEFORE: plain(standing.whole.before_wan),
        START: plain(standing.start) or known[START],
        FINISH: plain(standing.finish) or known[FINISH],
    }
    changes = {key: (old, new) for key, old in olds.items() if (new := values.get(key, "")) and new != old}
    if proposed.curve is not None and (months := months_changed(proposed.curve, standing.whole.curve)):
        is_straight = standing.basis == CurveBasis.STRAIGHT
        old = "没有逐月填报，按起止时间直线" if is_straight else in_words(standing.whole.curve, months)
        changes[MONTHS] = (old, in_words(proposed.curve, range(1, IN_YEAR + 1) if is_straight else months))
    return changes


def _before_start(curve: Curve, values: Mapping[str, str], start: date | None, year: int) -> list[Note]:
    """Money before the planned start may be meant (征迁、前期), so it is pointed out and taken."""
    if start is None or start.year < year:
        return []
    first = start.month if start.year == year else IN_YEAR + 1
    early = [month for month, amount in enumerate(month_amounts(curve), start=1) if amount and month < first]
    if not early:
        return []
    message = (
        f"计划开工 {start.isoformat()} 之前的{months_in_words(early)}安排了 {wan_text(curve[early[-1] - 1], 2)} 万元"
    )
    key = month_key(AMOUNT, early[0])
    at = key if values.get(key) else month_key(DUE, early[0])
    return [Note(Tier.NOTICE, "before_start", message, proposal="确为前期或征迁投资的不用改", field=at)]
