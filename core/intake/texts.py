"""Values in the text columns of a batch: one spelling each, so that equal things compare equal."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from core.foundation.canonical import canonical_json
from core.foundation.money import amount_text


def plain(value: Any) -> str:
    """A typed value as text: "1234.50", "2018-03-01"; nothing is ""."""
    if value.__class__ is Decimal:
        text = str(value)  # of an amount that was read: nothing is left to be rounded
        return text if text[-3:-2] == "." and text != "-0.00" else amount_text(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value.__class__ is date:
        return _day_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_day_text = lru_cache(maxsize=4_096)(date.isoformat)
"""A long table has few days, and their texts are kept for each of its rows."""


def write(value: Any) -> str:
    """Canonical JSON for a text column."""
    return canonical_json(value)


def read(text: str) -> Any:
    return orjson.loads(text)
