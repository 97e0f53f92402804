"""The ledger's filters, read from the address."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When

from reporting.choices import ProblemClass

from .choices import RUNNING, UNSOLVED, ProblemState, Tier
from .models import Problem

SHOWS = {
    "": "未销号",
    "overdue": "已逾期",
    "asked": "提请市里",
    "pending": "待销号",
    "closed": "已销号",
    "all": "全部",
    "draft": "草稿",
}
"""`draft` is offered to those who report; nobody else has any."""


@dataclass(frozen=True)
class LedgerFilter:
    """What was asked for; unknown values ask for nothing."""

    show: str = ""
    tier: str = ""
    problem_class: str = ""
    unit: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: dict[str, str]) -> "LedgerFilter":
        return cls(
            show=query.get("show", "") if query.get("show", "") in SHOWS else "",
            tier=query.get("tier", "") if query.get("tier", "") in {str(tier) for tier in Tier.values} else "",
            problem_class=query.get("class", "") if query.get("class", "") in ProblemClass.values else "",
            unit=query.get("unit", ""),
            text=query.get("q", "").strip()[:40],
        )

    @property
    def is_set(self) -> bool:
        return any((self.tier, self.problem_class, self.unit, self.text))

    def apply(self, problems: QuerySet[Problem], today: date) -> QuerySet[Problem]:
        """Filtered, the most urgent clock first, stopped clocks after them; closed ones by their closing."""
        chosen = problems.filter(_shown(self.show, today))
        if self.tier:
            chosen = chosen.filter(tier=self.tier)
        if self.problem_class:
            chosen = chosen.filter(problem_class=self.problem_class)
        if self.unit:
            chosen = chosen.filter(unit__code=self.unit)
        if self.text:
            chosen = chosen.filter(
                Q(title__icontains=self.text)
                | Q(listing__project__name__icontains=self.text)
                | Q(number=int(self.text) if self.text.isdecimal() else 0)
            )
        stopped = Case(When(state__in=RUNNING, then=0), default=1)
        return chosen.order_by(
            F("closed_at").desc(nulls_first=True), stopped, F("deadline__due_on").asc(nulls_last=True), "pk"
        )


def _shown(show: str, today: date) -> Q:
    return {
        "": Q(state__in=UNSOLVED),
        "overdue": Q(state__in=RUNNING, deadline__due_on__lt=today),
        "pending": Q(state=ProblemState.PENDING_CHECK),
        "closed": Q(state=ProblemState.CLOSED),
        "asked": Q(state__in=UNSOLVED, tier__gte=Tier.MEETING),
        "all": Q(),
        "draft": Q(state=ProblemState.DRAFT),
    }[show]
