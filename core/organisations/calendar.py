"""The working calendar as a value, built from its rows: one query, cached nowhere, so that an edit holds at once."""

from datetime import date, datetime, time

from django.utils import timezone

from core.foundation.working_days import WorkingCalendar

from .models import CalendarDay


def working_calendar() -> WorkingCalendar:
    """Every announced day of every year on record (some hundreds of rows)."""
    return WorkingCalendar(dict(CalendarDay.objects.values_list("date", "is_working")))


OFFICE_CLOSES = time(17, 0)
"""What is due on a day is due by then, in every room of the portal."""


def closing_hour(day: date) -> datetime:
    """When the office closes on a day: the moment at which what is due that day is due."""
    return timezone.make_aware(datetime.combine(day, OFFICE_CLOSES), timezone.get_default_timezone())
