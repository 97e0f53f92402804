"""Cells under known headings to typed values and remarks, a column at a time: most columns say few different things."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, zip_longest
from types import NoneType
from typing import Any, NamedTuple

from core.intake.desk import Desk, Field, Kind
from core.intake.grid import Cell, Code, RowCells
from core.intake.issues import Issue, Note, Tier
from core.intake.normalise import (
    Reading,
    clean,
    plain_name,
    plain_wan,
    read_code,
    read_day,
    read_name,
    read_percent,
    read_rate,
    read_span,
    read_text,
    read_wan,
)

from .result import ReadRow

Said = tuple[Any, tuple[tuple[Any, ...], ...]]
"""What a cell says: its value, None for none, and what is to be remarked wherever it stands: issues' last parts."""
_NOTHING: Said = (None, ())

_DIFFERENT = frozenset({Kind.NAME, Kind.CODE, Kind.WAN})
"""Kinds whose cells hardly repeat: remembering them would cost more than reading them."""


class _Column(dict[Code, Said]):
    """What the cells of a column say, by their codes; a code that was not met before is read when it is asked for.

    `quick` reads what nearly all cells are, where they are that: it gives what `read` would give without a remark.
    """

    def __init__(self, of: Field, read: "Read | None", quick: "Quick | None") -> None:
        super().__init__({"": _NOTHING})
        self._field, self._read, self._quick = of, read, quick
        self._keeps = of.kind not in _DIFFERENT

    def __missing__(self, code: Code) -> Said:
        value = self._quick(code) if self._quick else None
        said = (value, ()) if value is not None else self.said_by(Cell.of(code))
        if self._keeps:
            self[code] = said
        return said

    def said_by(self, cell: Cell) -> Said:
        """What this desk does not write never stops a row."""
        if self._read is None:
            return _NOTHING
        value, notes = self._read(cell)
        return value, tuple(_remark(self._field, cell, note) for note in notes) if notes else ()


