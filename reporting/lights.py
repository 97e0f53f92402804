"""The traffic lights, as expressions for SQL and as plain functions, from the same thresholds.

A project is judged by its monthly plan: done against due, with a tolerance of so many points of the annual plan. A
unit and the city are judged by the straight line, n months of twelve. Comparisons multiply crosswise, never divide, so
that a project exactly on the threshold lands on the better side on every database. Source: domain rules 2.3 and
practice 5.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.expressions import Expression
from django.db.models.lookups import Exact, GreaterThanOrEqual, In, IsNull

from core.foundation.money import ZERO, WanField
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


def is_nothing(amount: Expression) -> Exact:
    """Zero as an amount: SQLite would compare a computed one with the text “0.00”."""
    return Exact(amount, Value(ZERO, output_field=WanField()))


def investment_light(*, ytd: Expression, due: Expression, plan: Expression, rule: Thresholds, unlit: Q) -> Case:
    """The light of a project's money. Nothing due and nothing done yet: ○ 未到开工期."""
    done = threshold(100 * ytd + Value(rule.tolerance_points) * plan)
    return Case(
        When(unlit, then=_word(Light.UNLIT)),
        When(Q(is_nothing(due)) & Q(is_nothing(ytd)), then=_word(Light.BEFORE_START)),
        When(GreaterThanOrEqual(done, threshold(Value(100 * rule.green_from) * due)), then=_word(Light.GREEN)),
        When(GreaterThanOrEqual(done, threshold(Value(100 * rule.yellow_from) * due)), then=_word(Light.YELLOW)),
        default=_word(Light.RED),
    )


def milestone_light(*, has_nodes: Expression, open_node: Expression, day: date, rule: Thresholds) -> Case:
    """By the oldest node that was due and not reached: late turns yellow, later than the rule allows red."""
    return Case(
        When(~Q(has_nodes), then=_word(Light.UNLIT)),
        When(
            Q(IsNull(open_node, True)) | Q(GreaterThanOrEqual(open_node, day)),  # noqa: FBT003
            then=_word(Light.GREEN),
        ),
        When(GreaterThanOrEqual(open_node, day - timedelta(days=rule.red_after_days)), then=_word(Light.YELLOW)),
        default=_word(Light.RED),
    )


def worse_of(*, investment: Expression, milestone: Expression) -> Case:
    """The light of a project: the worse of money and nodes, where its money is judged at all."""

    def either(light: Light) -> Q:
        return Q(Exact(investment, light.value)) | Q(Exact(milestone, light.value))

    return Case(
        When(In(investment, [Light.UNLIT.value, Light.BEFORE_START.value]), then=investment),
        When(either(Light.RED), then=_word(Light.RED)),
        When(either(Light.YELLOW), then=_word(Light.YELLOW)),
        default=_word(Light.GREEN),
    )
