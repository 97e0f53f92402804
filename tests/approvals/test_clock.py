"""The clock of an approval: the vectors of the rules, then invented stops and extensions against a plain recount."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.choices import CaseLight
from approvals.clock import Clock, Stop, green_limit, light_of, stage_days
from core.foundation.working_days import WorkingCalendar, statutory_days

CALENDAR = WorkingCalendar(statutory_days(range(2017, 2021)))
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock(accepted: str, limit: int, *stops: Stop) -> Clock:
    return Clock(day(accepted), limit, stops, CALENDAR)


@pytest.mark.parametrize(
    ("accepted", "limit", "due"),
    [
        ("2018-02-09", 5, "2018-02-22"),  # across Spring Festival, 11 February worked
        ("2018-02-14", 3, "2018-02-24"),  # 24 February, a Saturday, is worked
        ("2018-09-28", 5, "2018-10-10"),  # across National Day, 29 and 30 September worked
        ("2018-04-03", 7, "2018-04-13"),
        ("2018-12-28", 5, "2019-01-07"),  # 29 December is worked by the notice for 2019
        ("2018-02-23", 20, "2018-03-22"),
    ],
)
def test_the_day_of_acceptance_is_not_counted_and_holidays_are_not(accepted: str, limit: int, due: str) -> None:
    counted = clock(accepted, limit)
    assert counted.due_on == day(due)
    assert counted.used(day(due)) == limit
    assert not counted.read(day(due)).is_over
    assert counted.read(counted.over_from).is_over


def test_a_stop_takes_out_its_days_but_the_day_of_its_notice() -> None:
    """Used 1 to 30 March 2018: 21 working days, less a stop from the 8th to the 16th of six."""
    stopped = clock("2018-03-01", 20, Stop(day("2018-03-08"), day("2018-03-16")))
    reading = stopped.read(day("2018-03-30"))
    assert (reading.used, reading.excluded, reading.left) == (15, 6, 5)


def test_a_stop_across_national_day_costs_only_its_working_days() -> None:
    """27 September to 9 October: 28, 29, 30 September, 8 and 9 October are worked days."""
    stopped = clock("2018-09-25", 10, Stop(day("2018-09-27"), day("2018-10-09")))
    assert stopped.excluded(day("2018-10-31")) == 5
    assert stopped.due_on == day("2018-10-19")


def test_while_a_stop_is_open_there_is_no_due_day_and_nothing_is_used() -> None:
    stopped = clock("2018-03-01", 10, Stop(day("2018-03-05")))
    later = stopped.read(day("2018-06-01"))
    assert (later.used, later.due_on, later.light) == (2, None, CaseLight.PAUSED)


def test_a_file_that_was_late_before_its_stop_stays_late() -> None:
    late = clock("2018-03-01", 2, Stop(day("2018-03-06")))
    assert late.read(day("2018-03-20")).light == CaseLight.RED


def test_a_stop_on_the_last_day_of_the_limit_is_not_late_until_a_further_day_counts() -> None:
    stopped = clock("2018-03-01", 2, Stop(day("2018-03-05"), day("2018-03-09")))
    assert (stopped.due_on, stopped.over_from) == (day("2018-03-09"), day("2018-03-12"))
    assert stopped.read(day("2018-03-10")).light == CaseLight.YELLOW


def test_a_restart_counts_anew_and_remembers_what_it_dropped() -> None:
    anew = clock("2018-03-01", 5, Stop(day("2018-03-06"), day("2018-03-12"), restarts=True))
    assert (anew.counted_from, anew.used(day("2018-03-14")), anew.dropped()) == (day("2018-03-12"), 2, 3)
    assert anew.due_on == day("2018-03-19")


@pytest.mark.parametrize(("used", "light"), [(5, "green"), (8, "green"), (9, "yellow"), (10, "yellow"), (11, "red")])
def test_the_light_turns_yellow_above_eighty_per_cent_and_red_above_the_limit(used: int, light: str) -> None:
    """Ten days from 2 July 2018: no holiday in the way."""
    counted = clock("2018-07-02", 10)
    assert counted.read(counted.day_of(used)).light == light


@pytest.mark.parametrize(("ordinary", "green"), [(20, 10), (7, 4), (5, 3), (1, 1)])
def test_the_green_channel_promises_half_rounded_up(ordinary: int, green: int) -> None:
    assert green_limit(ordinary) == green


def test_files_that_run_side_by_side_use_a_day_of_their_stage_once() -> None:
    """1 to 8 March and 6 to 12 March: five and four days, of which three are the same."""
    first, second = clock("2018-03-01", 10), clock("2018-03-06", 10)
    assert stage_days([(first, day("2018-03-08")), (second, day("2018-03-12"))]) == 7


# --- invented cases ---------------------------------------------------------------------------------------------------

DAYS = st.integers(0, 400).map(lambda offset: date(2018, 1, 1) + DAY * offset)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Stops follow each other, as the states of a case make them; the last may be open, any may begin anew."""
    accepted = draw(DAYS)
    stops, edge = [], accepted
    for _ in range(draw(st.integers(0, 4))):
        begun = edge + DAY * draw(st.integers(0, 25))
        ended = begun + DAY * draw(st.integers(0, 40))
        stops.append(Stop(begun, ended, restarts=draw(st.booleans())))
        edge = ended
    if draw(st.booleans()):
        stops.append(Stop(edge + DAY * draw(st.integers(0, 25))))
    limit = draw(st.integers(1, 45)) + draw(st.sampled_from([0, 10, 15]))
    return Clock(accepted, limit, tuple(stops), CALENDAR)


