"""Cells on their way from the child to the portal: whatever the library gives arrives as what it was."""

from datetime import date, datetime, time, timedelta
from math import isfinite

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.grid import Cell, Kind, RowCells
from core.intake.normalise.money import plain_wan, read_wan
from core.intake.reading.coding import MARK, cell_of, coded, decoded, line_of
from core.intake.reading.formats import plain_number

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.text(min_size=1).map(MARK.__add__)
numbers = st.floats() | st.integers(-(10**9), 10**9).map(lambda cents: cents / 100)
values = words | numbers | st.booleans() | st.dates() | st.datetimes(timezones=st.none()) | st.times()


def arrived(cells: list) -> list[tuple[str, str, str]]:
    """Kind, text and form of cells that went over as one row."""
    (row,) = orjson.loads(line_of({"rows": [[7, 1, cells]]}))["rows"]
    return [decoded(code) for code in row[2]]


@given(st.lists(values, min_size=1, max_size=12))
def test_what_the_library_gives_is_what_the_portal_sees(row):
    assert arrived(row) == [(*cell_of(value), "") for value in row]


@given(st.sampled_from("nsdbef"), words, st.sampled_from(["", "%", "scaled"]))
def test_cells_told_apart_already_keep_kind_form_and_text(kind, text, form):
    if kind == "n":
        text = plain_number(float(len(text)) / 8)
    assert arrived([coded((kind, text, form))]) == [(kind, text, form)]


@given(st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{1,25})?", fullmatch=True))
def test_no_digit_of_a_written_number_is_lost(text):
    assert decoded(coded(("n", text))) == ("n", text, "")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (float("nan"), ("e", "#NUM!", "")),
        (float("-inf"), ("e", "#NUM!", "")),
        (True, ("b", "TRUE", "")),
        (1.0, ("n", "1", "")),
        (-0.0, ("n", "0", "")),
        (45, ("n", "45", "")),
        (date(2018, 3, 1), ("d", "2018-03-01", "")),
        (datetime(2018, 3, 1, 8, 30), ("d", "2018-03-01 08:30:00", "")),
        (time(8, 30), ("s", "08:30:00", "")),
        (timedelta(hours=30), ("s", "1 day, 6:00:00", "")),
        ("null, true", ("s", "null, true", "")),
        ("半个\ud83d字", ("s", "半个?字", "")),
        (f"{MARK}d-2018-03-01", ("s", f"{MARK}d-2018-03-01", "")),
    ],
)
def test_what_json_has_no_word_for(value, cell):
    """Nothing of it is dropped, and a text cannot pass for another kind."""
    assert arrived([value, "字"]) == [cell, ("s", "字", "")]


def test_a_truth_and_the_number_one_stay_two_things():
    """Equal to a dictionary, and columns remember what their cells say."""
    (row,) = orjson.loads(line_of({"rows": [[1, 1, [True, 1.0]]]}))["rows"]
    assert len({*row[2]}) == 2


@given(numbers.filter(isfinite))
def test_the_quick_way_to_an_amount_reads_what_the_long_way_does(number):
    amount = plain_wan(number)
    if amount is not None:
        assert read_wan(Cell(Kind.NUMBER, plain_number(number)), "万元") == (amount, ())
        assert str(amount) == f"{amount:.2f}"


@given(st.dictionaries(st.integers(1, 30), words.map(lambda text: Cell(Kind.TEXT, text)), max_size=6))
def test_a_row_of_codes_is_a_mapping_of_its_cells(cells):
    assert dict(RowCells.of(cells).items()) == cells
