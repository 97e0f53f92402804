"""The column of messages: right of everything that the sheet holds, made visible without touching its neighbours."""

from copy import copy

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from .book import height_of

WIDTH, MESSAGE_SIZE = 64, 10
"""In characters, and in points."""

_LAST = 16_384


def message_height(text: str) -> float | None:
    """What a row without a height of its own is given; so much is taken back when the message goes."""
    return height_of(text, WIDTH, size=MESSAGE_SIZE)


def own_column(sheet: Worksheet, right: int) -> int:
    """The number of the first column behind the table and behind any value; it is given its width."""
    used = (place[1] for place, cell in sheet._cells.items() if cell.value is not None)  # noqa: SLF001
    column = min(max(right, max(used, default=0)) + 1, _LAST)
    _take_out(sheet, column)
    letters = get_column_letter(column)
    sheet.column_dimensions[letters] = ColumnDimension(sheet, index=letters, width=WIDTH, customWidth=True)
    return column


def _take_out(sheet: Worksheet, column: int) -> None:
    """Split the group that covers the column: people hide or narrow everything right of their table in one go."""
    for letters, dimension in list(sheet.column_dimensions.items()):
        first, last = dimension.min or 0, dimension.max or 0
        if not first <= column <= last or first == last:
            continue
        del sheet.column_dimensions[letters]
        for low, high in ((first, column - 1), (column + 1, last)):
            if low <= high:
                part = copy(dimension)
                part.index, part.min, part.max = get_column_letter(low), low, high
                sheet.column_dimensions[part.index] = part
