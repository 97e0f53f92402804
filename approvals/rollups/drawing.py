"""How the joint drawing review goes: passed at once or not, and in how many rounds. One statement."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from approvals.choices import RoundState
from approvals.models import ApprovalCase, DrawingRound
from core.foundation.money import rate


@dataclass(frozen=True)
class DrawingSum:
    """Drawings that passed, those of them in their first round, and the rounds they took together."""

    passed: int
    at_once: int
    rounds: int

    @property
    def at_once_rate(self) -> Decimal | None:
        return rate(Decimal(self.at_once), Decimal(self.passed))

    @property
    def mean_rounds(self) -> Decimal | None:
        return rate(Decimal(self.rounds), Decimal(self.passed))


def drawing_sum(cases: QuerySet[ApprovalCase]) -> DrawingSum:
    """Of the given files; the number of a passed round is how many it took."""
    passed = Q(state=RoundState.PASSED)
    row = DrawingRound.objects.filter(case__in=cases.order_by().values("pk")).aggregate(
        passed=Count("pk", filter=passed),
        at_once=Count("pk", filter=passed & Q(number=1)),
        rounds=Sum("number", filter=passed, default=0),
    )
    return DrawingSum(**row)
