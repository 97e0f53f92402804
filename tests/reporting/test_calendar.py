"""The deadlines of a month on the real calendar of 2018."""

from datetime import date

import pytest

from core.foundation.months import Month
from core.foundation.working_days import WorkingCalendar, statutory_days
from reporting.calendar import deadlines

CALENDAR = WorkingCalendar(statutory_days(range(2017, 2020)))


@pytest.mark.parametrize(
    ("month", "unit_due", "check_due", "lock_due"),
    [
        (1, date(2018, 1, 25), date(2018, 1, 29), date(2018, 2, 5)),
        (7, date(2018, 7, 25), date(2018, 7, 30), date(2018, 8, 3)),
        (8, date(2018, 8, 27), date(2018, 8, 28), date(2018, 9, 5)),
        (9, date(2018, 9, 25), date(2018, 9, 28), date(2018, 10, 10)),
        (12, date(2018, 12, 25), date(2018, 12, 27), date(2018, 12, 29)),
    ],
)
def test_due_days_move_to_the_next_working_day(month: int, unit_due: date, check_due: date, lock_due: date) -> None:
    """National Day pushes the September lock to 10 October; 29 December 2018 is a working Saturday."""
    due = deadlines(Month(2018, month), CALENDAR)
    assert (due.unit_due_on, due.check_due_on, due.lock_due_on) == (unit_due, check_due, lock_due)
    assert due.data_cutoff == date(2018, month, 25)
