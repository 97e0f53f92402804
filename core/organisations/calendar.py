"""The working calendar as a value, built from its rows: one query, cached nowhere, so that an edit holds at once."""

from core.foundation.working_days import WorkingCalendar

from .models import CalendarDay


def working_calendar() -> WorkingCalendar:
    """Every announced day of every year on record (some hundreds of rows)."""
    return WorkingCalendar(dict(CalendarDay.objects.values_list("date", "is_working")))
