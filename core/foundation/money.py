"""Money: ``Decimal`` amounts in 万元, and how rates and amounts are written for people.

One unit everywhere: columns, variables and parameters that hold 万元 end in ``_wan``. 亿元 exists on
screens only (``yi_text``). Floats are refused at every door, because 0.1 + 0.2 is not 0.3 in them.
Rounding is half up, done once, at the end: sums and rates are formed from unrounded values.

Empty values are ``None`` and are written "—"; an empty value is never shown as 0.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.db import models

ZERO = Decimal("0.00")
WAN_PER_YI = 10_000
MAX_DIGITS = 16
DECIMAL_PLACES = 2

DASH = "—"
MINUS = "\N{MINUS SIGN}"

_NO_FLOATS = "金额与比率不接受浮点数"
_CENT = Decimal("0.01")
_STEPS = {0: Decimal(1), DECIMAL_PLACES: _CENT}
_IN_CENTS = re.compile(r"-?[0-9]{1,14}\.[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def wan(value: Decimal | int | str) -> Decimal:
    """The amount in 万元 with exactly two decimals, rounded half up.

    Text must be a plain number ("1234.5"); thousands separators and exponents are for the reader of
    workbooks to understand, not for us. Raises TypeError for float, bool and anything else,
    ValueError for text that is no number, for NaN and infinity, and for more than 14 whole digits.
    """
    amount = value if value.__class__ is Decimal else _amount(value)
    if not amount.is_finite():
        raise ValueError(f"“{value}”不是金额")
    try:
        rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"金额超出范围：{value}") from None
    if rounded.adjusted() >= MAX_DIGITS - DECIMAL_PLACES:
        raise ValueError(f"金额超出范围：{value}")
    return rounded or ZERO  # a negative zero becomes a plain one


def _amount(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"金额只能是 Decimal、整数或文本，不能是 {type(value).__name__}")
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value.strip()):
        raise ValueError(f"“{value}”不是金额")
    return Decimal(value)


def rate(done: Decimal | None, plan: Decimal | None) -> Decimal | None:
    """``done ÷ plan`` as an unrounded fraction (0.74, not 74); None when there is nothing to divide.

    A rate of nothing is not 0, and more than 1 is normal: neither is capped. The rate of a group is
    the rate of its sums, ``rate(sum(done), sum(plan))``, never the mean of rates.
    """
    if done is None or plan is None:
        return None
    if float in {done.__class__, plan.__class__}:
        raise TypeError(_NO_FLOATS)
    return done / plan if plan else None


def wan_text(value: Decimal | int | None, places: int | None = None) -> str:
    """万元 for people: "12,345" when whole, else "12,345.60"; "−270" below zero; ``places`` forces the decimals."""
    if value is None:
        return DASH
    amount = wan(value)
    if places is None:
        places = 0 if amount == amount.to_integral_value() else DECIMAL_PLACES
    return _signed(f"{_round(amount, places):,f}")


def yi_text(value: Decimal | int | None, places: int = 2) -> str:
    """An amount in 万元 written in 亿元: 2652400 → "265.24"."""
    if value is None:
        return DASH
    return _signed(f"{_round(wan(value) / WAN_PER_YI, places):,f}")


def percent_text(value: Decimal | int | None, places: int = 2) -> str:
    """A fraction as percent, without the sign: 0.6052 → "60.52". Tables 2 decimals, sentences 1."""
    if value is None:
        return DASH
    _refuse_float(value)
    return _signed(f"{_round(Decimal(value) * 100, places):f}")


def points_text(value: Decimal | int | None, places: int = 2) -> str:
    """A difference in percentage points (百分点), signed: "+2.19", "−1.90", "0.00"."""
    if value is None:
        return DASH
    _refuse_float(value)
    points = _round(Decimal(value), places)
    sign = "+" if points > 0 else MINUS if points < 0 else ""
    return f"{sign}{abs(points):f}"


def amount_text(value: Decimal | int | str) -> str:
    """The one spelling of an amount in digests and JSON: "1234.50", no separators, no "-0.00"."""
    return f"{wan(value):f}"


def _signed(text: str) -> str:
    """A number for people carries the true minus sign, the same in amounts, rates and points."""
    return text.replace("-", MINUS)


def _round(value: Decimal, places: int) -> Decimal:
    """Half up to ``places`` decimals; a negative zero becomes a plain one."""
    rounded = value.quantize(_STEPS.get(places) or Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def _refuse_float(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(_NO_FLOATS)


class WanFormField(forms.DecimalField):
    """A form's amount in 万元. A float (from a program, never from a page) is refused."""

    def to_python(self, value: Any) -> Any:
        _refuse_float(value)
        return super().to_python(value)


class WanField(models.DecimalField):
    """A column in 万元: ``Decimal(16, 2)``. Name the column ``…_wan``.

    A float raises TypeError on assignment to a query or a save. A value with more than two decimals
    fails validation in forms and ``full_clean``; written past them it is rounded half up, on every
    database alike.
    """

    def __init__(self, verbose_name: Any = None, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, name, MAX_DIGITS, DECIMAL_PLACES, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        attribute, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return attribute, path, list(args), kwargs

    def to_python(self, value: Any) -> Decimal | None:
        _refuse_float(value)
        return cast(Decimal | None, super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        prepared = value if value.__class__ is Decimal else super().get_prep_value(value)
        return wan(prepared) if isinstance(prepared, Decimal) else prepared

    def copy_text(self, value: Any) -> str | None:
        """What COPY is given; None for what has to be converted first. Nearly all amounts have their two decimals."""
        text = str(value) if value.__class__ is Decimal else ""
        return text if _IN_CENTS.fullmatch(text) else None

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": WanFormField, **kwargs})