def recount(counted: Clock, until: date) -> int:
    """By hand: walk the days, forget everything at a restart."""
    used, day = 0, counted.accepted_on
    while day < until:
        day += DAY
        used += CALENDAR.is_working(day) and not any(
            stop.started_on < day <= (stop.ended_on or date.max) for stop in counted.stops
        )
        if any(stop.restarts and stop.ended_on == day for stop in counted.stops):
            used = 0
    return used


@given(clocks(), st.integers(0, 500))
def test_used_is_what_a_walk_over_the_days_counts(counted: Clock, after: int) -> None:
    until = counted.counted_from + DAY * after
    assert counted.used(until) == recount(counted, until)
    assert counted.used(until) + counted.excluded(until) == CALENDAR.used(counted.counted_from, until)


@given(clocks(), st.integers(0, 500))
def test_the_pieces_shown_on_the_page_add_up_to_what_is_used(counted: Clock, after: int) -> None:
    until = counted.counted_from + DAY * after
    pieces = counted.segments(until)
    assert sum(piece.days for piece in pieces if piece.counts) == counted.used(until)
    assert len(counted.counted_days(until)) == counted.used(until)


@given(clocks(), st.integers(0, 400))
def test_the_stored_dates_give_the_light_of_the_count(counted: Clock, after: int) -> None:
    """Lists and the tick know only `yellow_from` and `over_from`; they must never disagree with the page."""
    until = counted.counted_from + DAY * after
    used = counted.used(until)
    stopped = counted.is_stopped
    if used > counted.limit:
        right = CaseLight.RED
    elif stopped:
        right = CaseLight.PAUSED
    else:
        right = CaseLight.YELLOW if used * 100 > counted.limit * 80 else CaseLight.GREEN
    stored = light_of(until, yellow_from=counted.yellow_from, over_from=counted.over_from, is_stopped=stopped)
    assert stored == counted.read(until).light == right


@given(clocks(), st.integers(1, 15))
def test_an_extension_moves_the_due_day_by_exactly_so_many_counted_days(counted: Clock, days: int) -> None:
    longer = Clock(counted.accepted_on, counted.limit + days, counted.stops, CALENDAR)
    if counted.over_from is None:
        assert longer.due_on is None
    elif longer.due_on is not None:
        assert longer.used(longer.due_on) - counted.used(counted.due_on) == days


@given(clocks())
def test_a_due_day_is_worked_and_the_last_in_time(counted: Clock) -> None:
    if counted.due_on is not None and counted.due_on > counted.counted_from:
        assert CALENDAR.is_working(counted.due_on)
        assert counted.used(counted.due_on) <= counted.limit < counted.used(counted.over_from)
