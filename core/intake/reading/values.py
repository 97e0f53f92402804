"""The values of a workbook, by python-calamine, joined with what our own walk found.

A cell is [column, kind, text] or [column, kind, text, form]. Kinds: "n" number (plain decimal text), "s" text,
"d" day (ISO), "b" truth, "e" error value, "f" formula whose result was never computed. Forms: "%", "scaled".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import python_calamine

from core.intake.limits import Limits

from .container import open_container
from .markup import Layout, SheetPart, layout_of, number_forms, sheet_parts
from .problems import Unreadable, damaged

Line = dict[str, Any]


def inspect(file: BinaryIO, limits: Limits) -> Iterator[Line]:
    """Only look at the container and at which sheets there are; quick also for long files."""
    for part in sheet_parts(open_container(file, limits)):
        yield {"sheet": part.name, "state": part.state, "merges": [], "hidden_rows": [], "hidden_columns": []}


def read(file: BinaryIO, limits: Limits) -> Iterator[Line]:
    """One line a sheet ({"sheet", "state", "merges", "hidden_rows", "hidden_columns"}), one a row ({"r", "c"}).

    Raises Unreadable before the first line for everything that can be known of the file as a whole.
    """
    archive = open_container(file, limits)
    forms = number_forms(archive)
    layouts = [(part, layout_of(archive, part, forms, limits)) for part in sheet_parts(archive)]
    if not any(layout.last_row for _, layout in layouts):
        raise Unreadable("no_rows", "读出 0 行：文件里没有任何内容，请确认保存了正确的文件后再上传")
    file.seek(0)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        for part, layout in layouts:
            yield from _sheet(workbook, part, layout)
    except (python_calamine.CalamineError, ValueError, IndexError, TypeError, OverflowError) as error:
        raise damaged() from error


def _sheet(workbook: python_calamine.CalamineWorkbook, part: SheetPart, layout: Layout) -> Iterator[Line]:
    sheet = workbook.get_sheet_by_name(part.name)
    _require_nothing_beyond(sheet, part, layout)
    yield {
        "sheet": part.name,
        "state": part.state,
        "merges": layout.merges,
        "hidden_rows": sorted(layout.hidden_rows),
        "hidden_columns": layout.hidden_columns,
    }
    missing = _unseen(layout)
    # The reader's rows begin with row 1 whatever is in it, but with the first column that holds a value.
    left = sheet.start[1] + 1 if sheet.start else 1
    number = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield from _row(number, enumerate(values, start=left), layout, missing)
    for beyond in sorted(row for row in missing if row > number):
        yield from _row(beyond, (), layout, missing)


def _require_nothing_beyond(sheet: python_calamine.CalamineSheet, part: SheetPart, layout: Layout) -> None:
    if layout.stopped_at and sheet.end and sheet.end[0] + 1 > layout.last_row:
        raise Unreadable(
            "rows_far_below",
            f"工作表“{part.name}”第 {layout.last_row} 行以下隔几百个空行后还有内容，请删除空行或多余内容后再传",
        )


def _unseen(layout: Layout) -> dict[int, list[list[Any]]]:
    """Cells without a value in the reader's eyes, by row: errors, and formulas that were never computed."""
    cells: dict[int, list[list[Any]]] = defaultdict(list)
    for (row, column), text in layout.errors.items():
        cells[row].append([column, "e", text])
    for row, column in layout.uncomputed:
        cells[row].append([column, "f", ""])
    return cells


def _row(
    number: int, values: Iterable[tuple[int, Any]], layout: Layout, missing: dict[int, list[list[Any]]]
) -> Iterator[Line]:
    forms, special = layout.forms, missing.get(number, [])
    taken = {cell[0] for cell in special}
    cells = [
        [column, *_plain(value), form] if (form := forms.get((number, column))) else [column, *_plain(value)]
        for column, value in values
        if value != "" and column not in taken
    ]
    if special:
        cells = sorted(cells + special, key=lambda cell: cell[0])
    if cells:
        yield {"r": number, "c": cells}


def _plain(value: Any) -> tuple[str, str]:
    """Excel shows 15 digits: what binary fractions add behind them was never typed."""
    if isinstance(value, str):
        return "s", value
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return "n", f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime):
        is_day = not (value.hour or value.minute or value.second)
        return "d", value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return ("d", value.isoformat()) if isinstance(value, date) else ("s", str(value))
