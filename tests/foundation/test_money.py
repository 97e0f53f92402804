"""Money: exact, rounded half up once, floats refused, empty shown as a dash."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.money import (
    ZERO,
    amount_text,
    percent_text,
    points_text,
    rate,
    wan,
    wan_text,
    yi_text,
)

amounts = st.decimals(min_value=-(10**13), max_value=10**13, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1234.5", "1234.50"),
        (7, "7.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("0.015"), "0.02"),
        (Decimal("0.025"), "0.03"),
        (Decimal("-0.005"), "-0.01"),
        (Decimal("2.674999"), "2.67"),
        (" 12 ", "12.00"),
        ("-3.1", "-3.10"),
        (Decimal("99999999999999.99"), "99999999999999.99"),
    ],
)
def test_amounts_have_two_decimals_rounded_half_up(value, expected):
    assert str(wan(value)) == expected


@pytest.mark.parametrize("value", [0.1, 1.0, True, None, [1], b"1"])
def test_floats_and_other_types_are_refused(value):
    with pytest.raises(TypeError):
        wan(value)


@pytest.mark.parametrize(
    "text", ["", "一百", "1,234", "1e3", "1_000", "NaN", "Infinity", "1.", ".5", "１２", "100000000000000"]
)
def test_text_that_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="金额"):
        wan(text)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e30"), Decimal("99999999999999.995")])
def test_decimals_outside_the_column_are_refused(value):
    with pytest.raises(ValueError, match="金额"):
        wan(value)


def test_a_tiny_negative_amount_is_plain_zero():
    assert str(wan(Decimal("-0.001"))) == "0.00"
    assert str(wan("-0")) == "0.00"


@given(amounts)
def test_an_amount_survives_its_canonical_text(amount):
    assert wan(amount_text(amount)) == wan(amount) == amount


@given(amounts)
def test_an_amount_survives_the_text_people_read(amount):
    assert wan(wan_text(amount).replace(",", "").replace("\u2212", "-")) == amount


@given(st.lists(amounts, max_size=30))
def test_sums_of_amounts_need_no_rounding(values):
    total = sum(values, ZERO)
    assert total == total.quantize(Decimal("0.01"))


def test_rate_is_unrounded_and_may_pass_one():
    assert rate(Decimal("236800"), Decimal("320000")) == Decimal("0.74")
    assert rate(Decimal("300"), Decimal("200")) == Decimal("1.5")
    assert percent_text(rate(Decimal("590"), Decimal("944"))) == "62.50"


def test_the_rate_of_a_group_is_the_rate_of_its_sums():
    """(100 of 200) and (90 of 100) are 63.33 %, not 70 %."""
    assert percent_text(rate(Decimal(100 + 90), Decimal(200 + 100))) == "63.33"


@pytest.mark.parametrize(("done", "plan"), [(Decimal(5), Decimal(0)), (Decimal(5), None), (None, Decimal(5))])
def test_a_rate_of_nothing_is_none_and_a_dash(done, plan):
    assert rate(done, plan) is None
    assert percent_text(rate(done, plan)) == "—"


def test_rates_refuse_floats():
    with pytest.raises(TypeError):
        rate(0.5, Decimal(1))
    with pytest.raises(TypeError):
        percent_text(0.5)
    with pytest.raises(TypeError):
        points_text(0.5)


def test_schedule_lead_of_the_worked_example():
    """Plan 320,000, done 236,800, August: 74.00 %, +7.33 points against the straight line."""
    lead = (rate(Decimal(236800), Decimal(320000)) - Decimal(8) / 12) * 100
    assert points_text(lead) == "+7.33"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("12345"), None, "12,345"),
        (Decimal("12345.60"), None, "12,345.60"),
        (Decimal("12345.60"), 0, "12,346"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("12345"), 2, "12,345.00"),
        (Decimal("-1234.5"), None, "\u22121,234.50"),
        (ZERO, None, "0"),
        (None, None, "—"),
        (None, 2, "—"),
    ],
)
def test_wan_text(value, places, text):
    assert wan_text(value, places) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("2652400"), 2, "265.24"),
        (Decimal("4700000"), 2, "470.00"),
        (Decimal("154515"), 1, "15.5"),
        (Decimal("50"), 2, "0.01"),
        (Decimal("49.99"), 2, "0.00"),
        (Decimal("-49.99"), 2, "0.00"),
        (Decimal("12345678"), 2, "1,234.57"),
        (None, 2, "—"),
    ],
)
def test_yi_text(value, places, text):
    assert yi_text(value, places) == text


def test_percent_text():
    assert percent_text(Decimal("0.6052")) == "60.52"
    assert percent_text(Decimal("0.60525"), places=2) == "60.53"
    assert percent_text(Decimal("1.2"), places=1) == "120.0"
    assert percent_text(None) == "—"


@pytest.mark.parametrize(
    ("points", "places", "text"),
    [
        (Decimal("2.1867"), 2, "+2.19"),
        (Decimal("2.1867"), 1, "+2.2"),
        (Decimal("-1.9"), 2, "\u22121.90"),
        (Decimal(0), 2, "0.00"),
        (Decimal("-0.004"), 2, "0.00"),
        (Decimal("0.004"), 2, "0.00"),
        (Decimal("-0.005"), 2, "\u22120.01"),
        (None, 2, "—"),
    ],
)
def test_points_are_signed_after_rounding(points, places, text):
    assert points_text(points, places) == text


def test_amount_text_is_canonical():
    assert amount_text("1234.5") == "1234.50"
    assert amount_text(Decimal("-0.00")) == "0.00"
    assert amount_text(Decimal("1E+3")) == "1000.00"
    with pytest.raises(TypeError):
        amount_text(1.5)
