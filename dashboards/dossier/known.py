"""按×月×日数据 of one project: what the bureau held to be true at the end of a day, beside what it holds now.

Facts from the revisions, the plan from its lines, the cumulative figures from the ledger; each row was known from one
moment until another replaced it. Three queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from core.foundation.money import wan_text
from core.foundation.months import Month
from projects.models import Listing, PlanLine
from reporting.models import Figure

from .words import FACTS, label, shown


@dataclass(frozen=True)
class Compared:
    """One line of the comparison, in words."""

    label: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True)
class Known:
    """What stood at `moment`; `facts` is empty when the project was not on record yet."""

    moment: datetime
    facts: tuple[Compared, ...]
    plan: Compared
    months: tuple[Compared, ...]


def end_of(day: date) -> datetime:
    """The first moment after the day, by the office's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def known_on(listing: Listing, day: date) -> Known:
    moment = end_of(day)
    return Known(
        moment=moment, facts=_facts(listing, moment), plan=_plan(listing, moment), months=_months(listing, moment)
    )


def _facts(listing: Listing, moment: datetime) -> tuple[Compared, ...]:
    then = (
        listing.project.revisions.filter(known_from__lt=moment)
        .select_related("region", "owner")
        .order_by("-number")
        .first()
    )
    if then is None:
        return ()
    return tuple(Compared(label(name), shown(then, name), shown(listing.project, name)) for name in FACTS)


def _plan(listing: Listing, moment: datetime) -> Compared:
    lines = list(PlanLine.objects.filter(listing=listing).order_by("known_from", "pk"))
    then = [line.annual_plan_wan for line in lines if _stood(line.known_from, line.known_to, moment)]
    now = [line.annual_plan_wan for line in lines if line.known_to is None]
    return Compared("年度计划（万元）", _last(then), _last(now))


def _months(listing: Listing, moment: datetime) -> tuple[Compared, ...]:
    """Per month the cumulative figure that was in the ledger at the moment, and the one that is now."""
    rows = Figure.objects.filter(Q(known_to__isnull=True) | Q(known_from__lt=moment), duty__listing=listing)
    then: dict[Month, Decimal] = {}
    now: dict[Month, Decimal] = {}
    for row in rows.order_by("month", "known_from"):
        if _stood(row.known_from, row.known_to, moment):
            then[row.month] = row.ytd_done_wan
        if row.known_to is None:
            now[row.month] = row.ytd_done_wan
    months = sorted(then.keys() | now.keys())
    return tuple(Compared(_span(month), wan_text(then.get(month)), wan_text(now.get(month))) for month in months)


def _span(month: Month) -> str:
    return f"{month.short}累计" if month.number == 1 else f"1—{month.short}累计"


def _stood(known_from: datetime, known_to: datetime | None, moment: datetime) -> bool:
    return known_from < moment and (known_to is None or known_to >= moment)


def _last(amounts: Iterable[Decimal]) -> str:
    return wan_text(next(reversed(list(amounts)), None))
