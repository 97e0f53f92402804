"""What a programme came to, unit by unit: sites, scores, faults, orders, and how well reports met the spot checks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from core.foundation.money import rate

from .choices import OPEN_ORDERS, REVEALED, DirectedState, OrderState, VisitState
from .models import Finding, Programme, RectificationOrder, VerifiedFigure, Visit

GOOD_SCORE, POOR_SCORE = 90, 70


@dataclass
class UnitRow:
    """One unit's part. `drawn` counts every site of the list and names none."""

    name: str
    drawn: int = 0
    arrived: int = 0
    finished: int = 0
    good: int = 0
    poor: int = 0
    findings: int = 0
    orders: int = 0
    overdue: int = 0
    closed: int = 0
    rates: list[Decimal] = field(default_factory=list)

    @property
    def match_rate(self) -> Decimal | None:
        """抽查符合率: the mean over verified sites of min(1, verified ÷ reported); None where none was verified."""
        return sum(self.rates) / len(self.rates) if self.rates else None


_COUNTS = ("drawn", "arrived", "finished", "good", "poor", "findings", "orders", "overdue", "closed")


def total_of(rows: Iterable[UnitRow]) -> UnitRow:
    whole = UnitRow("合计")
    for row in rows:
        for name in _COUNTS:
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
        whole.rates += row.rates
    return whole


def unit_rows(programme: Programme, *, today: date) -> list[UnitRow]:
    """Units that have a site on the standing list, in their order; four queries. Directed checks are counted apart."""
    units = _visits(programme)
    for name, counted in (("findings", _findings(programme)), ("orders", _orders(programme, today=today))):
        for each in counted:
            row = units[each.pop("unit")]
            for key, value in each.items():
                setattr(row, name if key == "count" else key, value)
    for unit, value in _matches(programme):
        units[unit].rates.append(value)
    return list(units.values())


@dataclass(frozen=True)
class DirectedRow:
    """The directed checks of a programme in numbers; none names a site."""

    asked: int
    waiting: int
    arrived: int
    finished: int
    findings: int
    orders: int


def directed_row(programme: Programme) -> DirectedRow:
    """Two queries. `waiting` counts what waits for the second person."""
    states = programme.directed.aggregate(asked=Count("pk"), waiting=Count("pk", filter=Q(state=DirectedState.ASKED)))
    visits = Visit.objects.filter(programme=programme, directed__isnull=False).aggregate(
        arrived=Count("pk", filter=Q(state__in=REVEALED), distinct=True),
        finished=Count("pk", filter=Q(state=VisitState.FINISHED), distinct=True),
        orders=Count("order", distinct=True),
        findings=Count("findings", filter=Q(state=VisitState.FINISHED), distinct=True),
    )
    return DirectedRow(**states, **visits)


def _visits(programme: Programme) -> dict[int, UnitRow]:
    finished = Q(state=VisitState.FINISHED)
    rows = (
        Visit.objects.filter(programme=programme, draw__isnull=False)
        .exclude(state=VisitState.CANCELLED)
        .order_by("listing__unit__order")
        .values("listing__unit", "listing__unit__name")
        .annotate(
            drawn=Count("pk"),
            arrived=Count("pk", filter=Q(state__in=REVEALED)),
            finished=Count("pk", filter=finished),
            good=Count("pk", filter=finished & Q(score__gte=GOOD_SCORE)),
            poor=Count("pk", filter=finished & Q(score__lt=POOR_SCORE)),
        )
    )
    return {each.pop("listing__unit"): UnitRow(each.pop("listing__unit__name"), **each) for each in rows}


def _findings(programme: Programme) -> list[dict[str, Any]]:
    rows = Finding.objects.filter(visit__draw__programme=programme, visit__state=VisitState.FINISHED)
    counted = rows.order_by().values("visit__listing__unit").annotate(count=Count("pk"))
    return [{"unit": each["visit__listing__unit"], "count": each["count"]} for each in counted]


def _orders(programme: Programme, *, today: date) -> list[dict[str, Any]]:
    rows = RectificationOrder.objects.filter(visit__draw__programme=programme)
    counted = (
        rows.order_by()
        .values("visit__listing__unit")
        .annotate(
            count=Count("pk"),
            overdue=Count("pk", filter=Q(state__in=OPEN_ORDERS, due_on__lt=today)),
            closed=Count("pk", filter=Q(state=OrderState.CLOSED)),
        )
    )
    return [{"unit": each.pop("visit__listing__unit"), **each} for each in counted]


def _matches(programme: Programme) -> list[tuple[int, Decimal]]:
    rows = VerifiedFigure.objects.filter(visit__draw__programme=programme, visit__state=VisitState.FINISHED)
    return [
        (unit, match_rate(reported, verified))
        for unit, reported, verified in rows.values_list("visit__listing__unit", "reported_ytd_wan", "verified_ytd_wan")
    ]


def match_rate(reported: Decimal, verified: Decimal) -> Decimal:
    """min(1, verified ÷ reported); nothing reported is met by whatever was found."""
    share = rate(verified, reported)
    return Decimal(1) if share is None else min(Decimal(1), share)
