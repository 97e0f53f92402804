"""What a list of visits or orders is asked for, read from its address; unknown values are as good as none."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict

from .choices import REVEALED, OrderState, VisitState
from .models import RectificationOrder, Visit

STATES = [(state.value, state.label) for state in VisitState if state in REVEALED]
WAYS = [("drawn", "随机抽查"), ("directed", "定向检查")]
ORDER_STATES = [("overdue", "逾期未报"), *OrderState.choices]


@dataclass(frozen=True)
class Wanted:
    """`unit` is a code, `programme` a key; empty means all."""

    unit: str = ""
    programme: str = ""
    state: str = ""
    way: str = ""
    order: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        programme = query.get("programme", "")
        return cls(
            unit=query.get("unit", ""),
            programme=programme if programme.isdecimal() else "",
            state=_known(query.get("state", ""), STATES),
            way=_known(query.get("way", ""), WAYS),
            order=_known(query.get("order", ""), [("none", ""), *ORDER_STATES]),
            text=query.get("q", "").strip()[:60],
        )

    def of_visits(self, rows: QuerySet[Visit], *, today: date) -> QuerySet[Visit]:
        if self.unit:
            rows = rows.filter(listing__unit__code=self.unit)
        if self.programme:
            rows = rows.filter(programme=self.programme)
        if self.state:
            rows = rows.filter(state=self.state)
        if self.way:
            rows = rows.filter(directed__isnull=self.way == "drawn")
        if self.text:
            rows = rows.filter(Q(listing__project__name__icontains=self.text) | Q(listing__project__code=self.text))
        if self.order == "none":
            return rows.filter(order__isnull=True)
        if self.order:
            return rows.filter(order__in=self.of_orders(RectificationOrder.objects.all(), today=today))
        return rows

    def of_orders(self, rows: QuerySet[RectificationOrder], *, today: date) -> QuerySet[RectificationOrder]:
        """By the order's own state, and by unit and words when the rows are orders of a list."""
        if self.order == "overdue":
            rows = rows.overdue(today=today)
        elif self.order and self.order != "none":
            rows = rows.filter(state=self.order)
        if self.unit:
            rows = rows.filter(visit__listing__unit__code=self.unit)
        if self.text:
            rows = rows.filter(visit__listing__project__name__icontains=self.text)
        return rows


def _known(value: str, options: list[tuple[str, str]]) -> str:
    return value if value in {name for name, _ in options} else ""
