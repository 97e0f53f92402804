"""Taking former marks out again, so that a workbook marked twice looks like one marked once."""

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.issues import Tier

from .columns import message_height
from .signs import COVERING, FILLS, HEADING_ROWS, NOTE, is_heading, is_summary

_COVERING = frozenset(COVERING.values())
_OURS = frozenset(FILLS.values()) | _COVERING
_NOTHING = Color(indexed=64)


def clear(book: Workbook, *, keeps_backgrounds: bool) -> None:
    """Remove our sheet, column, notes and colours; give back the colours and notes that stood under them.

    `keeps_backgrounds` false: the program that wrote the file puts colours of its own behind plain fills.
    """
    for sheet in [sheet for sheet in book.worksheets if is_summary(sheet.title)]:
        book.remove(sheet)
    colours = {
        number: _before(fill) if keeps_backgrounds else PatternFill()
        for number, fill in enumerate(book._fills)  # noqa: SLF001 - asking each cell would take seconds
        if isinstance(fill, PatternFill) and fill.fgColor.rgb in _OURS
    }
    for sheet in book.worksheets:
        _clear_column(sheet)
        for cell in sheet._cells.values():  # noqa: SLF001 - only cells that exist
            if cell.has_style and cell._style.fillId in colours:  # noqa: SLF001
                cell.fill = colours[cell._style.fillId]  # noqa: SLF001
            if cell.comment is not None and NOTE in cell.comment.text:
                cell.comment = _former(cell.comment)


def marked(tier: Tier, former: PatternFill) -> PatternFill:
    """Our colour over a cell's own. A plain fill shows its foreground alone, so the former colour waits behind it."""
    if former.fill_type == "solid" and former.fgColor.rgb not in _OURS:
        return PatternFill("solid", fgColor=COVERING[tier], bgColor=former.fgColor)
    return PatternFill("solid", fgColor=FILLS[tier], bgColor=_NOTHING)


def _before(fill: PatternFill) -> PatternFill:
    """What stood under our colour; nothing where that is not known."""
    if fill.fgColor.rgb not in _COVERING:
        return PatternFill()
    return PatternFill("solid", fgColor=Color(**_plain(fill.bgColor)))


def _plain(colour: Color) -> dict[str, object]:
    return {colour.type: colour.value, "tint": colour.tint}


def _former(comment: Comment) -> Comment | None:
    own = comment.text.partition(NOTE)[0].rstrip("\n")
    return Comment(own, comment.author, height=comment.height, width=comment.width) if own.strip() else None


def _clear_column(sheet: Worksheet) -> None:
    tops = [
        cell
        for row in sheet.iter_rows(max_row=min(HEADING_ROWS, sheet.max_row))
        for cell in row
        if isinstance(cell.value, str) and is_heading(cell.value)
    ]
    for head in tops:
        column, top = head.column, head.row
        for merge in [each for each in sheet.merged_cells.ranges if _is_own(each, column, top)]:
            sheet.unmerge_cells(str(merge))
        _clear_heights(sheet, column, top)
        for place in [place for place in sheet._cells if place[1] == column and place[0] >= top]:  # noqa: SLF001
            del sheet._cells[place]  # noqa: SLF001


def _clear_heights(sheet: Worksheet, column: int, top: int) -> None:
    """Rows that were given a height for their message grow and shrink by themselves again."""
    for number, dimension in sheet.row_dimensions.items():
        cell = sheet._cells.get((number, column)) if number > top else None  # noqa: SLF001
        if cell is not None and isinstance(cell.value, str) and dimension.height == message_height(cell.value):
            dimension.height = None


def _is_own(merge: object, column: int, top: int) -> bool:
    return merge.min_col == merge.max_col == column and merge.min_row >= top
