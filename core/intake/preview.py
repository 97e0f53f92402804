"""A few rows of each list as they stand in the file: people see over their own table what the desk took it for."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from .grid import Cell, Kind, Sheet, column_letters
from .issues import Tier
from .normalise import clean
from .understanding import ReadRow, SheetReading

Preview = list[dict[str, Any]]
"""Rows of a sheet: {"row", "cells": {letters: [text, tier]}}."""

ROWS, COLUMNS, LENGTH = 6, 30, 60


def preview_of(sheet: Sheet, reading: SheetReading, rows: Sequence[ReadRow]) -> Preview:
    """Up to six rows, those with errors before others, in the sheet's order.

    `rows` are those of the whole file. The tier is the worst of what reading says of a cell, "" where it says nothing.
    """
    own = [row for row in rows if row.sheet == reading.name and reading.first_row <= row.row <= reading.last_row]
    wrong_first = sorted(own, key=lambda row: not row.has_errors)[:ROWS]
    columns = [column.number for column in reading.columns[:COLUMNS]]
    return [
        {"row": row.row, "cells": dict(_cells(sheet, row, columns))}
        for row in sorted(wrong_first, key=lambda row: row.row)
    ]


def _cells(sheet: Sheet, row: ReadRow, columns: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
    order = list(Tier)
    tiers: dict[int, Tier] = {}
    for issue in sorted(row.issues, key=lambda issue: order.index(issue.tier)):
        tiers.setdefault(issue.column, issue.tier)
    for column in columns:
        text, tier = _shown(sheet.at(row.row, column))[:LENGTH], tiers.get(column, "")
        if text or tier:
            yield column_letters(column), [text, str(tier)]


def _shown(cell: Cell) -> str:
    """As the sheet shows it: 0.5 in a cell formatted as per cent is 50%."""
    if cell.kind == Kind.NUMBER and cell.form == "%":
        return f"{round(Decimal(cell.text) * 100, 2).normalize():f}%"
    return clean(cell.text)
