"""Cells to values: right, or said why not. Nothing raises, nothing is guessed, nothing becomes 0."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.grid import Cell, Kind
from core.intake.issues import Tier
from core.intake.normalise import MONEY_UNITS, read_day, read_name, read_rate, read_span, read_text, read_wan, squeeze
from core.intake.vocabulary import vocabulary

ANYTHING = st.builds(
    Cell, st.sampled_from([Kind.TEXT]), st.text(max_size=40), st.sampled_from(["", "%", "scaled"])
) | st.builds(
    Cell, st.just(Kind.NUMBER), st.decimals(allow_nan=False, allow_infinity=False, places=4).map("{:f}".format)
)
AMOUNTS = st.decimals(min_value=0, max_value=10**10, places=2)


def text(value: str) -> Cell:
    return Cell(Kind.TEXT, value)


def number(value: str, form: str = "") -> Cell:
    return Cell(Kind.NUMBER, value, form)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.5", "1234.50"), ("1,234.50", "1234.50"), ("１，２３４．５", "1234.50"), ("1\u00a0234.5", "1234.50"),
        ("1,234.50万元", "1234.50"), ("1.2亿", "12000.00"), ("1.2亿元", "12000.00"), ("300万", "300.00"),
        ("5000000元", "500.00"), ("¥300", "300.00"), ("−20", "-20.00"), ("0", "0.00"), (".5", "0.50"),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written: str, amount: str):
    read = read_wan(text(written), "万元")
    assert (read.value, read.is_refused) == (Decimal(amount), False)


@pytest.mark.parametrize(
    "written",
    [
        "1,23",
        "1,2345",
        "100-200",
        "见附件",
        "下浮8%",
        "12%",
        "1e3",
        "约",
        "1.2.3",
        "(120)",
        "100万美元",
        "三百万",
        "1/2",
        "1200 300",
        "1200\n300",
        "1 234.5",
        "12\u00a034",
        "同上",
    ],
)
def test_what_is_no_amount_is_refused_and_never_zero(written: str):
    read = read_wan(text(written), "万元")
    assert read.value is None
    assert read.is_refused


@pytest.mark.parametrize("written", ["", " ", "　", "-", "—", "——", "/", "暂无", "待定"])
def test_nothing_is_nothing(written: str):
    read = read_wan(text(written), "万元")
    assert read.value is None
    assert not read.is_refused


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (Cell(Kind.UNCOMPUTED, ""), "formula_without_value"), (Cell(Kind.ERROR, "#REF!"), "error_value"),
        (Cell(Kind.DAY, "2018-01-01"), "not_money"), (Cell(Kind.TRUTH, "TRUE"), "not_money"),
        (number("0.3", "%"), "not_money"), (number("12", "scaled"), "scaled_format"),
    ],
)  # fmt: skip
def test_other_things_in_a_money_cell(cell: Cell, rule: str):
    (note,) = read_wan(cell, "万元").notes
    assert (note.tier, note.rule) == (Tier.ERROR, rule)


def test_about_is_read_and_pointed_out():
    read = read_wan(text("约1200万元"), "万元")
    assert read.value == Decimal("1200.00")
    assert [note.tier for note in read.notes] == [Tier.NOTICE]


def test_rounding_to_the_cent_is_told():
    read = read_wan(number("12345.67"), "元")
    assert read.value == Decimal("1.23")
    assert [note.rule for note in read.notes] == ["rounded"]


@given(AMOUNTS)
def test_every_spelling_of_an_amount_is_that_amount(amount: Decimal):
    for cell in (number(f"{amount:f}"), text(f"{amount:f}"), text(f"{amount:,f}"), text(f" {amount:,f} 万元")):
        assert read_wan(cell, "万元").value == amount


@given(ANYTHING, st.sampled_from(sorted(MONEY_UNITS)))
def test_money_never_raises_and_a_value_always_has_cents(cell: Cell, unit: str):
    read = read_wan(cell, unit)
    assert read.value is None or read.value.as_tuple().exponent == -2
    assert not (read.value is not None and read.is_refused)


@given(st.text(max_size=30).filter(lambda written: not any(sign.isnumeric() for sign in written)))
def test_words_without_a_digit_are_never_an_amount(written: str):
    assert read_wan(text(written), "万元").value is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-02-23", date(2018, 2, 23)), ("2018/2/23", date(2018, 2, 23)), ("2018.2.23", date(2018, 2, 23)),
        ("2018年2月23日", date(2018, 2, 23)), ("20180223", date(2018, 2, 23)), ("2018.02", date(2018, 2, 1)),
        ("2018年2月", date(2018, 2, 1)), ("201802", date(2018, 2, 1)), ("2018-2", date(2018, 2, 1)),
        ("８月", date(2018, 8, 1)), ("2018年", date(2018, 1, 1)), ("2018", date(2018, 1, 1)),
        ("2018年2月底", date(2018, 2, 1)),
    ],
)  # fmt: skip
def test_days_and_months_as_people_write_them(written: str, day: date):
    assert read_day(text(written), year=2018).value == day


def test_a_month_at_the_end_is_its_last_day():
    assert read_day(text("2018.2"), year=2018, is_end=True).value == date(2018, 2, 28)
    assert read_day(text("2018"), year=2018, is_end=True).value == date(2018, 12, 31)


def test_excels_own_day_number_is_read_and_pointed_out():
    read = read_day(number("43154"), year=2018)
    assert read.value == date(2018, 2, 23)
    assert [note.rule for note in read.notes] == ["serial"]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (number("2018.1"), "month_one_or_ten"), (text("12.18"), "short_date"), (text("09.10"), "short_date"),
        (text("2018-02-30"), "no_such_day"), (text("2018.13"), "no_such_day"), (text("开工后定"), "not_a_date"),
        (text("0218-02-03"), "year_out_of_range"), (number("0.5", "%"), "not_a_date"),
    ],
)  # fmt: skip
def test_unclear_dates_are_asked(cell: Cell, rule: str):
    read = read_day(cell, year=2018)
    assert read.value is None
    assert [note.rule for note in read.notes] == [rule]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date):
    for written in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    ):
        assert read_day(text(written), year=None).value == day


@given(ANYTHING, st.booleans())
def test_dates_never_raise(cell: Cell, is_end: bool):
    read = read_day(cell, year=2018, is_end=is_end)
    assert read.value is None or not read.is_refused


@pytest.mark.parametrize(
    ("written", "start", "finish"),
    [
        ("2016-2019", date(2016, 1, 1), date(2019, 12, 31)), ("2016—2019", date(2016, 1, 1), date(2019, 12, 31)),
        ("2007.10-2010.12", date(2007, 10, 1), date(2010, 12, 31)), ("2018-", date(2018, 1, 1), None),
        ("2018年3月至12月", date(2018, 3, 1), date(2018, 12, 31)),
        ("2018年3月1日—2019年6月30日", date(2018, 3, 1), date(2019, 6, 30)),
        ("2018-03-01-2019-12-31", date(2018, 3, 1), date(2019, 12, 31)),
    ],
)  # fmt: skip
def test_spans(written: str, start: date, finish: date | None):
    span = read_span(text(written), year=2018).value
    assert (span.start, span.finish) == (start, finish)


@pytest.mark.parametrize("written", ["2019-2016", "三年", "365", "09.10-11.3", "1-2-3"])
def test_unclear_spans_are_asked(written: str):
    read = read_span(text(written), year=2018)
    assert read.value is None
    assert read.is_refused


@given(ANYTHING)
def test_spans_never_raise(cell: Cell):
    read_span(cell, year=2018)


@pytest.mark.parametrize(
    ("cell", "rate"),
    [(number("31.69"), "0.3169"), (text("31.69%"), "0.3169"), (number("0.3169", "%"), "0.3169"),
     (text("１２０％"), "1.2"),
     (number("0"), "0")],
)  # fmt: skip
def test_rates(cell: Cell, rate: str):
    assert read_rate(cell).value == Decimal(rate)


def test_a_rate_that_may_mean_two_things_is_asked():
    assert read_rate(number("0.85")).is_refused


@given(ANYTHING)
def test_rates_and_words_never_raise(cell: Cell):
    read_rate(cell)
    read_text(cell, longest=20)
    read_name(cell, longest=20)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("★环城公园", "环城公园"),
        ("● 环城公园", "环城公园"),
        ("　　环城公园 ", "环城公园"),
        ("环城\n公园", "环城公园"),
        ("环城 Park", "环城 Park"),
        ("3、环城公园", "环城公园"),
        ("110千伏变电站", "110千伏变电站"),
        ("环城公园（一期）", "环城公园（一期）"),
    ],
)
def test_marks_and_blanks_of_names(written: str, name: str):
    assert read_name(text(written), longest=120).value == name


UNITS = vocabulary("上报单位", [("350582", ["晋江市"], ["晋江"]), ("350581", ["石狮市"], ["石狮"])])


def test_words_of_a_closed_list():
    assert UNITS.read(text(" 晋 江 市 ")).value == "350582"
    alias = UNITS.read(text("晋江"))
    assert (alias.value, alias.notes[0].tier) == ("350582", Tier.NORMALISED)


def test_look_alikes_are_proposed_and_never_taken():
    read = UNITS.read(text("晋讧市"))
    assert read.value is None
    assert read.notes[0].proposal == "晋江市"
    assert read.notes[0].accepted == "晋江市、石狮市"


def test_one_word_for_two_values_is_a_slip_of_ours():
    with pytest.raises(ValueError, match="means both"):
        vocabulary("单位", [("1", ["甲"], []), ("2", ["乙"], ["甲"])])


@given(st.text(max_size=60))
def test_squeezing_twice_changes_nothing(written: str):
    once = squeeze(written)
    assert squeeze(once) == once
