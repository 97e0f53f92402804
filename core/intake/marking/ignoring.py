"""A marked workbook brought back: our own sheet and column are taken out before any desk sees the grid."""

from core.intake.grid import Row, RowCells, Sheet, Workbook

from .signs import HEADING_ROWS, is_heading, is_summary


def without_marks(workbook: Workbook) -> Workbook:
    """The grid as the sender's table alone. Colours and notes never reach a grid."""
    return Workbook(workbook.name, [_plain(sheet) for sheet in workbook.sheets if not is_summary(sheet.name)])


def _plain(sheet: Sheet) -> Sheet:
    tops = {
        column: row.number
        for row in reversed(sheet.rows[:HEADING_ROWS])
        for column, text in RowCells.of(row.cells).texts()
        if is_heading(text)
    }
    if not tops:
        return sheet
    rows = [Row(row.number, RowCells.of(_cells(row, tops))) for row in sheet.rows]
    return Sheet(
        name=sheet.name,
        state=sheet.state,
        merges=[merge for merge in sheet.merges if not _is_ours(merge.left, merge.right, merge.top, tops)],
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        rows=[row for row in rows if row.cells],
    )


def _cells(row: Row, tops: dict[int, int]) -> dict:
    return {column: cell for column, cell in row.cells.items() if row.number < tops.get(column, row.number + 1)}


def _is_ours(left: int, right: int, top: int, tops: dict[int, int]) -> bool:
    return left == right and tops.get(left, top + 1) <= top
