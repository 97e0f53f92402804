"""Canonical JSON: equal values give equal text; what has no single spelling is refused."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.models import TextChoices
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.months import Month


class Basis(TextChoices):
    CARRIED = "CARRIED", "沿用"


words = st.text(st.characters(exclude_categories=()))  # halves of letters among them
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(-(2**70), 2**70) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


def test_one_text_for_everything_we_journal():
    value = {
        "unit": "洛江区",
        "month": Month(2018, 7),
        "amounts": (Decimal("1234.5"), Decimal("-0.00"), Decimal("0.805"), Decimal("1E+3")),
        "day": date(2018, 7, 24),
        "at": datetime(2018, 7, 24, 9, 0, tzinfo=timezone(timedelta(hours=8))),
        "basis": Basis.CARRIED,
        "id": UUID(int=1),
        "late": False,
        "count": 65,
        "remark": None,
    }
    assert canonical_json(value) == (
        '{"amounts":["1234.50","0.00","0.805","1000.00"],"at":"2018-07-24T01:00:00+00:00","basis":"CARRIED",'
        '"count":65,"day":"2018-07-24","id":"00000000-0000-0000-0000-000000000001","late":false,'
        '"month":"2018-07","remark":null,"unit":"洛江区"}'
    )


@given(plain)
def test_text_round_trips_and_is_stable(value):
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(plain)
def test_the_text_is_what_the_standard_library_writes(value):
    """Digests of years ago were made of it, and the verifier of a draw has nothing else."""
    assert canonical_json(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


@given(st.decimals(allow_nan=False, places=8, min_value=-(10**15), max_value=10**15))
def test_equal_decimals_have_equal_text_and_nothing_is_lost(value):
    text = json.loads(canonical_json(value))
    assert Decimal(text) == value
    assert canonical_json(value.normalize()) == canonical_json(value)


def test_the_same_instant_has_the_same_text_in_every_zone():
    local = datetime(2018, 8, 1, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    assert canonical_json(local) == canonical_json(local.astimezone(UTC))


@pytest.mark.parametrize(
    "value", [0.1, {"a": [1.0]}, {1: "a"}, {None: "a"}, {1, 2}, b"x", object(), datetime(2018, 7, 24)]
)
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_no_number_is_refused(value):
    with pytest.raises(ValueError, match="no form"):
        canonical_json(value)


def test_digest():
    assert sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_hex("洛江") == sha256_hex("洛江")
    assert sha256_hex("洛江") != sha256_hex("丰泽")
