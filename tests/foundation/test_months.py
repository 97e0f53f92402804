"""Month: a value that orders by time and counts in twelves."""

import pickle
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.months import Month, MonthConverter, MonthFormField, months_of_year

JULY = Month(2018, 7)
months = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


def test_what_a_month_says_of_itself():
    assert (JULY.first, JULY.last, JULY.number) == (date(2018, 7, 1), date(2018, 7, 31), 7)
    assert (str(JULY), JULY.label, JULY.short) == ("2018-07", "2018年7月", "7月")
    assert Month(2020, 2).last == date(2020, 2, 29)


def test_neighbours_cross_the_year():
    assert Month(2018, 12).next() == Month(2019, 1)
    assert Month(2018, 1).previous() == Month(2017, 12)
    assert JULY.plus(-19) == Month(2016, 12)


@pytest.mark.parametrize("text", ["2018-07", "2018年7月", "2018年07月", "201807", " 2018-07 "])
def test_parse_reads_the_three_spellings(text):
    assert Month.parse(text) == JULY


@pytest.mark.parametrize(
    "text", ["", "2018-13", "2018-00", "2018-7", "2018-07-01", "七月", "20187", "２０１８-07", "0000-01"]
)
def test_parse_refuses_the_rest_in_chinese(text):
    with pytest.raises(ValueError, match=r"[月年]份"):
        Month.parse(text)


@pytest.mark.parametrize(("year", "month"), [(2018, 0), (2018, 13), (0, 1), (10000, 1)])
def test_impossible_months_cannot_be_made(year, month):
    with pytest.raises(ValueError, match="份"):
        Month(year, month)


def test_a_moment_belongs_to_the_month_of_local_time():
    """23:30 UTC on 30 June is already 1 July in 泉州."""
    assert Month.of(date(2018, 7, 24)) == JULY
    assert Month.of(datetime(2018, 6, 30, 23, 30, tzinfo=UTC)) == JULY
    assert Month.of(datetime(2018, 7, 1, 0, 0)) == JULY


def test_months_of_year():
    year = months_of_year(2018)
    assert len(year) == 12
    assert year == tuple(sorted(year))
    assert (year[0], year[-1]) == (Month(2018, 1), Month(2018, 12))


@given(months)
def test_text_round_trips(month):
    assert Month.parse(str(month)) == Month.parse(month.label) == month
    assert Month.of(month.first) == Month.of(month.last) == month


@given(months, st.integers(-500, 500), st.integers(-500, 500))
def test_arithmetic_adds_up(month, first, second):
    assert month.plus(first).plus(second) == month.plus(first + second)
    assert month.plus(first).plus(-first) == month


@given(months, months)
def test_order_is_the_order_of_days(one, other):
    assert (one < other) == (one.first < other.first)
    assert (one == other) == (hash(one) == hash(other) and one.first == other.first)


@given(months)
def test_months_touch_without_gap(month):
    assert (month.next().first - month.last).days == 1
    assert month.next().previous() == month


def test_a_month_is_a_value():
    assert {JULY: 1}[Month(2018, 7)] == 1
    assert pickle.loads(pickle.dumps(JULY)) == JULY
    with pytest.raises(AttributeError):
        JULY.year = 2019


def test_url_converter_round_trips():
    import re

    converter = MonthConverter()
    assert converter.to_python("2018-07") == JULY
    assert converter.to_url(JULY) == converter.to_url("2018-07") == "2018-07"
    for text in ("2018-13", "2018-7", "201807", "２０１８-07"):
        assert not re.fullmatch(converter.regex, text)


def test_form_field():
    field = MonthFormField()
    assert field.clean("2018年7月") == JULY
    assert field.prepare_value(JULY) == "2018-07"
    assert 'type="month" ' in field.widget.render("month", JULY) + " "
    assert MonthFormField(required=False).clean(" ") is None
    with pytest.raises(ValidationError, match="不是月份"):
        field.clean("2018-13-01")
    with pytest.raises(ValidationError):
        field.clean("")
