"""A file to lines of the neutral grid, whatever it is. The lines, each one JSON object:

{"sheet", "state", "merges", "hidden_rows", "hidden_columns"}: what follows belongs to this sheet; the sheet of a text
file has no name. {"rows", "+"}: some hundred rows, each [number, first column, codes]. "+" are cells met for the first
time, [kind, text] or [kind, text, form], numbered through the file from 0; a code is the number of such a cell, or a
text, which stands for a plain number, or null where there is nothing.

Kinds: "n" number (plain decimal text), "s" text, "d" day (ISO), "b" truth, "e" error value, "f" formula whose
result was never computed. Forms: "%", "scaled".
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from io import BufferedIOBase
from itertools import islice
from math import isfinite

from core.intake.limits import Limits

from . import content
from .formats import DAY, dated, moment_text, plain_number
from .problems import Unreadable, damaged, no_rows

Line = dict[str, object]
Cell = tuple[str, ...]
Code = int | str | None
CodedRow = tuple[int, int, list[Code]]


def inspect(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    """Only look at the container and at which sheets there are; quick also for long files."""
    kind = _kind(file)
    if kind == content.WORKBOOK:
        from .container import looked_over, open_container
        from .markup import read_book

        archive = open_container(file, limits)
        for part in _soundly_named(read_book(archive, limits).sheets):
            for _ in looked_over(archive.chunks(part.path)):
                pass
            yield _sheet_line(part.name, part.state)
    elif kind == content.OLD_WORKBOOK:
        from .biff import open_old_workbook

        for sheet in _soundly_named(open_old_workbook(file, limits).sheets):
            yield _sheet_line(sheet.name, sheet.state)
    else:
        from .delimited import encoding_of

        encoding_of(file)
        yield _sheet_line("", "visible")


def read(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    """Every line. Raises Unreadable, for what can be known of the file as a whole before the first line."""
    kind = _kind(file)
    lines = {content.WORKBOOK: _workbook, content.OLD_WORKBOOK: _old_workbook, content.TEXT: _text}[kind]
    yield from lines(file, limits)


def _kind(file: BufferedIOBase) -> str:
    kind = content.kind_of(file.read(content.LOOK_AT))
    file.seek(0)
    return kind


class Codes(dict):
    """A value of the reader to its code; every distinct cell but the plain numbers is sent once."""

    def __init__(self) -> None:
        super().__init__({"": None})
        self._count = 0
        self.new: list[Cell] = []

    def __missing__(self, value: object) -> Code:
        if value.__class__ is float:
            text = f"{value + 0.0:.15g}"  # as `plain_number`, for all that needs no more
            if text[-1] in _DIGITS and "e" not in text:
                return text
            if isfinite(value):
                return plain_number(value)
        # True, 1 and 1.0 are one key to a dictionary; only texts need no kind beside them.
        key = value if value.__class__ is str else (value.__class__, value)
        return self.of_cell(_cell(value), key)

    def of_cell(self, cell: Cell, key: object = None) -> Code:
        """The code of a cell whose kind was told already; `key` is what it is remembered by."""
        if cell[0] == "n" and len(cell) == 2:
            return cell[1]
        key = cell if key is None else key
        code = self.get(key)
        if code is None:
            if len(self) >= _MOST_KNOWN:
                self.clear()
                self[""] = None
            code = self[key] = self._count
            self._count += 1
            self.new.append(cell)
        return code


class Rows:
    """Rows to lines."""

    def __init__(self) -> None:
        self.codes = Codes()

    def lines(self, rows: Iterable[CodedRow]) -> Iterator[Line]:
        """Rows of one sheet, without those and without the ends in which nothing stands."""
        filled = filter(None, map(_filled, rows))
        while some := [*islice(filled, _ROWS_A_LINE)]:
            yield {"rows": some, "+": self.codes.new}
            self.codes.new = []

    def of_cells(self, number: int, cells: Mapping[int, Cell]) -> CodedRow:
        """A row whose cells were told apart already."""
        first, last = min(cells, default=1), max(cells, default=0)
        return number, first, [
            self.codes.of_cell(cells[column]) if column in cells else None for column in range(first, last + 1)
        ]  # fmt: skip


def _filled(row: CodedRow) -> CodedRow | None:
    number, first, codes = row
    while codes and codes[-1] is None:
        codes.pop()
    if not codes or codes[0] is not None:
        return row if codes else None
    blank = next(place for place, code in enumerate(codes) if code is not None)
    return number, first + blank, codes[blank:]


_DIGITS = "0123456789"
_MOST_KNOWN = 100_000
"""Cells that are remembered; beyond them some are sent again."""
_ROWS_A_LINE = 500


def _workbook(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    import python_calamine

    from .container import open_container
    from .markup import number_forms, read_book
    from .sheet_walk import layout_of

    archive = open_container(file, limits)
    forms, book = number_forms(archive), read_book(archive, limits)
    layouts = [
        (part, layout_of(archive, part, forms, limits, computes_on_opening=book.computes_on_opening))
        for part in _soundly_named(book.sheets)
    ]
    if not any(layout.last_row for _, layout in layouts):
        raise no_rows()
    file.seek(0)
    rows = Rows()
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for part, layout in layouts:
            yield _sheet_line(part.name, part.state, layout)
            sheet = workbook.get_sheet_by_name(part.name)
            yield from rows.lines(_sheet(sheet, part, layout, rows, is_1904=book.is_1904))
    except (python_calamine.CalamineError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise damaged() from error


def _old_workbook(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    from .biff import open_old_workbook
    from .old_sheet import OldSheetWalk

    book = open_old_workbook(file, limits)
    walks = [(sheet, OldSheetWalk(book, sheet, limits)) for sheet in _soundly_named(book.sheets)]
    if not any(walk.rows for _, walk in walks):
        raise no_rows()
    rows = Rows()
    for sheet, walk in walks:
        yield _sheet_line(sheet.name, sheet.state, walk.layout)
        yield from rows.lines(rows.of_cells(number, walk.rows[number]) for number in sorted(walk.rows))


def _text(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    from .delimited import kind_of_cell, lines_of

    rows = Rows()
    lines = rows.lines(
        rows.of_cells(
            number, {column: (kind_of_cell(text), text) for column, text in enumerate(texts, start=1) if text}
        )
        for number, texts in lines_of(file, limits)
    )
    first = next(lines, None)
    if first is None:
        raise no_rows()
    yield _sheet_line("", "visible")
    yield first
    yield from lines


def _soundly_named(sheets: list) -> list:
    """Names are how people find their sheets again: each once, and short enough to be kept."""
    names = [sheet.name.casefold() for sheet in sheets]
    if len(set(names)) != len(names) or not all(names):
        raise damaged()
    for sheet in sheets:
        if len(sheet.name) > _LONGEST_NAME:
            raise Unreadable("sheet_name", f"工作表“{sheet.name[:10]}…”的名称过长，请改为 31 个字以内后再上传")
    return sheets


_LONGEST_NAME = 100


def _sheet_line(name: str, state: str, layout=None) -> Line:
    return {
        "sheet": name,
        "state": state,
        "merges": layout.merges if layout else [],
        "hidden_rows": sorted(layout.hidden_rows) if layout else [],
        "hidden_columns": layout.hidden_columns if layout else [],
    }


def _sheet(sheet, part, layout, rows: Rows, *, is_1904: bool) -> Iterator[CodedRow]:
    if layout.stopped_at and sheet.end and sheet.end[0] + 1 > layout.last_row:
        raise Unreadable(
            "rows_far_below",
            f"工作表“{part.name}”第 {layout.last_row} 行以下隔几百个空行后还有内容，请删除空行或多余内容后再传",
        )
    # The reader's rows begin with row 1 whatever is in it, but with the first column that holds a value.
    left = sheet.start[1] + 1 if sheet.start else 1
    code_of = rows.codes.__getitem__
    number = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        special, forms = layout.special.get(number), layout.forms.get(number)
        if special or forms:
            yield rows.of_cells(number, dict(_unlike(values, left, forms or {}, is_1904=is_1904)) | (special or {}))
        else:
            yield number, left, [*map(code_of, values)]
    for beyond in sorted(row for row in layout.special if row > number):
        yield rows.of_cells(beyond, layout.special[beyond])


def _unlike(
    values: Iterable[object], left: int, forms: Mapping[int, str], *, is_1904: bool
) -> Iterator[tuple[int, Cell]]:
    """The cells of a row some of which are shown in another way than they are."""
    for column, value in enumerate(values, start=left):
        if value == "":
            continue
        form = forms.get(column, "")
        cell = _cell(value)
        if form == DAY and cell[0] == "n":
            yield column, dated(float(value), DAY, is_1904=is_1904)
        elif form and form != DAY:
            yield column, (*cell, form)
        else:
            yield column, cell


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return "s", value
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return ("n", plain_number(value)) if isfinite(value) else ("e", "#NUM!")
    if isinstance(value, datetime):
        return "d", moment_text(value)
    return ("d", value.isoformat()) if isinstance(value, date) else ("s", str(value))
