"""A pack as an .xlsx: the form with locked columns in grey, the page that says how to fill it, and the hidden seal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.foundation.sheets import WAN_FORMAT, put_value
from reporting.choices import JumpReason, ProblemClass, WriteBackReason

from . import seal as seals
from .content import Line, Pack
from .explaining import explanation

FORM, HELP = "本月填报", "填报说明"
PERCENT_FORMAT = "0.0%"
_HEAD_ROW = 3
_LINE = Border(*[Side(style="thin", color="C9D1DA")] * 4)
_GREY, _HEAD, _OPEN_HEAD = (PatternFill("solid", fgColor=color) for color in ("F0F2F5", "E9F0F8", "FFF4D6"))
_FACE, _LINE_HEIGHT = "宋体", 14
_PLAIN, _BOLD = Font(name=_FACE, size=10), Font(name=_FACE, size=10, bold=True)
_MUTED = Font(name=_FACE, size=10, color="666666")
_LISTS: dict[str, dict[str, str]] = {
    "problem_class": dict(ProblemClass.choices),
    "write_back_reason": dict(WriteBackReason.choices),
    "jump_reason": dict(JumpReason.choices),
}


@dataclass(frozen=True)
class _Column:
    """`key` is a field of the line or, where people fill, of what is given; `width` in characters."""

    key: str
    head: str
    width: int
    number_format: str = ""
    is_filled: bool = False
    wraps: bool = False


def _columns(months: int) -> tuple[_Column, ...]:
    due = f"1—{months}月应完成" if months > 1 else "1月应完成"
    return (
        _Column("serial", "序号", 6),
        _Column("code", "项目编码", 13),
        _Column("name", "项目名称", 26, wraps=True),
        _Column("owner", "建设单位（业主）", 15, wraps=True),
        _Column("plan_wan", "年度计划", 12, WAN_FORMAT),
        _Column("due_wan", due, 12, WAN_FORMAT),
        _Column("last_month_wan", "上月完成", 11, WAN_FORMAT),
        _Column("prior_ytd_wan", "上月累计", 12, WAN_FORMAT),
        _Column("month_done_wan", "本月完成", 12, WAN_FORMAT, is_filled=True),
        _Column("ytd_done_wan", "本年累计", 12, WAN_FORMAT, is_filled=True),
        _Column("land_cost_wan", "其中：征迁费用", 12, WAN_FORMAT, is_filled=True),
        _Column("progress_percent", "形象进度%", 9, PERCENT_FORMAT, is_filled=True),
        _Column("progress_text", "形象进度", 28, is_filled=True, wraps=True),
        _Column("problem_class", "问题类别", 10, is_filled=True),
        _Column("problem_text", "存在问题", 20, is_filled=True, wraps=True),
        _Column("physical_facts", "实物量", 14, is_filled=True, wraps=True),
        _Column("write_back_reason", "冲减原因", 11, is_filled=True),
        _Column("jump_reason", "突增原因", 11, is_filled=True),
        _Column("last_text", "上月形象进度", 24, wraps=True),
        _Column("state", "填报状态", 10),
    )


def write_pack(target: BinaryIO, pack: Pack) -> None:
    """One workbook: 本月填报, 填报说明, and the seal on a hidden sheet."""
    book = Workbook()
    form = book.active
    form.title = FORM
    columns = _columns(pack.month.month.number)
    _fill_form(form, pack, columns)
    _guard(form, columns, len(pack.lines))
    _lay_out(form, columns)
    _fill_help(book.create_sheet(HELP), pack)
    _fill_seal(book.create_sheet(seals.SHEET), pack)
    book.save(target)


def write_slices(target: BinaryIO, packs: Sequence[Pack]) -> None:
    """A zip with one workbook a slice, named so that they sort as the list does."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for number, pack in enumerate(packs, start=1):
            with archive.open(f"{number:02d} {file_name(pack)}", "w") as file:
                write_pack(file, pack)


def file_name(pack: Pack) -> str:
    """“晋江市2018年7月预填表（某公司）.xlsx”, without signs that file systems refuse."""
    part = f"（{pack.part}）" if pack.part else ""
    return re.sub(r'[\\/:*?"<>|]', "", f"{pack.name}{pack.month.month.label}预填表{part}") + ".xlsx"


