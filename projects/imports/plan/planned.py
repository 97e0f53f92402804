"""The plan that a written row stands for, as the actions write it."""

from core.intake.comparison import Compared
from projects.actions.plan_lines import Plan, plan_of
from projects.actions.terms import PlanChange
from projects.choices import CurveBasis

from .proposed import Proposed, propose
from .standing import Listed, Standing


def planned(each: Compared, year: int) -> Plan:
    """Refused, naming the project, when an amount, a date or the curve does not hold."""
    listed: Listed = each.target
    proposed = propose(each.source.values, listed, year)
    change = PlanChange(
        listed.standing.listing_id,
        proposed.plan_wan,
        proposed.start,
        proposed.finish,
        _curve(proposed, listed.standing),
    )
    return plan_of(change, before_wan=proposed.before_wan, year=year, name=listed.name)


def _curve(proposed: Proposed, standing: Standing) -> tuple | None:
    """The row's months, else those entered before while they still add up to the plan, else a straight line."""
    if proposed.curve is not None:
        return proposed.curve
    keeps = standing.basis == CurveBasis.ENTERED and proposed.plan_wan == standing.own.plan_wan
    return standing.own.curve if keeps else None
