"""The leaders' figures against the cells, and both against plain arithmetic over accepted reports, to the cent."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from core.foundation.months import Month
from dashboards.board.categories import categories_of
from dashboards.board.curve import curve_of
from dashboards.board.editions import choose_edition
from dashboards.board.figures.evidence import coverage_of, versions_of
from dashboards.board.figures.progress import progress_inputs
from dashboards.board.figures.slices import Slice, of_category, of_flagships, of_unit, whole
from dashboards.board.lamps import lamps_of
from dashboards.board.reading import Reading, read
from dashboards.board.sight import Sight
from dashboards.board.standings import standings_of
from dashboards.board.targets import target_standings
from projects.models import PlanLine
from reporting.models import BriefCell, ReportVersion
from tests.cast import Cast

from .board_world import BoardWorld

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CITY = Sight(whole_city=True)
EXACT = Decimal("1E-20")


@pytest.fixture
def world(cast: Cast) -> BoardWorld:
    made = BoardWorld(cast)
    made.january()
    made.february()
    return made


@pytest.fixture
def reading(world: BoardWorld) -> Reading:
    return reading_of()


def reading_of(sight: Sight = CITY, **address: str) -> Reading:
    edition = choose_edition(address, sight)
    assert edition is not None
    return read(edition, sight)


def done(world: BoardWorld, codes: Iterable[str], until: Month) -> Decimal:
    """The last accepted cumulative of each project up to a month: what a person with a calculator would add."""
    total = Decimal(0)
    for code in codes:
        accepted = ReportVersion.objects.filter(
            duty__listing=world.listings[code], duty__month__lte=until, duty__state="accepted"
        ).order_by("duty__month", "number")
        total += accepted.last().ytd_done_wan if accepted else Decimal(0)
    return total


def plan(world: BoardWorld, codes: Iterable[str]) -> Decimal:
    lines = PlanLine.objects.filter(listing__in=[world.listings[code] for code in codes], is_initial=True)
    return sum((line.annual_plan_wan for line in lines), Decimal(0))


ALL = ("P1", "P2", "P3", "P4", "PL", "PK1", "PK2")
FEBRUARY = Month(2018, 2)
UNITS = {"350582": ("P1", "P2"), "350521": ("P3", "PL"), "350500": ("P4", "PK1", "PK2")}
"""A package counts with its own unit; its parts, which lie elsewhere, are not counted again."""


def test_the_city_is_the_sum_of_accepted_reports(world: BoardWorld, reading: Reading) -> None:
    assert reading.total.ytd_wan == done(world, ALL, FEBRUARY) == Decimal("521.05")
    assert reading.total.initial_plan_wan == plan(world, ALL) == Decimal("6000.10")
    assert reading.total.projects == 6  # the package once, its parts not at all
    assert (reading.total.reported, reading.total.expected) == (2, 7)


def test_units_and_categories_add_up_to_the_city(world: BoardWorld, reading: Reading) -> None:
    standings, categories = standings_of(reading), categories_of(reading)
    rows = {row.unit.code: row for row in standings.ranked + standings.apart}
    for code, codes in UNITS.items():
        assert rows[code].ytd_wan == done(world, codes, FEBRUARY)
        assert rows[code].plan_wan == plan(world, codes)
        assert rows[code].rate == done(world, codes, FEBRUARY) / plan(world, codes)
    assert standings.whole.ytd_wan == categories.whole.ytd_wan == reading.total.ytd_wan
    assert sum(row.tally.ytd_wan for row in categories.rows) == reading.total.ytd_wan
    assert sum(row.tally.projects for row in categories.rows) == standings.whole.projects == reading.total.projects


def test_the_page_shows_the_cells_and_nothing_else(reading: Reading) -> None:
    cells = BriefCell.objects.filter(brief=reading.brief)
    for name in ("projects", "started", "reds", "ytd_wan", "month_wan", "due_wan", "reported_ytd_wan", "red_plan_wan"):
        assert getattr(reading.total, name) == sum(getattr(cell, name) for cell in cells), name


def test_lights_account_for_every_project_and_its_plan(reading: Reading) -> None:
    lamps = lamps_of(reading)
    assert sum(row.projects for row in lamps.rows) == lamps.projects == 6
    assert sum(row.plan_wan for row in lamps.rows) == lamps.plan_wan == reading.total.initial_plan_wan


def pieces(reading: Reading) -> list[Slice]:
    return [
        whole(reading),
        of_unit(reading, "350582"),
        of_unit(reading, "350500"),
        of_category(reading, "roads"),
        of_flagships(reading),
    ]


def test_reported_and_unreported_effects_add_up_to_the_lead(reading: Reading) -> None:
    """“差在未审” is a split, never an estimate."""
    for piece in pieces(reading):
        coverage = coverage_of(reading, piece)
        effects = sum(row.effect for row in coverage.rows)
        assert abs(effects - reading.lead(piece.tally)) < EXACT, piece.label
        assert sum(row.ytd_wan for row in coverage.rows) == piece.tally.ytd_wan
        assert sum(row.plan_wan for row in coverage.rows) == piece.tally.initial_plan_wan


def test_the_inputs_of_a_panel_lead_to_its_sum(reading: Reading) -> None:
    """Last month, this month and what else moved; a write-back is part of the month and not added again."""
    for piece in pieces(reading):
        *parts, total = progress_inputs(reading, piece)
        added = sum(row.amount.value for row in parts if not row.is_part)
        assert added == total.amount.value == piece.tally.ytd_wan, piece.label


def test_flagships_come_from_lines_as_the_target_reads_them(world: BoardWorld, reading: Reading) -> None:
    piece = of_flagships(reading)
    assert piece.tally.ytd_wan == done(world, ["P1"], FEBRUARY) == Decimal("201.00")
    target = target_standings(reading, flagship_ytd_wan=piece.tally.ytd_wan)[-1]
    assert target.result.value == Decimal("201.00")
    assert target.result.rate == Decimal("201.00") / Decimal("1200.00")


def test_the_curve_passes_through_the_issued_briefs(world: BoardWorld, reading: Reading) -> None:
    january, february, *rest = curve_of(reading).points
    assert january.ytd_wan == done(world, ALL, Month(2018, 1)) == Decimal("410.93")
    assert february.ytd_wan == reading.total.ytd_wan
    assert all(point.ytd_wan is None for point in rest)
    assert curve_of(reading).points[-1].schedule_wan == reading.total.initial_plan_wan


def test_an_older_brief_shows_what_was_known_then(world: BoardWorld) -> None:
    """January as issued stays what it was while February runs."""
    january = reading_of(month="2018-01", version="1")
    assert january.total.ytd_wan == done(world, ALL, Month(2018, 1))
    assert january.history == ()
    assert [row.brief.number for row in versions_of(january, whole(january))] == [1]


def test_a_unit_s_page_holds_its_own_sums(world: BoardWorld, cast: Cast) -> None:
    own = reading_of(Sight(whole_city=False, unit_ids=frozenset({cast.unit("350582").pk})))
    assert own.brief.number == 1  # what runs is not published
    assert own.total.ytd_wan == done(world, UNITS["350582"], Month(2018, 1))
    assert standings_of(own).whole.ytd_wan == done(world, ALL, Month(2018, 1))  # the published ranking is whole
