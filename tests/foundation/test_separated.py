"""CSV without formulas, from which every text comes back as it was typed."""

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.foundation.separated import all_guarded, guarded, lines_of, unguarded

DANGEROUS = set("=+-@\t\r\n＝＋－＠")
TEXTS = st.text(
    alphabet=st.sampled_from("=+-@'\t\r\n＝＋－＠a1，中\"") | st.characters(exclude_categories=["Cs"]), max_size=9
)


@given(TEXTS)
def test_every_text_comes_back_and_none_begins_like_a_formula(text: str):
    written = guarded(text)
    assert written[:1] not in DANGEROUS
    assert unguarded(written) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=9))
def test_cells_keep_their_line_breaks_quotes_and_commas(rows: list[list[str]]):
    columns = [[guarded(row[place]) for row in rows] for place in (0, 1)]
    content = b"".join(lines_of(["甲", "乙"], [columns]))
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [[unguarded(cell) for cell in row] for row in read] == [["甲", "乙"], *rows]


@given(st.lists(st.tuples(TEXTS, st.none() | st.decimals(allow_nan=False), st.none() | st.dates()), max_size=9))
def test_what_is_written_is_what_the_csv_module_writes(rows: list[tuple[Any, ...]]):
    target = io.StringIO()
    csv.writer(target).writerows([("甲", "乙", "丙"), *rows])
    columns = [[row[place] for row in rows] for place in range(3)]
    assert b"".join(lines_of(["甲", "乙", "丙"], [columns])).decode("utf-8-sig") == target.getvalue()


def test_memory_does_not_grow_with_the_rows():
    """One chunk is written before the next is asked for."""
    chunks = iter([[["1"], ["2"]], [["3"], ["4"]]])
    pieces = lines_of(["甲", "乙"], chunks)
    assert next(pieces).decode("utf-8-sig") == "甲,乙\r\n"
    assert next(pieces) == b"1,2\r\n"
    assert next(chunks) == [["3"], ["4"]]


def test_a_column_of_many_texts_keeps_its_empty_ones_and_guards_the_rest():
    assert all_guarded(["", None, "=1", "甲"]) == ["", "", "'=1", "甲"]
