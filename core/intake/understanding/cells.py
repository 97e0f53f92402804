"""A cell under a known heading to its typed value and remarks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.intake.desk import Desk, Field, Kind
from core.intake.grid import Cell
from core.intake.issues import Issue, Tier
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


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one list: `units` holds the unit of each money column that has one, `year` the table's.

    Cells that say the same in the same column are read once.
    """

    desk: Desk
    year: int | None
    units: Mapping[int, str]
    _seen: dict[tuple[int, Cell], Reading[Any] | None] = field(default_factory=dict, repr=False)

    def read_into(self, row: ReadRow, field: Field, column: int, cell: Cell, at: int = 0) -> None:
        """Add what the cell says to the row. What this desk does not write never stops a row.

        `at` is the cell's own row where that is another.
        """
        reading = self._reading(field, column, cell)
        if reading is None:
            return
        for note in reading.notes:
            tier = Tier.NOTICE if note.tier == Tier.ERROR and not field.is_written else note.tier
            row.issues.append(
                Issue(
                    row.sheet, at or row.row, column, field.label, clean(cell.text)[:120], tier, note.rule,
                    note.message, note.accepted, note.proposal,
                )
            )  # fmt: skip
        if reading.value is not None:
            self._keep(row, field, (at or row.row, column), reading.value)

    def _reading(self, field: Field, column: int, cell: Cell) -> Reading[Any] | None:
        read = _READERS.get(field.kind)
        if read is None:
            return None
        if field.kind in _DIFFERENT:
            return read(self, field, column, cell)
        known = (column, cell)
        if known not in self._seen:
            self._seen[known] = read(self, field, column, cell)
        return self._seen[known]

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
