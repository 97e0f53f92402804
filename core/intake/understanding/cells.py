"""A cell under a known heading to its typed value and remarks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.intake.desk import Desk, Field, Kind
from core.intake.grid import Cell, Code, RowCells
from core.intake.issues import Issue, Note, Tier
from core.intake.normalise import (
    Reading,
    clean,
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

_DIFFERENT = frozenset({Kind.NAME, Kind.CODE, Kind.WAN})
"""Kinds whose cells hardly repeat: remembering them would cost more than reading them."""


class Said(NamedTuple):
    """What a cell says: its value, None for none, and what is to be remarked wherever it stands: issues' last parts."""

    value: Any
    remarks: tuple[tuple[Any, ...], ...]


class Head(NamedTuple):
    """A column under a known heading, with what its cells were found to say so far."""

    key: str
    field: Field
    column: int
    seen: dict[Code, Said]


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one list: `units` holds the unit of each money column that has one, `year` the table's.

    Cells that say the same in the same column are read once.
    """

    desk: Desk
    year: int | None
    units: Mapping[int, str]
    _seen: dict[int, dict[Code, Said]] = field(default_factory=lambda: defaultdict(dict), repr=False)

    def heads(self, columns: Mapping[str, int], fields: Mapping[str, Field]) -> list["Head"]:
        """The columns that anything is read from, by the keys of their values."""
        return [
            Head(key, fields[key], column, self._seen[column])
            for key, column in columns.items()
            if fields[key].kind in _READERS
        ]  # fmt: skip

    def read_row(self, row: ReadRow, heads: Iterable["Head"], cells: RowCells) -> None:
        """All cells of a row; where their columns are the row knows already."""
        left, codes, count, values = cells.left, cells.codes, len(cells.codes), row.values
        for key, meant, column, seen in heads:
            place = column - left
            code = codes[place] if 0 <= place < count else None
            if code is None:
                continue
            value, remarks = seen.get(code) or self._read(meant, column, code, cells)
            if remarks:
                row.issues += [Issue(row.sheet, row.row, column, *remark) for remark in remarks]
            if value is None:
                continue
            if meant.kind is _SPAN:
                self._keep(row, meant, (row.row, column), value)
            else:
                values[key] = value

    def read_into(self, row: ReadRow, field: Field, column: int, cell: Cell, at: int = 0) -> None:
        """Add what the cell says to the row. `at` is the cell's own row where that is another."""
        said = self._seen[column].get(cell) or self._read(field, column, cell, RowCells.of({column: cell}))
        row.issues += [Issue(row.sheet, at or row.row, column, *remark) for remark in said.remarks]
        if said.value is not None:
            self._keep(row, field, (at or row.row, column), said.value)

    def _read(self, field: Field, column: int, code: Code, cells: RowCells) -> Said:
        """What this desk does not write never stops a row."""
        read, cell = _READERS.get(field.kind), cells.cell_of(code)
        reading = read(self, field, column, cell) if read else None
        if reading is None:
            said = _NOTHING
        elif not reading.notes:
            said = Said(reading.value, ())
        else:
            said = Said(reading.value, tuple(_remark(field, cell, note) for note in reading.notes))
        if field.kind not in _DIFFERENT:
            self._seen[column][code] = said
        return said

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
            row.columns[key] = place[1]
        else:
            row.places[key] = (row.sheet, *place)


def _remark(field: Field, cell: Cell, note: Note) -> tuple[Any, ...]:
    tier = Tier.NOTICE if note.tier == Tier.ERROR and not field.is_written else note.tier
    return field.label, clean(cell.text)[:120], tier, note.rule, note.message, note.accepted, note.proposal


_SPAN, _NOTHING = Kind.SPAN, Said(None, ())

_READERS: Mapping[str, Callable[[CellReader, Field, int, Cell], Reading[Any] | None]] = {
    Kind.NAME: lambda _, field, _column, cell: read_name(cell, longest=field.longest),
    Kind.TEXT: lambda _, field, _column, cell: read_text(cell, longest=field.longest),
    Kind.CODE: lambda _, _field, _column, cell: read_code(cell),
    Kind.WAN: lambda reader, _field, column, cell: (
        read_wan(cell, reader.units[column]) if column in reader.units else None
    ),
    Kind.RATE: lambda _, _field, _column, cell: read_rate(cell),
    Kind.PERCENT: lambda _, _field, _column, cell: read_percent(cell),
    Kind.DAY: lambda reader, field, _column, cell: read_day(cell, year=reader.year, is_end=field.is_end),
    Kind.SPAN: lambda reader, _field, _column, cell: read_span(cell, year=reader.year),
    Kind.CHOICE: lambda reader, field, _column, cell: reader.desk.vocabularies[field.key].read(cell),
}