def _fill_form(sheet: Worksheet, pack: Pack, columns: Sequence[_Column]) -> None:
    month = pack.month
    put_value(sheet.cell(1, 1), pack.title)
    sheet.cell(1, 1).font = Font(name=_FACE, bold=True, size=14)
    meaning = f"{month.get_figure_kind_display()}，数据截止{month.data_cutoff:%-m月%-d日}"
    note = f"单位：万元　{meaning}　白底栏填写，灰底栏不用填"
    put_value(sheet.cell(2, 1), note)
    sheet.cell(2, 1).font = _MUTED
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(_HEAD_ROW, number)
        put_value(cell, column.head)
        cell.font, cell.border = _BOLD, _LINE
        cell.fill = _OPEN_HEAD if column.is_filled else _HEAD
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for serial, line in enumerate(pack.lines, start=1):
        _fill_line(sheet, serial, line, columns)


def _fill_line(sheet: Worksheet, serial: int, line: Line, columns: Sequence[_Column]) -> None:
    sheet.row_dimensions[_HEAD_ROW + serial].height = _height(line, columns)
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(_HEAD_ROW + serial, number)
        put_value(cell, serial if column.key == "serial" else _value(line, column), column.number_format)
        cell.border, cell.font = _LINE, _PLAIN
        cell.alignment = Alignment(vertical="top", wrap_text=column.wraps)
        if column.is_filled and line.is_open:
            cell.protection = Protection(locked=False)
            cell.number_format = column.number_format or "General"
        else:
            cell.fill, cell.font = _GREY, _MUTED


def _height(line: Line, columns: Sequence[_Column]) -> int:
    """Points for the longest text of a row: a Chinese character takes two of a column's characters."""
    texts = ((str(_value(line, column) or ""), column.width) for column in columns if column.wraps)
    lines = max(ceil(sum(2 if ord(sign) > 255 else 1 for sign in text) / (width - 1)) for text, width in texts)
    return _LINE_HEIGHT * max(lines, 1) + 4


def _value(line: Line, column: _Column) -> Any:
    if not column.is_filled:
        return getattr(line, column.key)
    value = line.given.get(column.key)
    if column.key in _LISTS and value:
        return _LISTS[column.key][value]
    return value / Decimal(100) if column.key == "progress_percent" and value is not None else value


def _guard(sheet: Worksheet, columns: Sequence[_Column], lines: int) -> None:
    """Closed lists to choose from, numbers where numbers belong, and only the open cells can be typed into."""
    last = _HEAD_ROW + max(lines, 1)
    for number, column in enumerate(columns, start=1):
        rule = _rule(column)
        if rule is not None:
            letter = get_column_letter(number)
            rule.add(f"{letter}{_HEAD_ROW + 1}:{letter}{last}")
            sheet.add_data_validation(rule)
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)  # the library's word for “not forbidden”


def _rule(column: _Column) -> DataValidation | None:
    if column.key in _LISTS:
        words = ",".join(_LISTS[column.key].values())
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
        rule.error = f"请从列表中选择：{words.replace(',', '、')}"
    elif column.is_filled and column.number_format == WAN_FORMAT:
        rule = DataValidation(
            type="decimal", operator="between", formula1="-99999999", formula2="99999999", allow_blank=True
        )
        rule.error = "请填数字，单位万元。"
    elif column.key == "progress_percent":
        rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
        rule.error = "请填 0% 到 100%。"
    else:
        return None
    rule.errorTitle = column.head
    rule.showErrorMessage = True
    return rule


def _lay_out(sheet: Worksheet, columns: Sequence[_Column]) -> None:
    """Frozen heads and names; A4 across, one page wide, the head on every page."""
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[_HEAD_ROW].height = 32
    sheet.freeze_panes = f"D{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"1:{_HEAD_ROW}"
    printed = max(number for number, column in enumerate(columns, start=1) if column.is_filled)
    sheet.print_area = f"A1:{get_column_letter(printed)}{max(sheet.max_row, _HEAD_ROW + 1)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _fill_help(sheet: Worksheet, pack: Pack) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 100
    for row, (head, text) in enumerate(explanation(pack), start=1):
        put_value(sheet.cell(row, 1), head)
        put_value(sheet.cell(row, 2), text)
        sheet.cell(row, 1).font, sheet.cell(row, 2).font = _BOLD, _PLAIN
        for column in (1, 2):
            sheet.cell(row, column).alignment = Alignment(vertical="top", wrap_text=True)
    sheet.protection.sheet = True
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _fill_seal(sheet: Worksheet, pack: Pack) -> None:
    put_value(sheet.cell(1, 1), seals.HEAD)
    for row, piece in enumerate(seals.sealed(pack.seal), start=2):
        put_value(sheet.cell(row, 1), piece)
    sheet.protection.sheet = True
    sheet.sheet_state = "hidden"
