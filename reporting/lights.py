"""The traffic lights, as expressions for SQL and as plain functions, from the same thresholds.

A project is judged by its monthly plan: done against due, with a tolerance of so many points of the annual plan. A
unit and the city are judged by the straight line, n months of twelve. Comparisons multiply crosswise, never divide, so
that a project exactly on the threshold lands on the better side on every database. Source: domain rules 2.3 and
practice 5.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThanOrEqual

from core.foundation.sql import threshold

from .choices import Light


@dataclass(frozen=True)
class Thresholds:
    """Of one light rule: shares of what was due, and a tolerance in percentage points of the annual plan."""

    number: int
    green_from: Decimal = Decimal(1)
    yellow_from: Decimal = Decimal("0.8")
    tolerance_points: Decimal = Decimal(0)
    red_after_days: int = 30


def unit_light(*, ytd_wan: Decimal, plan_wan: Decimal, months: int, rule: Thresholds) -> Light:
    """A unit or the city after `months` of twelve; UNLIT where there is no plan to measure by."""
    if plan_wan <= 0:
        return Light.UNLIT
    done = 12 * (100 * ytd_wan + rule.tolerance_points * plan_wan)
    return _against(done, due=100 * plan_wan * months, rule=rule)


def project_light(
    *, ytd_wan: Decimal, due_wan: Decimal, plan_wan: Decimal, is_planning: bool, rule: Thresholds
) -> Light:
    """The light of a project's money; `investment_light` is the same in SQL. Planning items are not judged."""
    if is_planning or plan_wan <= 0:
        return Light.UNLIT
    if due_wan == 0 and ytd_wan == 0:
        return Light.BEFORE_START
    return _against(100 * ytd_wan + rule.tolerance_points * plan_wan, due=100 * due_wan, rule=rule)


def _against(done: Decimal, *, due: Decimal, rule: Thresholds) -> Light:
    """Both sides multiplied by the same factor."""
    if done >= due * rule.green_from:
        return Light.GREEN
    return Light.YELLOW if done >= due * rule.yellow_from else Light.RED


def _word(light: Light) -> Value:
    return Value(light.value, output_field=CharField())


def investment_light(*, ytd: Combinable, due: Combinable, plan: Combinable, rule: Thresholds, unlit: Q) -> Case:
    """The light of a project's money. Nothing due and nothing done yet: ○ 未到开工期."""
    done = threshold(100 * ytd + Value(rule.tolerance_points) * plan)
    return Case(
        When(unlit, then=_word(Light.UNLIT)),
        When(Q(judged_due_wan=0) & Q(ytd_wan=0), then=_word(Light.BEFORE_START)),
        When(GreaterThanOrEqual(done, threshold(Value(100 * rule.green_from) * due)), then=_word(Light.GREEN)),
        When(GreaterThanOrEqual(done, threshold(Value(100 * rule.yellow_from) * due)), then=_word(Light.YELLOW)),
        default=_word(Light.RED),
    )


def worse_of(*, investment: str, milestone: str) -> Case:
    """The light of a project: the worse of money and nodes, where its money is judged at all."""
    return Case(
        When(Q(**{f"{investment}__in": [Light.UNLIT, Light.BEFORE_START]}), then=F(investment)),
        When(Q(**{investment: Light.RED}) | Q(**{milestone: Light.RED}), then=_word(Light.RED)),
        When(Q(**{investment: Light.YELLOW}) | Q(**{milestone: Light.YELLOW}), then=_word(Light.YELLOW)),
        default=_word(Light.GREEN),
    )