class Head(NamedTuple):
    """A column under a known heading."""

    key: str
    field: Field
    number: int
    said: _Column


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one list: `units` holds the unit of each money column that has one, `year` the table's."""

    desk: Desk
    year: int | None
    units: Mapping[int, str]
    _columns: dict[tuple[int, str], _Column] = field(default_factory=dict, repr=False)

    def heads(self, columns: Mapping[str, int], fields: Mapping[str, Field]) -> list[Head]:
        """The columns that anything is read from, by the keys of their values."""
        return [
            Head(key, fields[key], number, self._column(fields[key], number))
            for key, number in columns.items()
            if fields[key].kind in _READERS
        ]

    def read_rows(self, rows: Sequence[ReadRow], cells: Sequence[RowCells], heads: Sequence[Head]) -> None:
        """Give each of the rows, which are still empty, what its cells say; where its columns are it knows already."""
        for left, group in groupby(zip(rows, cells, strict=True), key=_left):
            some, theirs = zip(*group, strict=True)
            self._read_block(some, [*zip_longest(*(each.codes for each in theirs), fillvalue="")], left, heads)

    def read_into(self, row: ReadRow, field: Field, column: int, cell: Cell, at: int = 0) -> None:
        """Add what the cell says to the row. `at` is the cell's own row where that is another."""
        value, remarks = self._column(field, column).said_by(cell)
        row.issues += [Issue(row.sheet, at or row.row, column, *remark) for remark in remarks]
        if value is not None:
            self._keep(row, field, (at or row.row, column), value)

    def _read_block(
        self, rows: Sequence[ReadRow], columns: Sequence[Sequence[Code]], left: int, heads: Iterable[Head]
    ) -> None:
        """Rows whose cells begin in the same column; spans come last, for what has no column of its own."""
        keys: list[str] = []
        values: list[Sequence[Any]] = []
        spans: list[tuple[Head, Sequence[Any]]] = []
        has_gaps = False
        for head in heads:
            place = head.number - left
            if not 0 <= place < len(columns):
                continue
            found, remarks = zip(*map(head.said.__getitem__, columns[place]), strict=True)
            if any(remarks):
                _remark_on(rows, head.number, remarks)
            if head.field.kind is Kind.SPAN:
                spans.append((head, found))
                continue
            keys.append(head.key)
            values.append(found)
            has_gaps = has_gaps or NoneType in map(type, found)
        for row, given in zip(rows, zip(*values, strict=True), strict=False):
            pairs = zip(keys, given, strict=True)
            row.values = {key: value for key, value in pairs if value is not None} if has_gaps else dict(pairs)
        for head, found in spans:
            for row, value in zip(rows, found, strict=True):
                if value is not None:
                    self._keep(row, head.field, (row.row, head.number), value)

    def _column(self, of: Field, number: int) -> _Column:
        """One for each column and field: on a card the same column holds the values of several."""
        found = self._columns.get((number, of.key))
        if found is None:
            reader_of = _READERS.get(of.kind)
            read = reader_of(self, of, number) if reader_of else None
            found = self._columns[number, of.key] = _Column(of, read, self._quick(of, number))
        return found

    def _quick(self, of: Field, number: int) -> "Quick | None":
        if of.kind is Kind.NAME:
            return partial(plain_name, longest=of.longest)
        return plain_wan if of.kind is Kind.WAN and self.units.get(number) == "万元" else None

    def _keep(self, row: ReadRow, field: Field, place: tuple[int, int], value: Any) -> None:
        """A span gives the two dates that have no column of their own."""
        if field.kind != Kind.SPAN:
            self._put(row, field.key, place, value)
            return
        for key, day in (("planned_start", value.start), ("planned_finish", value.finish)):
            if day is not None and key not in row.values:
                self._put(row, key, place, day)

    @staticmethod
    def _put(row: ReadRow, key: str, place: tuple[int, int], value: Any) -> None:
        row.values[key] = value
        if place[0] == row.row:
            row.columns = {**row.columns, key: place[1]}  # shared by the rows of a list
        else:
            row.places = {**row.places, key: (row.sheet, *place)}


def _left(pair: tuple[ReadRow, RowCells]) -> int:
    return pair[1].left


def _remark_on(rows: Sequence[ReadRow], column: int, remarks: Sequence[tuple[tuple[Any, ...], ...]]) -> None:
    for row, some in zip(rows, remarks, strict=True):
        if some:
            row.issues += [Issue(row.sheet, row.row, column, *remark) for remark in some]


def _remark(field: Field, cell: Cell, note: Note) -> tuple[Any, ...]:
    tier = Tier.NOTICE if note.tier == Tier.ERROR and not field.is_written else note.tier
    return field.label, clean(cell.text)[:120], tier, note.rule, note.message, note.accepted, note.proposal


Read = Callable[[Cell], Reading[Any]]
Quick = Callable[[Code], Any]

_READERS: Mapping[str, Callable[[CellReader, Field, int], Read | None]] = {
    Kind.NAME: lambda _, field, _column: partial(read_name, longest=field.longest),
    Kind.TEXT: lambda _, field, _column: partial(read_text, longest=field.longest),
    Kind.CODE: lambda _, _field, _column: read_code,
    Kind.WAN: lambda reader, _field, column: (
        partial(read_wan, unit=reader.units[column]) if column in reader.units else None
    ),
    Kind.RATE: lambda _, _field, _column: read_rate,
    Kind.PERCENT: lambda _, _field, _column: read_percent,
    Kind.DAY: lambda reader, field, _column: partial(read_day, year=reader.year, is_end=field.is_end),
    Kind.SPAN: lambda reader, _field, _column: partial(read_span, year=reader.year),
    Kind.CHOICE: lambda reader, field, _column: reader.desk.vocabularies[field.key].read,
}
"""How the cells of a column are read; None where nobody can, as without a unit."""
