"""Month: the month a figure is about, as a value; stored as its first day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

_SPELLINGS = (
    re.compile(r"([0-9]{4})-([0-9]{2})"),
    re.compile(r"([0-9]{4})年([0-9]{1,2})月"),
    re.compile(r"([0-9]{4})([0-9]{2})"),
)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; orders by time, can be a dictionary key, prints as "2018-07"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"月份应为 1 至 12，现为 {self.month}")
        if not date.min.year <= self.year <= date.max.year:
            raise ValueError(f"年份超出范围：{self.year}")

    @classmethod
    def of(cls, moment: date) -> Self:
        """The month a day lies in; an aware datetime is first brought to local time."""
        if isinstance(moment, datetime) and timezone.is_aware(moment):
            moment = timezone.localtime(moment, timezone.get_default_timezone())
        return cls(moment.year, moment.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "2018-07", "2018年7月" or "201807". Raises ValueError with a message for people."""
        for spelling in _SPELLINGS:
            found = spelling.fullmatch(text.strip())
            if found:
                return cls(int(found[1]), int(found[2]))
        raise ValueError(f"“{text}”不是月份，应写作 2018-07、2018年7月 或 201807")

    @property
    def number(self) -> int:
        """1 to 12: how many months of the year have passed when this one ends."""
        return self.month

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Self:
        """The month so many months later (earlier when negative). ValueError outside years 1–9999."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return type(self)(year, index + 1)

    def next(self) -> Self:
        return self.plus(1)

    def previous(self) -> Self:
        return self.plus(-1)

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def short(self) -> str:
        return f"{self.month}月"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_of_year(year: int) -> tuple[Month, ...]:
    """January to December of a year, in order."""
    return tuple(Month(year, number) for number in range(1, 13))


class MonthFormField(forms.CharField):
    """A month typed or picked in a form; cleans to ``Month`` or None."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Month):
            return value
        text = str(value).strip()
        return _parsed(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Month) else value


class MonthField(models.DateField):
    """A column that is a ``Month`` in Python and its first day (a date) in the database.

    Accepts a Month, the first day of one, or the text Month.parse reads ("2018-07-01" too, for
    fixtures). Any other day is refused with ValidationError, so no day can be lost unnoticed.
    """

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Month):
            return value
        if isinstance(value, str):
            return _parsed(value.removesuffix("-01") if value.count("-") == 2 else value)
        if type(value) is date and value.day == 1:
            return Month.of(value)
        raise ValidationError("“%(value)s”不是月份", code="invalid", params={"value": value})

    def from_db_value(self, value: date | None, expression: Any, connection: Any) -> Month | None:
        return None if value is None else Month(value.year, value.month)

    def get_prep_value(self, value: Any) -> Any:
        month = self.to_python(value)
        return month.first if isinstance(month, Month) else month

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MonthFormField, **kwargs})


def _parsed(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from None


class MonthConverter:
    """URL part ``<month:month>``, as in /2018-07/; register it under the name "month"."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)
