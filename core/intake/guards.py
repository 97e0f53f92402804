"""Texts that our own CSV exports wrote with an apostrophe in front, lest a program take them for formulas."""

from core.foundation.separated import unguarded

from .grid import Row, RowCells, Workbook


def without_guards(workbook: Workbook) -> Workbook:
    """The grid with every text as it was typed. Only for files of CSV: in a workbook the apostrophe was typed too."""
    for sheet in workbook.sheets:
        sheet.rows = [_plain(row) for row in sheet.rows]
    return workbook


def _plain(row: Row) -> Row:
    cells = RowCells.of(row.cells)
    codes = [unguarded(code) if isinstance(code, str) else code for code in cells.codes]
    return Row(row.number, RowCells(cells.left, codes))
