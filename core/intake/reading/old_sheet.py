"""One sheet of an old workbook: its cells and layout, record by record."""

import struct
from collections import defaultdict
from math import isfinite

from core.intake.limits import Limits

from .biff import OldSheet, OldWorkbook
from .formats import DAY, DURATION, dated, plain_number
from .layout import Layout
from .problems import damaged, far_cell, macros, too_many_cells, too_many_rows
from .records import BOF, EOF, joined, records

_ROW, _COLINFO, _MERGED = 0x208, 0x7D, 0xE5
_NUMBER, _RK, _MULRK, _LABEL_SST, _LABEL, _RICH, _BOOLERR = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x205
_BLANK, _MULBLANK, _FORMULA, _STRING = 0x201, 0xBE, 0x06, 0x207
_MACRO_SHEET, _HIDDEN_ROW, _NOT_YET = 0x40, 0x20, 0x02
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_PLACE = struct.Struct("<HHH")

Cell = tuple[str, ...]
"""Kind and text, and the form where there is one."""


class OldSheetWalk:
    """`rows` maps row numbers to columns to cells, both from 1."""

    def __init__(self, book: OldWorkbook, sheet: OldSheet, limits: Limits) -> None:
        """Raises Unreadable for damage and beyond the limits."""
        self.rows: dict[int, dict[int, Cell]] = defaultdict(dict)
        self.layout = Layout(limits.cells)
        self._book, self._sheet, self._limits = book, sheet, limits
        self._cells = 0
        self._awaits_text: tuple[int, int] | None = None
        self._handlers = {
            _ROW: self._row, _COLINFO: self._columns, _MERGED: self._merged, _NUMBER: self._number, _RK: self._rk,
            _MULRK: self._several_rk, _LABEL_SST: self._shared, _LABEL: self._label, _RICH: self._label,
            _BOOLERR: self._truth_or_error, _BLANK: self._blank, _MULBLANK: self._blanks, _FORMULA: self._formula,
            _STRING: self._formula_text,
        }  # fmt: skip
        try:
            self._walk()
        except (struct.error, IndexError) as error:
            raise damaged() from error

    def _walk(self) -> None:
        depth = 0
        for kind, pieces in _parts(self._book.stream, self._sheet.at):
            if kind == BOF:
                if struct.unpack_from("<H", pieces[0], 2)[0] == _MACRO_SHEET:
                    raise macros()
                depth += 1
            elif kind == EOF:
                depth -= 1
            elif depth == 1 and kind in self._handlers:  # deeper: a chart with its own cells
                self._handlers[kind](pieces)
            if depth == 0:
                return

    def _keep(self, row: int, column: int, cell: Cell) -> None:
        """Row and column count from 0 here, as in the file."""
        limits = self._limits
        self._count(1)
        if column >= limits.columns:
            raise far_cell(self._sheet.name, column + 1, limits.columns)
        if row >= limits.rows:
            raise too_many_rows(self._sheet.name, row + 1, limits.rows)
        self.rows[row + 1][column + 1] = cell

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise too_many_cells(self._sheet.name, self._limits.cells)

    def _figure(self, style: int, value: float) -> Cell:
        """A number as its cell shows it."""
        if not isfinite(value):
            return "e", "#NUM!"
        form = self._book.forms[style] if style < len(self._book.forms) else ""
        if form in {DAY, DURATION}:
            return dated(value, form, is_1904=self._book.is_1904)
        return ("n", plain_number(value), form) if form else ("n", plain_number(value))

    def _row(self, pieces: list[bytes]) -> None:
        row, options = struct.unpack_from("<H10xH", pieces[0])
        if options & _HIDDEN_ROW:
            self.layout.hidden_rows.add(row + 1)

    def _columns(self, pieces: list[bytes]) -> None:
        first, last, _, _, options = struct.unpack_from("<HHHHH", pieces[0])
        if options & 1:
            self.layout.hide_columns(first + 1, last + 1)

    def _merged(self, pieces: list[bytes]) -> None:
        (count,) = struct.unpack_from("<H", pieces[0])
        for top, bottom, left, right in struct.iter_unpack("<HHHH", pieces[0][2 : 2 + count * 8]):
            self.layout.merge(top + 1, left + 1, bottom + 1, right + 1)

    def _number(self, pieces: list[bytes]) -> None:
        row, column, style, value = struct.unpack_from("<HHHd", pieces[0])
        self._keep(row, column, self._figure(style, value))

    def _rk(self, pieces: list[bytes]) -> None:
        row, column, style, value = struct.unpack_from("<HHHI", pieces[0])
        self._keep(row, column, self._figure(style, _from_rk(value)))

    def _several_rk(self, pieces: list[bytes]) -> None:
        row, first = struct.unpack_from("<HH", pieces[0])
        for column, (style, value) in enumerate(struct.iter_unpack("<HI", pieces[0][4:-2]), start=first):
            self._keep(row, column, self._figure(style, _from_rk(value)))

    def _shared(self, pieces: list[bytes]) -> None:
        row, column, _, number = struct.unpack_from("<HHHI", pieces[0])
        self._words(row, column, self._book.texts[number])

    def _label(self, pieces: list[bytes]) -> None:
        row, column, _ = _PLACE.unpack_from(pieces[0])
        text = self._book.text(pieces)
        text.take(6)
        self._words(row, column, text.read(text.number(2)))

    def _words(self, row: int, column: int, text: str) -> None:
        if text:
            self._keep(row, column, ("s", text))

    def _truth_or_error(self, pieces: list[bytes]) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", pieces[0])
        self._keep(row, column, _error(value) if is_error else _truth(value))

    def _blank(self, _pieces: list[bytes]) -> None:
        self._count(1)

    def _blanks(self, pieces: list[bytes]) -> None:
        self._count(max(len(pieces[0]) - 6, 0) // 2)

    def _formula(self, pieces: list[bytes]) -> None:
        """With the result that was computed last. Programs that do not compute leave 0 and ask for it on opening."""
        row, column, style, result, options = struct.unpack_from("<HHH8sH", pieces[0])
        self._awaits_text = None
        if result[6:] != b"\xff\xff":
            (value,) = struct.unpack("<d", result)
            is_computed = value or not options & _NOT_YET
            self._keep(row, column, self._figure(style, value) if is_computed else ("f", ""))
        elif result[0] == 0:
            self._keep(row, column, ("f", ""))  # until its text comes
            self._awaits_text = row + 1, column + 1
        elif result[0] in {1, 2}:
            self._keep(row, column, _truth(result[2]) if result[0] == 1 else _error(result[2]))

    def _formula_text(self, pieces: list[bytes]) -> None:
        if self._awaits_text is None:
            return
        row, column = self._awaits_text
        self._awaits_text = None
        text = self._book.text(pieces)
        self.rows[row][column] = ("s", text.read(text.number(2)))


def _parts(stream: bytes, at: int):
    """Records with what continues them, also after the end of a chart within the sheet."""
    if at >= len(stream):
        raise damaged()
    found = records(stream, at)
    first = next(found)
    if first[0] != BOF:
        raise damaged()
    yield first[0], [first[1]]
    while True:
        yield from joined(found)


def _from_rk(value: int) -> float:
    """The compressed number: 30 bits of a whole number or of a binary fraction, perhaps to be divided by 100."""
    if value & 2:
        whole = value >> 2
        number = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (value & 0xFFFFFFFC) << 32))
    return number / 100 if value & 1 else number


def _truth(value: int) -> Cell:
    return "b", "TRUE" if value else "FALSE"


def _error(code: int) -> Cell:
    return "e", _ERRORS.get(code, "#错误")
