"""The whole board of one brief, composed from its panels."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.foundation.money import rate
from core.foundation.working_days import WorkingCalendar
from core.organisations.calendar import working_calendar
from reporting.choices import Light

from .cards import Card, target_cards
from .categories import Categories, categories_of
from .changes import Changes, changes_of
from .curve import Curve, curve_of
from .editions import Edition
from .flagships import Flagships, flagship_lines, flagships_of
from .lamps import Lamps, lamps_of
from .late import BEHIND, LateRow, late_lines, late_rows, problems_of
from .links import register_url
from .nodes import next_node, nodes_of
from .reading import Reading, read
from .sight import Sight
from .standings import Standing, Standings, standings_of
from .story import Story, last_issued, story_of
from .targets import annual_target_wan, target_standings
from .unit_cards import unit_cards


@dataclass(frozen=True)
class Board:
    """Everything on the leaders' page that belongs to the brief. `days_to_lock` is negative once the day has passed."""

    reading: Reading
    cards: tuple[Card, ...]
    standings: Standings
    curve: Curve
    categories: Categories
    lamps: Lamps
    late: tuple[LateRow, ...]
    flagships: Flagships
    changes: Changes | None
    story: Story
    days_to_lock: int | None

    @property
    def left_wan(self) -> Decimal:
        """What is still to be done this year; nothing once the target is passed."""
        return max(self.story.target_wan - self.reading.total.ytd_wan, Decimal(0))

    @property
    def troubled_units(self) -> tuple[Standing, ...]:
        """Red units, for those who see the city."""
        return self.standings.red if self.reading.sight.whole_city else ()

    @property
    def troubled_projects(self) -> tuple[LateRow, ...]:
        """For a unit its red projects, flagships aside; the city's are many, and have a list of their own."""
        if self.reading.sight.whole_city:
            return ()
        return tuple(row for row in self.late if row.light == Light.RED and not row.is_flagship)

    @property
    def late_register(self) -> str:
        """All projects behind, in the register."""
        return register_url(self.reading.brief, light=[light.value for light in BEHIND], sort="lead")


def board_of(edition: Edition, sight: Sight, *, today: date, lock_due_on: date | None) -> Board:
    """Some fifteen queries, the same number for ten projects and for sixty thousand."""
    reading = read(edition, sight)
    calendar = working_calendar()
    standings, lamps = standings_of(reading), lamps_of(reading)
    starred, behind = flagship_lines(reading), late_lines(reading)
    projects = {line.listing.project_id for line in starred} | {line["listing__project_id"] for line in behind}
    nodes = nodes_of(projects, day=reading.day, moment=edition.brief.figures_known_at, calendar=calendar)
    flagships = flagships_of(reading, starred, nodes)
    problems = problems_of(edition.brief, [line["listing_id"] for line in behind])
    cards, target_wan = _cards(reading, standings, flagships)
    return Board(
        reading=reading,
        cards=cards,
        standings=standings,
        curve=curve_of(reading),
        categories=categories_of(reading),
        lamps=lamps,
        late=late_rows(behind, problems=problems, nodes={pk: next_node(found) for pk, found in nodes.items()}),
        flagships=flagships,
        changes=changes_of(reading, standings, flagships),
        story=story_of(reading, standings, lamps, target_wan=target_wan),
        days_to_lock=_days_to(lock_due_on, today, calendar),
    )


def _cards(reading: Reading, standings: Standings, flagships: Flagships) -> tuple[tuple[Card, ...], Decimal]:
    """The cards, and what the year is measured against: the city's target, or a unit's plan."""
    plan = reading.total.initial_plan_wan
    if not reading.sight.whole_city:
        return unit_cards(reading, standings, flagships), plan
    targets = target_standings(reading, flagship_ytd_wan=flagships.ytd_wan)
    issued = last_issued(reading)
    pace = rate(issued.tally.ytd_wan, Decimal(issued.month.number)) if issued else None
    return target_cards(reading, targets, flagships, pace), annual_target_wan(targets, otherwise=plan)


def _days_to(due: date | None, today: date, calendar: WorkingCalendar) -> int | None:
    if due is None:
        return None
    return calendar.used(today, due) if due >= today else -calendar.used(due, today)
