"""Workbooks: what people typed stays text, amounts are exact numbers, memory does not grow with the rows."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from core.foundation.sheets import POINTS_FORMAT, WAN_FORMAT, SheetColumn, Table, write_table

COLUMNS = (SheetColumn("项目名称", 30), SheetColumn("年度计划", 12, WAN_FORMAT), SheetColumn("开工", 12, "yyyy-mm-dd"))


def written(rows, foot=None):
    target = io.BytesIO()
    count = write_table(target, Table("项目库", "标题", "单位：万元", COLUMNS, foot), rows)
    target.seek(0)
    return count, openpyxl.load_workbook(target)["项目库"]


def test_title_note_heads_rows_foot():
    count, sheet = written([["甲", Decimal("1200.50"), date(2018, 7, 1)]], foot=["合计", Decimal("1200.50"), None])
    assert count == 1
    assert (sheet["A1"].value, sheet["A2"].value) == ("标题", "单位：万元")
    assert [cell.value for cell in sheet[3]] == ["项目名称", "年度计划", "开工"]
    assert sheet["B4"].value == 1200.5
    assert sheet["B4"].number_format == WAN_FORMAT
    assert sheet["C4"].value.date() == date(2018, 7, 1)
    assert sheet["A5"].value == "合计"
    assert sheet.freeze_panes == "A4"


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+8613900000000", "-1", "@SUM(A1)", "\t=1", "#N/A", "#REF!"]
)
def test_text_that_looks_like_a_formula_or_an_error_stays_text(text):
    _, sheet = written([[text, None, None]])
    cell = sheet["A4"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.quotePrefix is (text[0] != "#")


def test_letters_no_sheet_can_hold_are_left_out():
    _, sheet = written([["甲\x00\x0b乙" + "长" * 40_000, None, None]])
    assert sheet["A4"].value.startswith("甲乙")
    assert len(sheet["A4"].value) == 32_767


def test_floats_are_refused():
    with pytest.raises(TypeError):
        written([["甲", 0.1, None]])


def test_a_row_of_another_length_is_a_mistake():
    with pytest.raises(ValueError, match="zip"):
        written([["甲"]])


def test_points_are_written_with_their_sign():
    assert POINTS_FORMAT.startswith("+0.00;")


def test_a_day_in_a_column_of_numbers_leaves_the_numbers_their_format():
    _, sheet = written([["甲", date(2018, 7, 1), 1], ["乙", Decimal("2.50"), date(2018, 7, 1)], ["丙", 3, 4]])
    assert [sheet[place].number_format for place in ("B5", "B6")] == [WAN_FORMAT, WAN_FORMAT]
    assert sheet["B4"].is_date
