"""The neutral grid that everything after the reader works on: where each value stood, and what it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from .reading.coding import Code, coded, decoded


class Kind(StrEnum):
    NUMBER = "n"
    TEXT = "s"
    DAY = "d"
    TRUTH = "b"
    ERROR = "e"
    UNCOMPUTED = "f"


class Cell(NamedTuple):
    """`text` is a plain decimal for numbers, ISO for days; `form` says how the sheet shows it ("%", "scaled")."""

    kind: str
    text: str
    form: str = ""

    @classmethod
    def of(cls, code: Code) -> "Cell":
        return cls(*decoded(code))

    @property
    def is_blank(self) -> bool:
        return self.kind == _TEXT and not self.text.strip()


_TEXT = Kind.TEXT
BLANK = Cell(Kind.TEXT, "")


def is_counting(code: Code) -> bool:
    """Whether a cell holds digits alone, as serial numbers do."""
    if isinstance(code, str):
        return code.isdigit() and code.isascii()
    return code >= 0 and code.is_integer()


class RowCells(Mapping[int, Cell]):
    """The cells of a row by column, kept as the reader sent them: a code for each column from `left` on, "" where
    nothing stands. A long table holds hundreds of thousands of cells, and few of them are ever asked for as such.
    """

    __slots__ = ("codes", "left")

    def __init__(self, left: int, codes: Sequence[Code]) -> None:
        self.left, self.codes = left, codes

    @classmethod
    def of(cls, cells: Mapping[int, Cell]) -> "RowCells":
        """Any row's cells in this form."""
        if isinstance(cells, cls):
            return cells
        left = min(cells, default=1)
        places = range(left, max(cells, default=0) + 1)
        return cls(left, [coded(cells[at]) if at in cells else "" for at in places])

    def code(self, column: int) -> Code:
        place = column - self.left
        return self.codes[place] if 0 <= place < len(self.codes) else ""

    def text(self, column: int) -> str:
        """The text of a cell, "" where there is none."""
        code = self.code(column)
        return decoded(code)[1] if code else ""

    def texts(self) -> Iterator[tuple[int, str]]:
        """The columns that hold words, with them."""
        for column, code in enumerate(self.codes, start=self.left):
            if code.__class__ is str and code:
                yield column, decoded(code)[1]

    @property
    def last(self) -> int:
        """The column behind which nothing stands."""
        return self.left + len(self.codes) - 1

    @property
    def has_numbers(self) -> bool:
        """Whether a plain number is among them: the quickest thing to be known of a row."""
        return float in map(type, self.codes)

    def __getitem__(self, column: int) -> Cell:
        code = self.code(column)
        if code == "":
            raise KeyError(column)
        return Cell.of(code)

    def __contains__(self, column: object) -> bool:
        return self.code(column) != ""

    def get(self, column: int, default: Any = None) -> Any:
        code = self.code(column)
        return default if code == "" else Cell.of(code)

    def __iter__(self) -> Iterator[int]:
        return (column for column, code in enumerate(self.codes, start=self.left) if code != "")

    def __len__(self) -> int:
        return len(self.codes) - self.codes.count("")


class Row(NamedTuple):
    """`number` as the sheet counts; `cells` by column from 1, those with a value only."""

    number: int
    cells: Mapping[int, Cell]

    def cell(self, column: int) -> Cell:
        return self.cells.get(column, BLANK)

    @property
    def is_blank(self) -> bool:
        return all(cell.is_blank for cell in self.cells.values())


class Merge(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    name: str
    state: str = "visible"
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return self.state != "visible"

    @cached_property
    def by_number(self) -> dict[int, Row]:
        return {row.number: row for row in self.rows}

    @cached_property
    def origins(self) -> dict[tuple[int, int], Merge]:
        """The merge that covers a place, for every covered place; the merges of one sheet do not overlap."""
        return {place: merge for merge in self.merges for place in _places(merge)}

    def at(self, row: int, column: int) -> Cell:
        """The value shown at a place: its own, or that of the merged cell over it."""
        own = self.by_number[row].cell(column) if row in self.by_number else BLANK
        merge = self.origins.get((row, column))
        if merge is None or not own.is_blank or merge.top not in self.by_number:
            return own
        return self.by_number[merge.top].cell(merge.left)


@dataclass
class Workbook:
    name: str
    sheets: list[Sheet]

    @property
    def row_count(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets)


_WIDEST_MERGE = 20_000


def _places(merge: Merge) -> Iterator[tuple[int, int]]:
    """Every place of a merge; one over half the sheet is formatting and covers nothing."""
    if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) <= _WIDEST_MERGE:
        for row in range(merge.top, merge.bottom + 1):
            for column in range(merge.left, merge.right + 1):
                yield row, column


def column_letters(number: int) -> str:
    """1 → "A", 27 → "AA"."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """(4, 3) → "C4"."""
    return f"{column_letters(column)}{row}"
