"""Tables as .xlsx files, written row by row so that memory does not grow with them.

What people typed stays text: a value that begins with "=" is never written as a formula, whoever opens the file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST_TEXT = 32_767
"""Characters in one cell; the format allows no more."""

WAN_FORMAT = "#,##0.00"
POINTS_FORMAT = '+0.00;"\N{MINUS SIGN}"0.00;0.00'

_NUMBERS = frozenset({int, Decimal})
_NO_FLOATS = "金额与比率不接受浮点数"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_PLAIN = (*_FORMULA_STARTS, "#")
_HEAD_FONT, _TITLE_FONT, _NOTE_FONT = Font(bold=True), Font(bold=True, size=14), Font(color="666666", size=9)
_HEAD_FILL = PatternFill("solid", fgColor="E9F0F8")
_LINE = Border(*[Side(style="thin", color="D0D7DE")] * 4)


@dataclass(frozen=True)
class SheetColumn:
    """A column's head, width in characters and the number format of its values."""

    head: str
    width: int = 12
    number_format: str = ""


@dataclass(frozen=True)
class Table:
    """A sheet: its name, a title line, a line of notes (unit, data date), columns, and the foot's values if any."""

    name: str
    title: str
    note: str
    columns: Sequence[SheetColumn]
    foot: Sequence[Any] | None = None


def write_table(target: BinaryIO, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """Write one sheet to `target` and return the number of rows; values may be text, int, Decimal, date or None.

    Row 1 is the title, row 2 the note, row 3 the heads: an importer finds the heads by their words.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    try:
        count = _write_rows(sheet, table, rows)
    except BaseException:
        sheet.close()  # the library keeps what was written so far in an open file
        raise
    book.save(target)
    return count


def _write_rows(sheet: WriteOnlyWorksheet, table: Table, rows: Iterable[Sequence[Any]]) -> int:
    _lay_out(sheet, table)
    sheet._values_to_row = _placed  # noqa: SLF001 - every row below is made of cells
    sheet.append([_cell(sheet, table.title, font=_TITLE_FONT)])
    sheet.append([_cell(sheet, table.note, font=_NOTE_FONT)])
    sheet.append([_head(sheet, column.head) for column in table.columns])
    pens = [_pen(sheet, column.number_format) for column in table.columns]
    count = 0
    for row in rows:
        sheet.append([pen(value) for pen, value in zip(pens, row, strict=True)])
        count += 1
    if table.foot is not None:
        foot = zip(table.foot, table.columns, strict=True)
        sheet.append([_cell(sheet, value, column.number_format, font=_HEAD_FONT) for value, column in foot])
    return count


def safe_text(text: str) -> str:
    """Text that the format can hold: no control characters, not too long."""
    if len(text) <= LONGEST_TEXT and text.isprintable():
        return text  # nearly all are, and this is the quicker question
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]


def put_value(cell: Cell, value: Any, number_format: str = "") -> None:
    """Set a cell: text stays text whatever it begins with, numbers and days get the format. TypeError for a float."""
    if isinstance(value, float):
        raise TypeError(_NO_FLOATS)
    if isinstance(value, str):
        _set_text(cell, value)
        return
    cell.value = value
    if number_format and isinstance(value, Decimal | int | date):
        cell.number_format = number_format


def _lay_out(sheet: WriteOnlyWorksheet, table: Table) -> None:
    sheet.freeze_panes = "A4"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width


class _PenCell(Cell):
    """A cell whose style stays as it is when first written: the library looks it up again for each cell of a file."""

    __slots__ = ("has_style", "style_id")

    def __getattr__(self, name: str) -> Any:
        """Asked once for each of the two, which are the library's own properties."""
        if name not in _PenCell.__slots__:
            raise AttributeError(name)
        setattr(self, name, getattr(Cell, name).fget(self))
        return getattr(self, name)


def _pen(sheet: WriteOnlyWorksheet, number_format: str) -> Callable[[Any], Cell | None]:
    """What turns a value of one column into its cell: the same few cells for the whole column.

    A row is on its way to the file before the next one comes, so cells can be used again; making them, and looking up
    their formats, would cost most of the time of a large file.
    """
    text, number, day = (_PenCell(sheet) for _ in range(3))  # a day's cell takes a day's format for good
    guarded = WriteOnlyCell(sheet)
    if number_format:
        number.number_format = day.number_format = number_format

    def written(value: Any) -> Cell | None:
        if value is None:
            return None
        if isinstance(value, str):
            if value.startswith(_NOT_PLAIN):
                return _set_text(guarded, value)
            text._value, text.data_type = safe_text(value), "s"  # noqa: SLF001 - what the setter finds out is known
            return text
        if type(value) in _NUMBERS:
            number._value, number.data_type = value, "n"  # noqa: SLF001
            return number
        if isinstance(value, float):
            raise TypeError(_NO_FLOATS)
        cell = day if isinstance(value, date) else number
        cell.value = value
        return cell

    return written


def _placed(cells: Iterable[Cell | None], number: int) -> Iterator[Cell]:
    """Cells of one row with their places, for the library's writer; its own way makes each cell anew."""
    for column, cell in enumerate(cells, start=1):
        if cell is not None:
            cell.row, cell.column = number, column
            yield cell


def _set_text(cell: Cell, value: str) -> Cell:
    cell.value = safe_text(value)
    cell.data_type = "s"  # openpyxl would read “=…” as a formula and “#N/A” as an error
    cell.quotePrefix = value.startswith(_FORMULA_STARTS)  # still text after somebody edits the cell
    return cell


def _head(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _cell(sheet, text, font=_HEAD_FONT)
    cell.fill, cell.border = _HEAD_FILL, _LINE
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Any, number_format: str = "", font: Font | None = None) -> Cell:
    cell = WriteOnlyCell(sheet)
    put_value(cell, value, number_format)
    if font is not None:
        cell.font = font
    return cell
