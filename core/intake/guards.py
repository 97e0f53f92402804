"""Texts that our own CSV exports wrote with an apostrophe in front, lest a program take them for formulas."""

from core.foundation.separated import unguarded

from .grid import Kind, Row, Workbook


def without_guards(workbook: Workbook) -> Workbook:
    """The grid with every text as it was typed. Only for files of CSV: in a workbook the apostrophe was typed too."""
    for sheet in workbook.sheets:
        sheet.rows = [_plain(row) for row in sheet.rows]
    return workbook


def _plain(row: Row) -> Row:
    cells = {
        column: cell._replace(text=unguarded(cell.text)) if cell.kind == Kind.TEXT else cell
        for column, cell in row.cells.items()
    }
    return Row(row.number, cells)
