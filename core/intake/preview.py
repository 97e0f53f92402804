"""A few rows of each list as they stand in the file: people see over their own table what the desk took it for."""

from collections.abc import Sequence
from typing import Any

from .grid import Sheet, column_letters
from .normalise import clean
from .understanding import ReadRow, SheetReading

ROWS, COLUMNS, LENGTH = 6, 30, 60


def preview_of(sheet: Sheet, reading: SheetReading, rows: Sequence[ReadRow]) -> list[dict[str, Any]]:
    """Up to six rows, those with errors before others, in the sheet's order: {"row", "cells": {letters: text}}."""
    wrong_first = sorted(rows, key=lambda row: not row.has_errors)[:ROWS]
    columns = [column.number for column in reading.columns[:COLUMNS]]
    return [
        {"row": row.row, "cells": dict(_cells(sheet, row.row, columns))}
        for row in sorted(wrong_first, key=lambda row: row.row)
    ]


def _cells(sheet: Sheet, row: int, columns: Sequence[int]) -> list[tuple[str, str]]:
    texts = [(column_letters(column), clean(sheet.at(row, column).text)[:LENGTH]) for column in columns]
    return [(letters, text) for letters, text in texts if text]
