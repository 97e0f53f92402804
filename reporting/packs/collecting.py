"""收数: of each slice of a month's form, what has come in and what is still missing."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.months import Month
from reporting.models import Duty
from reporting.unit_month import HANDED_IN, Place, placed

from .content import NO_OWNER


@dataclass
class Slice:
    """The projects of one owner: how many, and how far."""

    name: str
    counts: dict[Place, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def reports(self) -> int:
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        return sum(self.counts[place] for place in HANDED_IN)

    @property
    def drafted(self) -> int:
        return self.counts[Place.DRAFTING] + self.counts[Place.RETURNED]

    @property
    def blank(self) -> int:
        return self.counts[Place.EMPTY]


@dataclass(frozen=True)
class Front:
    """The month that is collected now, and its slices: those with something missing first."""

    month: Month
    slices: list[Slice]

    @property
    def incomplete(self) -> int:
        return sum(bool(each.blank) for each in self.slices)


def front_of(person: User, month: Month, *, at: datetime) -> Front | None:
    """Of one month of the current year (one statement); None where nothing is owed."""
    owed = Duty.objects.filter(reporting_month__campaign__is_current=True, month=month)
    owed = owed.reachable_by(person, Can.FILL_REPORTS)
    duties = placed(owed.with_background(at), person, at=at).order_by()
    owner = Coalesce(F("listing__project__owner__name"), Value(NO_OWNER))
    rows = duties.values("place", owner=owner).annotate(reports=Count("pk"))
    slices: dict[str, Slice] = {}
    for row in rows:
        slices.setdefault(row["owner"], Slice(row["owner"])).counts[Place(row["place"])] = row["reports"]
    ordered = sorted(slices.values(), key=lambda each: (-each.blank, -each.drafted, each.name))
    return Front(month, ordered) if ordered else None
