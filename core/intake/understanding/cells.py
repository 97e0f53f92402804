"""A cell under a known heading to its typed value and remarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.intake.desk import Desk, Field, Kind
from core.intake.grid import Cell
from core.intake.issues import Issue, Tier
from core.intake.normalise import (
    Reading,
    clean,
    read_day,
    read_name,
    read_percent,
    read_rate,
    read_span,
    read_text,
    read_wan,
    squeeze,
)
from core.intake.normalise.reading import without_value

from .result import ReadRow


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one list: `units` holds the unit of each money column that has one, `year` the table's."""

    desk: Desk
    year: int | None
    units: Mapping[int, str]

    def read_into(self, row: ReadRow, field: Field, column: int, cell: Cell) -> None:
        """Add what the cell says to the row. What this desk does not write never stops a row."""
        reading = self._read(field, column, cell)
        if reading is None:
            return
        if field.kind != Kind.SPAN:
            row.columns[field.key] = column  # also where it is blank: what is missing has its place too
        for note in reading.notes:
            tier = Tier.NOTICE if note.tier == Tier.ERROR and not field.is_written else note.tier
            row.issues.append(
                Issue(
                    row.sheet, row.row, column, field.label, clean(cell.text)[:120], tier, note.rule, note.message,
                    note.accepted, note.proposal,
                )
            )  # fmt: skip
        if reading.value is not None:
            self._keep(row, field, column, reading.value)

    def _read(self, field: Field, column: int, cell: Cell) -> Reading[Any] | None:
        read = getattr(self, f"_{field.kind}", None)
        return read(field, column, cell) if read else None

    def _name(self, field: Field, _column: int, cell: Cell) -> Reading[str]:
        return read_name(cell, longest=field.longest)

    def _text(self, field: Field, _column: int, cell: Cell) -> Reading[str]:
        return read_text(cell, longest=field.longest)

    def _code(self, _field: Field, _column: int, cell: Cell) -> Reading[str]:
        return without_value(cell) or Reading(squeeze(cell.text).upper())

    def _wan(self, _field: Field, column: int, cell: Cell) -> Reading[Any] | None:
        return read_wan(cell, self.units[column]) if column in self.units else None

    def _rate(self, _field: Field, _column: int, cell: Cell) -> Reading[Any]:
        return read_rate(cell)

    def _percent(self, _field: Field, _column: int, cell: Cell) -> Reading[Any]:
        return read_percent(cell)

    def _day(self, field: Field, _column: int, cell: Cell) -> Reading[Any]:
        return read_day(cell, year=self.year, is_end=field.is_end)

    def _span(self, _field: Field, _column: int, cell: Cell) -> Reading[Any]:
        return read_span(cell, year=self.year)

    def _choice(self, field: Field, _column: int, cell: Cell) -> Reading[str]:
        return self.desk.vocabularies[field.key].read(cell)

    def _keep(self, row: ReadRow, field: Field, column: int, value: Any) -> None:
        """A span gives the two dates that have no column of their own."""
        if field.kind != Kind.SPAN:
            row.values[field.key] = value
            return
        for key, day in (("planned_start", value.start), ("planned_finish", value.finish)):
            if day is not None and key not in row.values:
                row.values[key] = day
                row.columns[key] = column
