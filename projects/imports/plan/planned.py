"""The plan that a written row stands for, as the actions write it."""

from decimal import Decimal

from core.intake.comparison import Compared
from projects.actions.plan_lines import Plan, plan_of
from projects.actions.terms import PlanChange
from projects.choices import CurveBasis
from projects.curves import scaled
from projects.imports.months import RESCALED

from .fields import BEFORE, PLAN
from .proposed import Proposed, propose
from .standing import Listed, Standing


def planned(each: Compared, year: int, *, straight: bool = False) -> Plan:
    """Refused, naming the project, when an amount, a date or the curve does not hold.

    Entered months that another annual plan moves keep their shape, or with `straight` give way to the straight line.
    """
    listed: Listed = each.target
    proposed, own = propose(each.source.values, listed, year), listed.standing.own
    # What a row leaves alone stays the line's own: a package prints its parts' amounts too, which stand on them.
    plan_wan = proposed.plan_wan if PLAN in each.changes else own.plan_wan
    before_wan = proposed.before_wan if BEFORE in each.changes else own.before_wan
    keeps = not (straight and RESCALED in each.changes)
    curve = _curve(proposed, listed.standing, plan_wan) if keeps else None
    change = PlanChange(listed.standing.listing_id, plan_wan, proposed.start, proposed.finish, curve)
    return plan_of(change, before_wan=before_wan, year=year, name=listed.name)


def _curve(proposed: Proposed, standing: Standing, plan_wan: Decimal) -> tuple | None:
    """The row's months, else those entered before, in their shape; None for a straight line."""
    if proposed.curve is not None:
        return proposed.curve
    if standing.basis != CurveBasis.ENTERED:
        return None
    return standing.own.curve if plan_wan == standing.own.plan_wan else scaled(standing.own.curve, plan_wan)
