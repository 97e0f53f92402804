"""Rows that belong to the row above them: parts of a project, listed under it without a number of their own."""

import re
import unicodedata
from collections.abc import Sequence

from core.intake.grid import RowCells, Sheet, is_counting
from core.intake.issues import Issue, Tier

from .result import ReadRow

_OWN = re.compile(r"[0-9]+(?:\.0+)?[●★▲○△]?")
_CIRCLED = re.compile("[①-⒛]")
_MOSTLY = 2
"""A column of numbers counts as kept when at least one row in so many has one."""


def mark_children(rows: Sequence[ReadRow], sheet: Sheet, serial_column: int) -> None:
    """Set `parent` (a row number) on rows without a number of their own in a list that numbers its projects."""
    numbered = [_is_own(sheet, row, serial_column) for row in rows]
    if sum(numbered) * _MOSTLY < len(rows):
        return
    parent: ReadRow | None = None
    for row, has_number in zip(rows, numbered, strict=True):
        if has_number or parent is None:
            parent = row
            continue
        row.parent = parent.row
        message = f"没有序号，像是第 {parent.row} 行“{parent.values.get('name', '')}”的子项"
        row.issues.append(
            Issue(
                row.sheet, row.row, serial_column, "序号", "", Tier.ERROR, "child_row", message,
                accepted="独立项目的序号", proposal="是独立项目的，请补上序号；是子项的，请在项目编辑中按打捆项目登记",
            )
        )  # fmt: skip


def _is_own(sheet: Sheet, row: ReadRow, column: int) -> bool:
    cells = RowCells.of(sheet.by_number[row.row].cells)
    if is_counting(cells.code(column)):
        return True
    written = "".join(cells.text(column).split())
    return bool(_OWN.fullmatch(unicodedata.normalize("NFKC", written))) and not _CIRCLED.search(written)
