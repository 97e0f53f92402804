"""Working days on the calendar of 2018, with the moved days of the State Council's notices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.months import Month
from core.foundation.working_days import WorkingCalendar, statutory_days

CALENDAR = WorkingCalendar(statutory_days([2018, 2019]))
days_of_2018 = st.dates(date(2018, 1, 1), date(2018, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2018, 2, 9), 5, date(2018, 2, 22)),
        (date(2018, 2, 14), 3, date(2018, 2, 24)),
        (date(2018, 9, 28), 5, date(2018, 10, 10)),
        (date(2018, 4, 3), 7, date(2018, 4, 13)),
        (date(2018, 12, 28), 5, date(2019, 1, 7)),
        (date(2018, 2, 23), 20, date(2018, 3, 22)),
        (date(2018, 7, 21), 0, date(2018, 7, 21)),
    ],
)
def test_limits_end_where_the_law_says(start, days, end):
    assert CALENDAR.add(start, days) == end
    assert CALENDAR.used(start, end) == days


def test_used_days_with_a_pause():
    """(1 March, 30 March] holds 21; the pause (8 March, 16 March] takes 6 of them."""
    used = CALENDAR.used(date(2018, 3, 1), date(2018, 3, 30))
    paused = CALENDAR.used(date(2018, 3, 8), date(2018, 3, 16))
    assert (used, paused, used - paused) == (21, 6, 15)


def test_the_year_2018():
    assert sum(statutory_days([2018]).values()) == 250
    moved = (day for day, works in statutory_days([2018]).items() if works and day.weekday() >= 5)
    assert [(day.month, day.day) for day in moved] == [
        (2, 11),
        (2, 24),
        (4, 8),
        (4, 28),
        (9, 29),
        (9, 30),
        (12, 29),
    ]


def test_a_day_moved_by_next_years_notice_is_known_from_this_year_alone():
    assert statutory_days([2018])[date(2018, 12, 29)] is True
    assert {day.year for day in statutory_days([2018])} == {2018}


def test_years_without_a_notice_stay_unknown():
    days = statutory_days([2003, 2018, 2099])
    assert {day.year for day in days} == {2018}
    assert len(days) == 365


def test_an_unknown_year_follows_weekdays_and_says_so():
    assert CALENDAR.is_known(2018)
    assert not CALENDAR.is_known(2099)
    assert CALENDAR.is_working(date(2099, 10, 1))  # a Thursday: a guess, hence the warning
    assert not CALENDAR.is_working(date(2099, 10, 3))
    assert CALENDAR.unknown_years(date(2018, 12, 1), date(2021, 1, 1)) == {2020, 2021}
    assert CALENDAR.unknown_years(date(2018, 1, 1), date(2019, 12, 31)) == set()
    assert WorkingCalendar().unknown_years(date(2018, 1, 1), date(2018, 1, 1)) == {2018}


def test_rows_win_over_weekdays():
    saturday, monday = date(2018, 7, 21), date(2018, 7, 23)
    calendar = WorkingCalendar({saturday: True, monday: False})
    assert calendar.is_working(saturday)
    assert not calendar.is_working(monday)


def test_a_calendar_does_not_change_with_the_rows_it_was_built_from():
    rows = {date(2018, 7, 21): True}
    calendar = WorkingCalendar(rows)
    rows[date(2018, 7, 21)] = False
    assert calendar.is_working(date(2018, 7, 21))
    assert calendar == WorkingCalendar({date(2018, 7, 21): True})


def test_nearest_working_days():
    assert CALENDAR.on_or_after(date(2018, 10, 1)) == date(2018, 10, 8)
    assert CALENDAR.on_or_after(date(2018, 9, 30)) == date(2018, 9, 30)


def test_nth_working_day_of_a_month():
    assert CALENDAR.nth_of_month(Month(2018, 10), 3) == date(2018, 10, 10)
    assert CALENDAR.nth_of_month(Month(2018, 8), 1) == date(2018, 8, 1)
    with pytest.raises(ValueError, match="没有第 23 个工作日"):
        CALENDAR.nth_of_month(Month(2018, 7), 23)
    with pytest.raises(ValueError, match="从 1 起"):
        CALENDAR.nth_of_month(Month(2018, 7), 0)


def test_negative_limits_are_refused():
    with pytest.raises(ValueError, match="负"):
        CALENDAR.add(date(2018, 7, 1), -1)


def test_an_interval_that_has_not_begun_has_used_nothing():
    assert CALENDAR.used(date(2018, 7, 5), date(2018, 7, 5)) == 0
    assert CALENDAR.used(date(2018, 7, 5), date(2018, 7, 2)) == 0


@given(days_of_2018, st.integers(1, 60))
def test_a_limit_ends_on_a_working_day_and_used_is_its_inverse(start, days):
    end = CALENDAR.add(start, days)
    assert CALENDAR.is_working(end)
    assert CALENDAR.used(start, end) == days
    assert CALENDAR.used(start, end - timedelta(days=1)) == days - 1


@given(st.tuples(days_of_2018, days_of_2018, days_of_2018))
def test_intervals_join_without_gap_or_overlap(days):
    first, middle, last = sorted(days)
    assert CALENDAR.used(first, middle) + CALENDAR.used(middle, last) == CALENDAR.used(first, last)
