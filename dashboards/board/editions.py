"""Which brief a page shows: the month and version its address names, and what was known at that moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from core.foundation.months import Month
from reporting.models import Brief

from .sight import Sight


@dataclass(frozen=True)
class Edition:
    """One brief among all that the person may see (newest month first, within it the newest version first)."""

    brief: Brief
    briefs: tuple[Brief, ...]

    @cached_property
    def versions(self) -> tuple[Brief, ...]:
        """All briefs of this month: 按×月×日数据."""
        return tuple(brief for brief in self.briefs if brief.month == self.brief.month)

    @cached_property
    def months(self) -> tuple[Brief, ...]:
        """The brief that each month opens with, January first."""
        newest: dict[Month, Brief] = {}
        for brief in self.briefs:
            newest.setdefault(brief.month, brief)
        return tuple(reversed(newest.values()))

    @cached_property
    def issued_before(self) -> tuple[Brief, ...]:
        """Of each earlier month the issued brief that held when this one was made, January first."""
        found: dict[Month, Brief] = {}
        for brief in self.briefs:
            known = not brief.is_running and brief.figures_known_at <= self.brief.figures_known_at
            if known and brief.month < self.brief.month:
                found.setdefault(brief.month, brief)
        return tuple(reversed(found.values()))

    @property
    def previous(self) -> Brief | None:
        """The issued brief of the month before, or None (January, or a month that was skipped)."""
        last = self.issued_before[-1] if self.issued_before else None
        return last if last and last.month.next() == self.brief.month else None

    @property
    def stamp(self) -> str:
        """Changes whenever any brief changes: part of every cache key.

        Reports accepted together are rolled up unit by unit under one moment, so the moment alone would not tell.
        """
        newest = max(brief.computed_at for brief in self.briefs)
        reported = sum(brief.reported for brief in self.briefs)
        return f"{len(self.briefs)}-{newest.timestamp():.6f}-{reported}"


def choose_edition(params: Mapping[str, str], sight: Sight) -> Edition | None:
    """Read `month` ("2018-07") and `version` of an address; one query. None while there is nothing to show.

    Without them the newest month, as it stands. What does not exist falls back to the newest. Units see issued briefs
    only: what runs is the bureau's until it is locked.
    """
    briefs = visible_briefs(sight)
    if not briefs:
        return None
    wanted = _wanted_month(params.get("month", "")) or briefs[0].month
    of_month = [brief for brief in briefs if brief.month == wanted] or list(briefs)
    named = [brief for brief in of_month if str(brief.number) == params.get("version", "")]
    return Edition((named or of_month)[0], briefs)


def paper_number(brief: Brief) -> str:
    """What is printed under a figure so that its brief can be found again."""
    return f"HZ-{brief.month.year}{brief.month.number:02d}-{brief.number}"


def visible_briefs(sight: Sight) -> tuple[Brief, ...]:
    rows = Brief.objects.filter(campaign__is_current=True).select_related("campaign").order_by("-month", "-number")
    return tuple(rows if sight.whole_city else rows.filter(number__gt=0))


def _wanted_month(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None
