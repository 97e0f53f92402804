"""Our own sheet at the front: what was found, what the colours mean, what to do, and what belongs to no cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.issues import Issue, Tier

from .book import LINE, font_name, height_of, put_text
from .marks import Left, sentence
from .payload import About
from .signs import FILLS, HEADING, SUMMARY

_TITLE, _HEAD, _TEXT = {"bold": True, "size": 16}, {"bold": True, "size": 11}, {"size": 11}
_HEAD_FILL = PatternFill("solid", fgColor="FFE9F0F8")
_WRAPPED = Alignment(wrap_text=True, vertical="center")
_TITLED = Alignment(vertical="center")
_COUNTED = Alignment(horizontal="center", vertical="center")
_A4 = 9
_WIDTHS = {"A": 16, "B": 14, "C": 16, "D": 12, "E": 76}
_COLUMNS = len(_WIDTHS)

_MEANS = {
    Tier.ERROR: "这一行不能入库，改正后重新上传",
    Tier.NOTICE: "可以入库，请看一眼是否填错",
    Tier.NORMALISED: "写法已自动统一，不需要处理",
}
_STEPS = (
    f"在各工作表中改正红色的单元格；原因写在单元格批注里，也写在最右边的“{HEADING}”一列。",
    "改完保存，把这个文件直接重新上传即可，不必改回原来的样子。",
    f"本说明页、“{HEADING}”一列、批注和颜色都不会被导入，可留可删。",
)
_NO_PICTURES = "原文件中的图片、文本框等图形没有保留在本文件中；需要它们的，请在原文件中改正后上传原文件。"


def add_summary(book: Workbook, about: About, issues: Sequence[Issue], left: Left, *, had_pictures: bool) -> None:
    """The sheet, in front and opened; the order of the other sheets stays."""
    sheet = book.create_sheet(SUMMARY, 0)
    for letters, width in _WIDTHS.items():
        sheet.column_dimensions[letters].width = width
    sheet.sheet_view.showGridLines = False
    _write(sheet, _facts(about, had_pictures=had_pictures), issues, left)
    sheet.page_setup.paperSize, sheet.page_setup.orientation = _A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet  # two selected sheets would be edited together
    book.active = 0


def _facts(about: About, *, had_pictures: bool) -> list[tuple[str, str]]:
    facts = [
        ("文件", about.file),
        ("导入编号", about.number),
        ("导入到", about.desk),
        ("上传", f"{about.at}，{about.by}"),
    ]
    return [*facts, ("注意", _NO_PICTURES)] if had_pictures else facts


def _write(sheet: Worksheet, facts: Iterable[tuple[str, str]], issues: Sequence[Issue], left: Left) -> None:
    row = _row(sheet, 1, [SUMMARY], font=_TITLE)
    for label, text in facts:
        row = _wide(sheet, row, label, text)
    row = _row(sheet, row + 1, ["核对结果", "处数", "行数", "", "怎么办"], font=_HEAD, fill=_HEAD_FILL)
    for tier in Tier:
        of_tier = [issue for issue in issues if issue.tier == tier]
        rows = {(issue.sheet, issue.row) for issue in of_tier if issue.row}
        row = _row(sheet, row, [tier.value, len(of_tier), len(rows), "", _MEANS[tier]], fill_first=FILLS[tier])
    row = _row(sheet, row + 1, ["怎样改"], font=_HEAD)
    for number, text in enumerate(_STEPS, start=1):
        row = _wide(sheet, row, f"第{number}步", text)
    row = _issues(sheet, row + 1, "整张表的提示", left.whole)
    row = _issues(sheet, row + 1, "在隐藏的行或工作表里", left.hidden)
    _by_kind(sheet, row + 1, issues)


def _issues(sheet: Worksheet, row: int, title: str, issues: Sequence[Issue]) -> int:
    if not issues:
        return row - 1
    row = _row(sheet, row, [title], font=_HEAD)
    row = _row(sheet, row, ["工作表", "位置", "栏目", "级别", "说明"], font=_HEAD, fill=_HEAD_FILL)
    for issue in issues:
        place = issue.cell or "整表"
        values = [issue.sheet, place, issue.field, issue.tier.value, sentence(issue)]
        row = _row(sheet, row, values, fill_fourth=FILLS[issue.tier])
    return row


def _by_kind(sheet: Worksheet, row: int, issues: Sequence[Issue]) -> None:
    """How often each column has which trouble, so that one habit can be mended in one go."""
    counts = Counter((issue.sheet, issue.field, issue.tier, issue.rule) for issue in issues if issue.row)
    if not counts:
        return
    first = {(each.sheet, each.field, each.tier, each.rule): each for each in reversed(issues)}
    row = _row(sheet, row, ["按栏目看"], font=_HEAD)
    row = _row(sheet, row, ["工作表", "栏目", "级别", "处数", "例如"], font=_HEAD, fill=_HEAD_FILL)
    order = list(Tier)
    for key, count in sorted(counts.items(), key=lambda pair: (order.index(pair[0][2]), -pair[1])):
        example = first[key]
        text = f"{example.cell}：{sentence(example)}"
        row = _row(sheet, row, [key[0], key[1], key[2].value, count, text], fill_third=FILLS[key[2]])


def _wide(sheet: Worksheet, row: int, label: str, text: str) -> int:
    """A label and a text over the other columns."""
    after = _row(sheet, row, [label, text])
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=_COLUMNS)
    sheet.cell(row, 1).font = Font(name=font_name(sheet.parent), **_HEAD)
    return after


def _row(sheet: Worksheet, row: int, values: Sequence[Any], *, font: Any = None, fill: Any = None, **only: str) -> int:
    """Write a row and return the number of the next one. `fill_first`, `fill_third` … colour one cell of it."""
    style = Font(name=font_name(sheet.parent), **(font or _TEXT))
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.font, cell.alignment = style, _WRAPPED if len(values) > 1 else _TITLED
        if isinstance(value, str):
            put_text(cell, value)
        else:
            cell.value, cell.alignment = value, _COUNTED
        if len(values) == _COLUMNS:
            cell.border = LINE
        if fill is not None:
            cell.fill = fill
    sheet.row_dimensions[row].height = _height(values, font or _TEXT)
    for place, colour in only.items():
        sheet.cell(row, _PLACES[place]).fill = PatternFill("solid", fgColor=colour)
    return row + 1


def _height(values: Sequence[Any], font: Mapping[str, Any]) -> float | None:
    """A title may run over its neighbours; in a line of the table, its last cell decides."""
    if len(values) < _COLUMNS:
        return 1.6 * font["size"] if len(values) == 1 else None
    return height_of(str(values[-1]), _WIDTHS["E"], size=font["size"])


_PLACES = {"fill_first": 1, "fill_third": 3, "fill_fourth": 4}
