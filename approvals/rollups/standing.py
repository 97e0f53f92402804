"""How approvals stand: lights, days saved by the green channel, departments. Set-based; one statement each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from approvals.choices import OPEN, RUNNING, WAITING, CaseState
from approvals.models import ApprovalCase
from core.foundation.money import rate


@dataclass(frozen=True)
class LightCounts:
    """Files by what they wait for. `open` is their sum plus the decided ones not yet delivered."""

    open: int
    waiting: int
    green: int
    yellow: int
    red: int
    paused: int
    to_deliver: int
    decided: int


def over(today: date) -> Q:
    return Q(state__in=RUNNING, over_from__lte=today)


def pressing(today: date) -> Q:
    not_over = Q(over_from__isnull=True) | Q(over_from__gt=today)
    return Q(state=CaseState.IN_REVIEW, yellow_from__lte=today) & not_over


def in_time(today: date) -> Q:
    return Q(state=CaseState.IN_REVIEW, yellow_from__gt=today)


def stopped(today: date) -> Q:
    """Stopped and not late before."""
    return Q(state=CaseState.PAUSED) & (Q(over_from__isnull=True) | Q(over_from__gt=today))


def counts(cases: QuerySet[ApprovalCase], *, today: date) -> LightCounts:
    """Of the given files."""
    return LightCounts(
        **cases.order_by().aggregate(
            open=Count("pk", filter=Q(state__in=OPEN)),
            waiting=Count("pk", filter=Q(state__in=WAITING)),
            green=Count("pk", filter=in_time(today)),
            yellow=Count("pk", filter=pressing(today)),
            red=Count("pk", filter=over(today)),
            paused=Count("pk", filter=stopped(today)),
            to_deliver=Count("pk", filter=Q(state=CaseState.DECIDED)),
            decided=Count("pk", filter=Q(decided_on__isnull=False)),
        )
    )


@dataclass(frozen=True)
class GreenSum:
    """The green channel: decided files, what was promised to everybody, what they took, in working days."""

    cases: int
    ordinary: int
    used: int

    @property
    def saved(self) -> int:
        return self.ordinary - self.used

    @property
    def saved_rate(self) -> Decimal | None:
        return rate(Decimal(self.saved), Decimal(self.ordinary))


def green_sum(cases: QuerySet[ApprovalCase]) -> GreenSum:
    row = (
        cases.filter(is_green=True, decided_on__isnull=False)
        .order_by()
        .aggregate(cases=Count("pk"), ordinary=Sum("ordinary_days"), used=Sum("used_days"))
    )
    return GreenSum(row["cases"], row["ordinary"] or 0, row["used"] or 0)


@dataclass(frozen=True)
class DepartmentRow:
    """One department's files: open, late, decided, of those in time; days taken and promised to everybody."""

    code: str
    name: str
    open: int
    yellow: int
    red: int
    decided: int
    in_time: int
    used: int
    promised: int

    @property
    def mean_used(self) -> Decimal | None:
        """Days a decided file took on average."""
        return rate(Decimal(self.used), Decimal(self.decided))

    @property
    def mean_promised(self) -> Decimal | None:
        return rate(Decimal(self.promised), Decimal(self.decided))

    @property
    def in_time_rate(self) -> Decimal | None:
        return rate(Decimal(self.in_time), Decimal(self.decided))


def by_department(cases: QuerySet[ApprovalCase], *, today: date) -> list[DepartmentRow]:
    """Those with any file, the most late first."""
    rows = (
        cases.order_by()
        .values(code=F("department__code"), name=F("department__name"))
        .annotate(
            open=Count("pk", filter=Q(state__in=OPEN)),
            yellow=Count("pk", filter=pressing(today)),
            red=Count("pk", filter=over(today)),
            decided=Count("pk", filter=Q(decided_on__isnull=False)),
            in_time=Count("pk", filter=Q(used_days__lte=F("limit_days") + F("extension_days"))),
            used=Sum("used_days", default=0),
            promised=Sum("ordinary_days", filter=Q(decided_on__isnull=False), default=0),
        )
    )
    return sorted((DepartmentRow(**row) for row in rows), key=lambda row: (-row.red, -row.yellow, -row.open, row.code))
