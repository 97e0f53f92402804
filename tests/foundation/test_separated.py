"""CSV without formulas, from which every text comes back as it was typed."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from core.foundation.separated import guarded, lines_of, unguarded

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
    content = b"".join(lines_of(["甲", "乙"], [[guarded(cell) for cell in row] for row in rows]))
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [[unguarded(cell) for cell in row] for row in read] == [["甲", "乙"], *rows]


def test_memory_does_not_grow_with_the_rows():
    pieces = lines_of(["甲"], ([number] for number in range(1_000_000)))
    assert next(pieces).decode("utf-8-sig") == "甲\r\n"
    assert next(pieces).count(b"\r\n") == 500
