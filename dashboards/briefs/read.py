"""Briefs as tables: all of them in a list, one of them with its units, categories, rules and versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from core.foundation.months import Month
from dashboards.board.categories import Categories, categories_of
from dashboards.board.editions import Edition, visible_briefs
from dashboards.board.figures.evidence import coverage_of, versions_of
from dashboards.board.figures.model import Coverage, VersionRow
from dashboards.board.figures.slices import whole
from dashboards.board.reading import Reading, read
from dashboards.board.sight import Sight
from dashboards.board.standings import Standings, standings_of
from dashboards.board.tally import Tally, tallies, tallies_of_briefs
from projects.targets import lead_points
from reporting.choices import Metric
from reporting.models import Brief, LightRule, ReportingMonth


@dataclass(frozen=True)
class BriefRow:
    """One brief of the list, with what it adds up to in the person's sight."""

    brief: Brief
    tally: Tally
    month: ReportingMonth | None
    is_newest: bool
    release: str

    @property
    def lead(self) -> Decimal | None:
        return lead_points(self.tally.ytd_wan, self.tally.initial_plan_wan, self.brief.month.number)


@dataclass(frozen=True)
class UnitStarts:
    """应开工、已开工 of one unit, as a circular prints them beside the ranking."""

    should_have_started: int
    started: int
    overdue: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.started) / self.should_have_started if self.should_have_started else None


@dataclass(frozen=True)
class BriefPage:
    """`starts` by unit, published with the ranking; `rules` are the light rules the brief was judged by."""

    reading: Reading
    standings: Standings
    starts: Mapping[int, UnitStarts]
    all_starts: UnitStarts
    categories: Categories
    coverage: Coverage
    versions: tuple[VersionRow, ...]
    month: ReportingMonth | None
    released: Brief | None
    rules: tuple[LightRule, ...]

    @property
    def brief(self) -> Brief:
        return self.reading.brief


def brief_rows(sight: Sight) -> list[BriefRow]:
    """Every brief the person may see, newest first; three queries."""
    briefs = visible_briefs(sight)
    if not briefs:
        return []
    sums = tallies_of_briefs(briefs, sight.only())
    months = {row.month: row for row in ReportingMonth.objects.filter(campaign=briefs[0].campaign_id)}
    newest: set[Month] = set()
    rows = []
    for brief in briefs:
        month, is_newest = months.get(brief.month), brief.month not in newest
        release = _release_words(brief, briefs, month) if not brief.is_running else ""
        rows.append(BriefRow(brief, sums[brief.pk], month, is_newest, release))
        newest.add(brief.month)
    return rows


def released_brief(briefs: Sequence[Brief], month: ReportingMonth | None) -> Brief | None:
    """The version that lay before the leader: the newest one made when the month was released."""
    if month is None or month.released_at is None:
        return None
    made = (brief for brief in briefs if brief.month == month.month and not brief.is_running)
    before = [brief for brief in made if brief.computed_at <= month.released_at]
    return max(before, key=lambda brief: brief.number, default=None)


def _release_words(brief: Brief, briefs: Sequence[Brief], month: ReportingMonth | None) -> str:
    released = released_brief(briefs, month)
    if month is None or month.released_at is None:
        return "待审签"
    if released is None or brief.number > released.number:
        return "审签后更正"
    local = timezone.localtime(month.released_at)
    return f"{month.released_by_label} {local.month}月{local.day}日" if brief == released else ""


def find_edition(month: Month, number: int, sight: Sight) -> Edition | None:
    """Exactly this brief, or None: a page of record never shows another one instead."""
    briefs = visible_briefs(sight)
    found = next((brief for brief in briefs if brief.month == month and brief.number == number), None)
    return Edition(found, briefs) if found else None


def brief_page(edition: Edition, sight: Sight) -> BriefPage:
    """Some ten queries, whatever the number of projects."""
    reading = read(edition, sight)
    piece = whole(reading)
    starts = _starts(edition.brief)
    month = ReportingMonth.objects.filter(campaign=edition.brief.campaign_id, month=edition.brief.month).first()
    return BriefPage(
        reading=reading,
        standings=standings_of(reading),
        starts=starts,
        all_starts=UnitStarts(
            sum(row.should_have_started for row in starts.values()),
            sum(row.started for row in starts.values()),
            sum(row.overdue for row in starts.values()),
        ),
        categories=categories_of(reading),
        coverage=coverage_of(reading, piece),
        versions=versions_of(reading, piece),
        month=month,
        released=released_brief(edition.versions, month),
        rules=_rules(edition.brief),
    )


def _starts(brief: Brief) -> dict[int, UnitStarts]:
    sums = tallies(Q(brief=brief.pk), "unit_id")
    return {
        unit: UnitStarts(
            tally.should_have_started, tally.should_have_started - tally.overdue_starts, tally.overdue_starts
        )
        for (unit,), tally in sums.items()
    }


def _rules(brief: Brief) -> tuple[LightRule, ...]:
    """Those named in the brief: “project_investment:1 …”."""
    numbers = dict(named.split(":") for named in brief.rule_numbers.split())
    wanted = Q(pk__in=[])
    for metric, number in numbers.items():
        wanted |= Q(metric=metric, number=int(number))
    order = list(Metric.values)
    return tuple(sorted(LightRule.objects.filter(wanted), key=lambda rule: order.index(rule.metric)))
