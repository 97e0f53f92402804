"""The marks themselves: colours, notes, and the column of messages beside each list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.issues import Issue, Tier

from .book import LINE, LONGEST_TEXT, font_name, put_text
from .clearing import marked
from .columns import MESSAGE_SIZE, message_height, own_column
from .payload import ListPlace
from .signs import FILLS, HEADING, NOTE

LONGEST_NOTE = 1_000
_SEE_COLUMN = f"\n……其余见“{HEADING}”一列"
_ORDER = {tier: place for place, tier in enumerate(Tier)}


@dataclass
class Left:
    """Issues that no visible cell of the workbook shows: they are told on our own sheet."""

    whole: list[Issue] = field(default_factory=list)
    hidden: list[Issue] = field(default_factory=list)


def put_marks(book: Workbook, issues: Iterable[Issue], lists: Iterable[ListPlace]) -> Left:
    """Mark every issue where it stands and return those that are told elsewhere."""
    places = _by_sheet(lists)
    grouped: dict[str, list[Issue]] = defaultdict(list)
    left = Left()
    for issue in issues:
        if issue.row and issue.sheet in book.sheetnames:
            grouped[issue.sheet].append(issue)
        else:
            left.whole.append(issue)
    for name in book.sheetnames:
        sheet = book[name]
        of_sheet = sorted(grouped.get(name, ()), key=_order)
        _mark_cells(sheet, of_sheet)
        if name in places:
            _write_column(sheet, places[name], of_sheet)
        left.hidden += _hidden(sheet, of_sheet, has_column=name in places)
    return left


def sentence(issue: Issue) -> str:
    """What is wrong and what helps."""
    parts = [issue.message.rstrip("。；")]
    if issue.accepted:
        parts.append(f"应填：{issue.accepted}")
    if issue.proposal:
        parts.append(f"建议：{issue.proposal}")
    return "；".join(parts) + "。"


def with_place(issue: Issue) -> str:
    """“C14 总投资（错误）：…”"""
    where = " ".join(part for part in (issue.cell, issue.field) if part)
    return f"{where}（{issue.tier.value}）：{sentence(issue)}"


def _order(issue: Issue) -> tuple[int, int]:
    return _ORDER[issue.tier], issue.column


def _by_sheet(lists: Iterable[ListPlace]) -> dict[str, ListPlace]:
    """One column a sheet, right of everything, also where a sheet holds several lists."""
    found: dict[str, ListPlace] = {}
    for place in lists:
        other = found.get(place.sheet, place)
        first = min(other, place, key=lambda each: each.top)
        found[place.sheet] = ListPlace(place.sheet, first.top, first.bottom, max(other.right, place.right))
    return found


def _mark_cells(sheet: Worksheet, issues: Sequence[Issue]) -> None:
    of_cell: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.column:
            of_cell[_origin(sheet, issue.row, issue.column)].append(issue)
    for (row, column), here in of_cell.items():
        cell = sheet.cell(row, column)
        cell.fill = marked(min(here, key=_order).tier, copy(cell.fill))
        cell.comment = _note(cell.comment, here)


def _origin(sheet: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell that is shown at a place: a merged one shows its first."""
    if not isinstance(sheet.cell(row, column), MergedCell):
        return row, column
    return next(
        (merge.min_row, merge.min_col)
        for merge in sheet.merged_cells.ranges
        if merge.min_row <= row <= merge.max_row and merge.min_col <= column <= merge.max_col
    )


def _note(former: Comment | None, issues: Sequence[Issue]) -> Comment:
    lines = [f"{issue.tier.value}：{sentence(issue)}" for issue in issues]
    text = ILLEGAL_CHARACTERS_RE.sub("", "\n".join([NOTE, *dict.fromkeys(lines)]))
    if len(text) > LONGEST_NOTE:
        text = text[:LONGEST_NOTE] + _SEE_COLUMN
    own = f"{former.text}\n" if former is not None else ""
    height = 24 + 18 * sum(1 + len(line) // 21 for line in text.split("\n"))
    return Comment(own + text, former.author if former else NOTE.strip("【】"), height=min(height, 400), width=300)


def _write_column(sheet: Worksheet, place: ListPlace, issues: Sequence[Issue]) -> None:
    column = own_column(sheet, place.right)
    _write_head(sheet, place, column)
    of_row: dict[int, list[Issue]] = defaultdict(list)
    for issue in issues:
        of_row[issue.row].append(issue)
    for row, here in of_row.items():
        cell = sheet.cell(row, column)
        text = _row_text(here)
        put_text(cell, text)
        if sheet.row_dimensions[row].height is None:
            sheet.row_dimensions[row].height = message_height(text)
        cell.fill = PatternFill("solid", fgColor=FILLS[here[0].tier])
        cell.font, cell.border = Font(name=font_name(sheet.parent), size=MESSAGE_SIZE), LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _row_text(issues: Sequence[Issue]) -> str:
    text = "\n".join(dict.fromkeys(map(with_place, issues)))
    rest = "\n……这一行的提示太多，请先处理以上各项"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(rest)] + rest


def _write_head(sheet: Worksheet, place: ListPlace, column: int) -> None:
    """As the head beside it looks, over as many rows."""
    beside = sheet.cell(*_origin(sheet, place.top, place.right))
    cell = sheet.cell(place.top, column)
    _copy_style(beside, cell)
    put_text(cell, HEADING)
    if place.bottom > place.top:
        sheet.merge_cells(start_row=place.top, end_row=place.bottom, start_column=column, end_column=column)


def _copy_style(source: Any, target: Any) -> None:
    target.font, target.border = copy(source.font), copy(source.border)
    target.fill, target.alignment = copy(source.fill), copy(source.alignment)


def _hidden(sheet: Worksheet, issues: Sequence[Issue], *, has_column: bool) -> list[Issue]:
    """Those on a hidden sheet or row, and remarks on rows of a sheet that has no column of messages."""
    if sheet.sheet_state != "visible":
        return list(issues)
    rows = {number for number, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return [issue for issue in issues if issue.row in rows or not (has_column or issue.column)]
