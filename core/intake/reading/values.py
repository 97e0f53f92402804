"""A file to lines of the neutral grid, whatever it is. The lines, each one JSON object (`coding.py` writes it):

{"sheet", "state", "merges", "hidden_rows", "hidden_columns"}: what follows belongs to this sheet; the sheet of a text
file has no name. {"rows"}: some hundred rows, each [number, first column, codes of the cells from there on].
"""

from collections.abc import Iterable, Iterator, Mapping
from io import BufferedIOBase
from itertools import islice

from core.intake.limits import Limits

from . import content
from .coding import Cell, cell_of, coded
from .formats import DAY, dated
from .problems import Unreadable, damaged, no_rows

Line = dict[str, object]
Row = tuple[int, int, list]
"""Number, first column and cells: codes, or values of the library, which `coding.line_of` turns into codes."""


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


def lines_of_rows(rows: Iterable[Row]) -> Iterator[Line]:
    """Rows of one sheet as lines, without those and without the ends in which nothing stands."""
    filled = filter(None, map(_filled, rows))
    while some := [*islice(filled, _ROWS_A_LINE)]:
        yield {"rows": some}


def row_of(number: int, cells: Mapping[int, Cell]) -> Row:
    """A row whose cells were told apart already."""
    first, last = min(cells, default=1), max(cells, default=0)
    return number, first, [coded(cells[at]) if at in cells else "" for at in range(first, last + 1)]


def _filled(row: Row) -> Row | None:
    number, first, cells = row
    while cells and cells[-1] == "":
        cells.pop()
    if not cells or cells[0] != "":
        return row if cells else None
    blank = next(place for place, cell in enumerate(cells) if cell != "")
    return number, first + blank, cells[blank:]


_ROWS_A_LINE = 100


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
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for part, layout in layouts:
            yield _sheet_line(part.name, part.state, layout)
            sheet = workbook.get_sheet_by_name(part.name)
            yield from lines_of_rows(_sheet(sheet, part, layout, is_1904=book.is_1904))
    except (python_calamine.CalamineError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise damaged() from error


def _old_workbook(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    from .biff import open_old_workbook
    from .old_sheet import OldSheetWalk

    book = open_old_workbook(file, limits)
    walks = [(sheet, OldSheetWalk(book, sheet, limits)) for sheet in _soundly_named(book.sheets)]
    if not any(walk.rows for _, walk in walks):
        raise no_rows()
    for sheet, walk in walks:
        yield _sheet_line(sheet.name, sheet.state, walk.layout)
        yield from lines_of_rows(row_of(number, walk.rows[number]) for number in sorted(walk.rows))


def _text(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    from .delimited import kind_of_cell, lines_of

    lines = lines_of_rows(
        (number, 1, [coded((kind_of_cell(text), text)) if text else "" for text in texts])
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


def _sheet(sheet, part, layout, *, is_1904: bool) -> Iterator[Row]:
    if layout.stopped_at and sheet.end and sheet.end[0] + 1 > layout.last_row:
        raise Unreadable(
            "rows_far_below",
            f"工作表“{part.name}”第 {layout.last_row} 行以下隔几百个空行后还有内容，请删除空行或多余内容后再传",
        )
    # The reader's rows begin with row 1 whatever is in it, but with the first column that holds a value.
    left = sheet.start[1] + 1 if sheet.start else 1
    number = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        special, forms = layout.special.get(number), layout.forms.get(number)
        if special or forms:
            yield row_of(number, dict(_unlike(values, left, forms or {}, is_1904=is_1904)) | (special or {}))
        else:
            yield number, left, values
    for beyond in sorted(row for row in layout.special if row > number):
        yield row_of(beyond, layout.special[beyond])


def _unlike(
    values: Iterable[object], left: int, forms: Mapping[int, str], *, is_1904: bool
) -> Iterator[tuple[int, Cell]]:
    """The cells of a row some of which are shown in another way than they are."""
    for column, value in enumerate(values, start=left):
        if value == "":
            continue
        form = forms.get(column, "")
        cell = cell_of(value)
        if form == DAY and cell[0] == "n":
            yield column, dated(float(value), DAY, is_1904=is_1904)
        elif form and form != DAY:
            yield column, (*cell, form)
        else:
            yield column, cell
