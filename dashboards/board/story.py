"""Two of the three sentences on top: can it be done, and where is it stuck. Facts only; nothing is forecast.

What is left per month is counted from the last issued brief: a month that is still being reported must not make the
rest of the year look harder than it is.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import rate
from projects.choices import Stage
from projects.targets import lead_points
from reporting.choices import Light

from .lamps import Lamps
from .links import figure_url
from .reading import MonthTotal, Reading
from .standings import Standings
from .tally import Part

NAMED = 3
YEAR = 12


@dataclass(frozen=True)
class Pace:
    """`first` and `last` are the month numbers still to come; `mean_wan` is the mean of the months issued so far."""

    first: int
    last: int
    needed_wan: Decimal
    issued_months: int
    mean_wan: Decimal | None

    @property
    def more_wan(self) -> Decimal | None:
        """How much more each coming month must bring than the months before did; negative is room."""
        return None if self.mean_wan is None else self.needed_wan - self.mean_wan


@dataclass(frozen=True)
class Story:
    """`reported_lead` and `unreported` split the gap while a month runs: what is late, and what has not arrived."""

    pace: Pace | None
    target_wan: Decimal
    rate: Decimal | None
    lead: Decimal | None
    reported_lead: Decimal | None
    unreported: int
    worst: tuple[str, ...]
    worst_since: str
    reds: int
    red_share: Decimal | None
    yellows: int
    lead_figure: str
    coverage_figure: str
    red_figure: str


def story_of(reading: Reading, standings: Standings, lamps: Lamps, *, target_wan: Decimal) -> Story:
    total, red = reading.total, lamps.red
    worst, since = _worst(reading, standings) if reading.sight.whole_city else (_worst_categories(reading), "")
    return Story(
        pace=pace_of(reading, target_wan),
        target_wan=target_wan,
        rate=total.rate,
        lead=reading.lead(total),
        reported_lead=part_lead(total.reported_part, reading.months),
        unreported=total.unreported,
        worst=worst,
        worst_since=since,
        reds=red.projects,
        red_share=red.share,
        yellows=lamps.yellow.projects,
        lead_figure=figure_url(reading.brief, "whole"),
        coverage_figure=figure_url(reading.brief, "coverage"),
        red_figure=red.figure,
    )


def part_lead(part: Part, months: int) -> Decimal | None:
    return lead_points(part.ytd_wan, part.plan_wan, months)


def last_issued(reading: Reading) -> MonthTotal | None:
    """The newest figures that no longer move."""
    if not reading.brief.is_running:
        return MonthTotal(reading.brief, reading.total)
    return reading.history[-1] if reading.history else None


def pace_of(reading: Reading, target_wan: Decimal) -> Pace | None:
    """None when the year is over."""
    issued = last_issued(reading)
    done, months = (issued.tally.ytd_wan, issued.month.number) if issued else (Decimal(0), 0)
    if months >= YEAR:
        return None
    return Pace(
        first=months + 1,
        last=YEAR,
        needed_wan=max(target_wan - done, Decimal(0)) / (YEAR - months),
        issued_months=months,
        mean_wan=rate(done, Decimal(months)),
    )


def _worst(reading: Reading, standings: Standings) -> tuple[tuple[str, ...], str]:
    """Units behind; while a month runs only those that were behind when the last one was issued, and since when."""
    behind = [row for row in standings.ranked + standings.apart if row.light in {Light.YELLOW, Light.RED}]
    since = ""
    if reading.brief.is_running and reading.previous is not None:
        since = f"{reading.previous.month.short}定版"
        before = reading.standings_before
        late = {pk for pk, row in before.items() if row.light in {Light.YELLOW, Light.RED}}
        behind = [row for row in behind if row.unit.pk in late]
    behind.sort(key=lambda row: row.lead if row.lead is not None else Decimal(0))
    return tuple(row.unit.short_name for row in behind[:NAMED]), since


def _worst_categories(reading: Reading) -> tuple[str, ...]:
    """For a unit, which cannot change how others stand: where its own money lags."""
    leads = {
        category.name: reading.lead(reading.of_category(category))
        for category in reading.categories
        if category.stage != Stage.PLANNING
    }
    behind = sorted((lead, name) for name, lead in leads.items() if lead is not None and lead < 0)
    return tuple(name for _, name in behind[:NAMED])
