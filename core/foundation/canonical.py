"""Canonical JSON: one text for one value, so that its digest is the same on every database."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import orjson

from core.foundation.months import Month


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces and Chinese as itself.

    Decimals become text in plain notation with at least two decimals ("1234.50", "0.805"), months
    "2018-07", dates ISO, moments ISO in UTC, enumerations their value. Raises TypeError for float,
    for keys that are not text, for moments without a time zone and for anything without one
    obvious spelling (sets, models); ValueError for NaN and infinity.
    """
    plain = _plain(value)
    try:
        return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # whole numbers beyond 64 bits and halves of letters; the text of all else is the same
        return _ENCODE(plain)


_ENCODE = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def sha256_hex(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value built of dict, list, str, int, bool and None only."""
    kind = value.__class__  # quicker told than what a value matches, of all but a few
    if kind in _AS_THEY_ARE or (kind in _HOLDING and _HOLDING[kind](value)):
        return value
    match value:
        case list() | tuple():
            return [item if item.__class__ in _AS_THEY_ARE else _plain(item) for item in value]
        case Enum():
            return _plain(value.value)
        case dict():
            return {key if key.__class__ is str else _key(key): _plain(item) for key, item in value.items()}
    return _plain_leaf(value)


_STR = frozenset({str})
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_HOLDING: dict[type, Callable[[Any], bool]] = {
    list: lambda value: _AS_THEY_ARE.issuperset(map(type, value)),
    dict: lambda value: _STR.issuperset(map(type, value)) and _AS_THEY_ARE.issuperset(map(type, value.values())),
}
"""Whether a list or dict holds nothing but such values."""


def _plain_leaf(value: Any) -> str | int | None:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return _decimal_text(value)
        case datetime():
            return _moment_text(value)
        case date():
            return value.isoformat()
        case Month() | UUID():
            return str(value)
    raise TypeError(f"canonical JSON has no form for {type(value).__name__}")


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"keys of canonical JSON are text, not {type(key).__name__}")
    return str(getattr(key, "value", key))


def _decimal_text(value: Decimal) -> str:
    """Equal decimals give equal text: 0.8 and 0.800 → "0.80"; nothing is rounded away."""
    if not value.is_finite():
        raise ValueError(f"canonical JSON has no form for {value}")
    if not value:
        return "0.00"
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def _moment_text(value: datetime) -> str:
    """Always UTC: the same instant has the same text whichever zone a database returned it in."""
    if value.tzinfo is None:
        raise TypeError("canonical JSON needs moments with a time zone")
    return value.astimezone(UTC).isoformat()
