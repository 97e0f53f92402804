"""The deadlines of a reporting month, pure: from the month and the working calendar to dates.

Window opens on the 20th; units report by the 25th, check by the 28th; the bureau locks on the third working day of the
next month. A due day that is no working day moves to the next one. December closes early: the year's last report is due
on the 25th, checked by the 27th and locked on the 29th. Source: domain rules 1.6.
"""

from dataclasses import dataclass
from datetime import date

from core.foundation.months import Month
from core.foundation.working_days import WorkingCalendar

OPENS_DAY, DUE_DAY, CHECK_DAY, LOCK_WORKING_DAY = 20, 25, 28, 3
DECEMBER_CHECK_DAY, DECEMBER_LOCK_DAY = 27, 29


@dataclass(frozen=True)
class Deadlines:
    opens_on: date
    unit_due_on: date
    check_due_on: date
    lock_due_on: date
    data_cutoff: date


def deadlines(month: Month, calendar: WorkingCalendar) -> Deadlines:
    """All dates of one month; the cut-off is the calendar day, the due days are working days."""

    def day(number: int) -> date:
        return date(month.year, month.month, number)

    december = month.number == 12
    return Deadlines(
        opens_on=day(OPENS_DAY),
        unit_due_on=calendar.on_or_after(day(DUE_DAY)),
        check_due_on=calendar.on_or_after(day(DECEMBER_CHECK_DAY if december else CHECK_DAY)),
        lock_due_on=calendar.on_or_after(day(DECEMBER_LOCK_DAY))
        if december
        else calendar.nth_of_month(month.next(), LOCK_WORKING_DAY),
        data_cutoff=day(DUE_DAY),
    )
