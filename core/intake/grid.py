"""The neutral grid that everything after the reader works on: where each value stood, and what it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


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

    @property
    def is_blank(self) -> bool:
        return self.kind == Kind.TEXT and not self.text.strip()


BLANK = Cell(Kind.TEXT, "")


class RowCells(Mapping[int, Cell]):
    """The cells of a row by column. A plain number is kept as its text until somebody asks: a long table holds
    hundreds of thousands, and each would be an object of its own for as long as the table is held.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[int, int], values: list[str | Cell]) -> None:
        """`places` maps columns, in order, to places among the values; rows of one shape share it."""
        self._places, self._values = places, values

    def __getitem__(self, column: int) -> Cell:
        value = self._values[self._places[column]]
        return Cell(Kind.NUMBER, value) if value.__class__ is str else value

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Row:
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
