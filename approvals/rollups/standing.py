"""How approvals stand: lights, days saved by the green channel, departments. One statement, grouped by department."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from approvals.choices import OPEN, RUNNING, WAITING, CaseState, Decision
from approvals.models import ApprovalCase
from core.foundation.money import rate


def over(today: date) -> Q:
    return Q(state__in=RUNNING, over_from__lte=today)


def pressing(today: date) -> Q:
    """More than 80 % of the limit used, running and not over."""
    not_over = Q(over_from__isnull=True) | Q(over_from__gt=today)
    return Q(state=CaseState.IN_REVIEW, yellow_from__lte=today) & not_over


def in_time(today: date) -> Q:
    return Q(state=CaseState.IN_REVIEW, yellow_from__gt=today)


def stopped(today: date) -> Q:
    """Stopped and not late before."""
    return Q(state=CaseState.PAUSED) & (Q(over_from__isnull=True) | Q(over_from__gt=today))


@dataclass(frozen=True)
class LightCounts:
    """Files by what they wait for; `open` are those that somebody still has to do something with."""

    open: int = 0
    waiting: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    paused: int = 0
    to_deliver: int = 0
    decided: int = 0


@dataclass(frozen=True)
class GreenSum:
    """The green channel: granted files, what was promised to everybody, what they took, in working days.

    A refusal saves nobody a day; what a restart dropped was still waited for.
    """

    cases: int = 0
    ordinary: int = 0
    taken: int = 0

    @property
    def saved(self) -> int:
        return self.ordinary - self.taken

    @property
    def saved_rate(self) -> Decimal | None:
        return rate(Decimal(self.saved), Decimal(self.ordinary))


@dataclass(frozen=True)
class DepartmentRow:
    """One department's files; `taken` and `promised` are the working days of the decided ones."""

    code: str
    name: str
    counts: LightCounts
    green: GreenSum
    in_time: int
    taken: int
    promised: int

    @property
    def mean_taken(self) -> Decimal | None:
        """Days a decided file took on average."""
        return rate(Decimal(self.taken), Decimal(self.counts.decided))

    @property
    def mean_promised(self) -> Decimal | None:
        return rate(Decimal(self.promised), Decimal(self.counts.decided))

    @property
    def in_time_rate(self) -> Decimal | None:
        return rate(Decimal(self.in_time), Decimal(self.counts.decided))


@dataclass(frozen=True)
class Standing:
    """Departments with any file, the most late first; sums of the whole are sums of theirs."""

    departments: tuple[DepartmentRow, ...]

    @property
    def counts(self) -> LightCounts:
        return LightCounts(*_sums([tuple(vars(row.counts).values()) for row in self.departments]))

    @property
    def green(self) -> GreenSum:
        return GreenSum(*_sums([tuple(vars(row.green).values()) for row in self.departments]))


def _sums(rows: Sequence[tuple[int, ...]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def standing(cases: QuerySet[ApprovalCase], *, today: date) -> Standing:
    """Of the given files."""
    rows = cases.order_by().values("department__code", "department__name").annotate(**_columns(today))
    departments = [_department(row) for row in rows]
    departments.sort(key=lambda row: (-row.counts.red, -row.counts.yellow, -row.counts.open, row.code))
    return Standing(tuple(departments))


def _columns(today: date) -> dict[str, Count | Sum]:
    decided = Q(decided_on__isnull=False)
    green = Q(decision=Decision.GRANT, is_green=True)
    taken = F("used_days") + F("dropped_days")
    conditions = {
        "open": Q(state__in=OPEN),
        "waiting": Q(state__in=WAITING),
        "green": in_time(today),
        "yellow": pressing(today),
        "red": over(today),
        "paused": stopped(today),
        "to_deliver": Q(state=CaseState.DECIDED),
        "decided": decided,
        "green_cases": green,
        "in_time": Q(used_days__lte=F("limit_days") + F("extension_days")),
    }
    return {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()} | {
        "sum_taken": Sum(taken, filter=decided, default=0),
        "sum_promised": Sum("ordinary_days", filter=decided, default=0),
        "sum_green_taken": Sum(taken, filter=green, default=0),
        "sum_green_promised": Sum("ordinary_days", filter=green, default=0),
    }


def _department(row: dict[str, Any]) -> DepartmentRow:
    return DepartmentRow(
        code=str(row["department__code"]),
        name=str(row["department__name"]),
        counts=LightCounts(**{name: row[f"n_{name}"] for name in LightCounts.__dataclass_fields__}),
        green=GreenSum(row["n_green_cases"], row["sum_green_promised"], row["sum_green_taken"]),
        in_time=row["n_in_time"],
        taken=row["sum_taken"],
        promised=row["sum_promised"],
    )
