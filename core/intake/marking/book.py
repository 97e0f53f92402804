"""The sender's workbook opened for marking, or built anew where the original was no .xlsx."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.limits import Limits
from core.intake.reading.container import is_sheet, looked_over, open_container

from .formulas import keep_values

LONGEST_TEXT = 32_767
"""Characters in one cell; the format allows no more."""

LINE = Border(*[Side(style="thin", color="FFD0D7DE")] * 4)
"""Around our own cells."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST, _NARROWEST = 42, 8
_PROGRAM = "docprops/app.xml"
_PICTURES = ("xl/media/", "xl/drawings/drawing")


@dataclass(frozen=True)
class Original:
    """The sender's workbook. `had_pictures`: pictures or shapes, which the library cannot keep.

    `keeps_backgrounds`: written by a program that leaves the unseen background of a plain fill as it found it.
    """

    book: Workbook
    had_pictures: bool = False
    keeps_backgrounds: bool = True


def opened(file: BinaryIO, limits: Limits) -> Original:
    """The workbook of a file that is looked into before the library opens it. Raises Unreadable."""
    archive = open_container(file, limits)
    for name in filter(is_sheet, archive.parts):
        for _ in looked_over(archive.chunks(name)):
            pass  # counted and searched on the way
    program = b"".join(archive.chunks(_PROGRAM)) if _PROGRAM in archive.parts else b""
    keep_values()
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the library leaves out is told on our own sheet
        book = load_workbook(file, rich_text=True)
    return Original(book, any(name.startswith(_PICTURES) for name in archive.parts), b"LibreOffice" not in program)


def built(lines: Iterable[dict[str, Any]]) -> Workbook:
    """A workbook with the values of a grid: lines as the reader's child writes them. Widths follow the content."""
    book = Workbook()
    book.remove(book.active)
    for line in lines:
        if "sheet" in line:
            sheet = book.create_sheet(line["sheet"])
            sheet.sheet_state = line["state"]
            _lay_out(sheet, line)
        else:
            for column, kind, text, *form in line["c"]:
                _put(sheet.cell(line["r"], column), kind, text, form[0] if form else "")
    for sheet in book.worksheets:
        _set_widths(sheet)
    if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    return book


def _lay_out(sheet: Worksheet, line: dict[str, Any]) -> None:
    for top, left, bottom, right in line["merges"]:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for row in line["hidden_rows"]:
        sheet.row_dimensions[row].hidden = True
    for first, last in line["hidden_columns"]:
        dimension = sheet.column_dimensions[get_column_letter(first)]
        dimension.min, dimension.max, dimension.hidden = first, last, True


def _put(cell: Any, kind: str, text: str, form: str) -> None:
    """A value of the grid; one under a merged cell is not shown by any program and has no place here."""
    if not isinstance(cell, Cell) or kind == "f":
        return
    if kind == "n":
        cell.value = float(text) if "." in text else int(text)
        cell.number_format = "0.00%" if form == "%" else "General"
    elif kind == "d":
        cell.value = datetime.fromisoformat(text)
        cell.number_format = "yyyy-mm-dd" if len(text) == 10 else "yyyy-mm-dd hh:mm:ss"
    elif kind == "b":
        cell.value = text == "TRUE"
    else:
        put_text(cell, text)


def put_text(cell: Any, text: str) -> None:
    """Text that stays text whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"  # openpyxl would take “=…” for a formula and “#N/A” for an error
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True  # still text after somebody edits the cell


def font_name(book: Workbook) -> str:
    """The typeface of the workbook's plain cells: ours are to look as if they belonged there."""
    return book._fonts[0].name or "宋体"  # noqa: SLF001 - the first font is the default by the format's definition


def _set_widths(sheet: Worksheet) -> None:
    widths: dict[int, int] = {}
    for row in sheet.iter_rows(max_row=200):
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                widths[cell.column] = max(widths.get(cell.column, 0), *map(_width, str(cell.value).split("\n")))
    for column, width in widths.items():
        letters = get_column_letter(column)
        if not sheet.column_dimensions[letters].hidden:
            sheet.column_dimensions[letters].width = min(_WIDEST, max(_NARROWEST, width + 2))


def height_of(text: str, width: int, *, size: int) -> float | None:
    """Points that a wrapped text of a font size takes in a column of so many characters; None for a single line.

    Spreadsheet programs differ in whether they fit a row to its text when they open a file.
    """
    lines = sum(max(1, -(-_width(line) // (width - 2))) for line in text.split("\n"))
    return None if lines == 1 else round(lines * size * 1.4 + 2, 1)


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
