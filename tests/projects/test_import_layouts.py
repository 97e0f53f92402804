"""Messy but honest tables: every value is right, or its row is listed with the cell, the value and the reason."""

from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.dimensions import ColumnDimension

from core.intake.reader import as_real_file
from tests.intake.layouts import sections_of_kinds, sheet_a_county, table
from tests.intake.ledgers import flat_layout, ledger, saved, usual_layout
from tests.intake.register_desk import Analysis, analyse

pytestmark = pytest.mark.django_db

HEADS = ["序号", "项目名称", "单位", "项目类别", "项目性质", "总投资", "年度计划投资"]
PARK = [1, "环城公园", "晋江市", "绿化生态", "续建", 3000, 1200]
ROAD = [2, "滨海大道", "石狮市", "市政交通", "新开工", 5000, 800]


def analysed(book: Workbook, register) -> Analysis:
    with as_real_file([saved(book).getvalue()]) as file:
        return analyse(file, "台账.xlsx", register.campaign)


def rules(analysis: Analysis) -> list[str]:
    """Of every error and remark, of the table first, then row by row."""
    read = analysis.understanding
    said = [issue.rule for issue in read.issues] + [issue.rule for row in read.rows for issue in row.issues]
    return said + [note.rule for each in analysis.compared for note in each.notes]


def values(analysis: Analysis, key: str) -> list:
    return [row.values.get(key) for row in analysis.understanding.rows]


@pytest.mark.parametrize("layout", [sections_of_kinds, sheet_a_county, usual_layout])
def test_every_layout_of_the_whole_register_gives_the_same_rows(register, layout):
    keys = ("name", "unit", "category", "plan_nature", "total_investment_wan", "annual_plan_wan")
    flat, other = analysed(flat_layout(ledger()), register), analysed(layout(ledger()), register)
    assert sorted([row.values[key] for key in keys] for row in other.understanding.rows) == sorted(
        [row.values[key] for key in keys] for row in flat.understanding.rows
    )
    assert other.counts["new"] == flat.counts["new"] == 621
    assert all(each.is_equal for each in other.understanding.published)


def test_three_rows_of_heads_and_what_the_desk_only_reads(register):
    analysis = analysed(sections_of_kinds(ledger(28)), register)
    (sheet,) = analysis.understanding.sheets
    assert (sheet.header_rows, sheet.unit, sheet.period) == ((2, 3, 4), "万元", "2018年1—7月")
    assert [column.field for column in sheet.columns] == [
        "serial", "name", "unit", "plan_nature", "annual_plan_wan", "total_investment_wan", "ytd_done_wan",
        "progress_text",
    ]  # fmt: skip
    row = analysis.understanding.rows[0]
    assert (row.values["ytd_done_wan"], row.values["progress_text"]) == ("12.50", "主体施工")
    assert "★" not in row.values["name"]


def test_sheets_that_are_no_lists_are_named(register):
    analysis = analysed(sheet_a_county(ledger(28)), register)
    kinds = {sheet.name: sheet.kind for sheet in analysis.understanding.sheets}
    assert (kinds["Sheet2"], kinds["备份"], kinds["晋江市"]) == ("empty", "hidden", "list")
    assert "hidden_sheet" in rules(analysis)


def test_yi_and_yuan_are_converted_where_they_are_stated(register):
    heads = ["项目名称", "单位", "项目类别", "项目性质", "总投资（亿元）", "年度计划投资（元）"]
    analysis = analysed(table(heads, ["环城公园", "晋江市", "绿化生态", "续建", 1.25, 5_000_000]), register)
    (row,) = analysis.understanding.rows
    assert (row.values["total_investment_wan"], row.values["annual_plan_wan"]) == (
        "12500.00",
        "500.00",
    )


@pytest.mark.parametrize(("unit", "rule"), [("单位：万美元", "foreign_unit"), ("项目计划表", "unit_missing")])
def test_a_foreign_or_missing_unit_holds_the_whole_table(register, unit: str, rule: str):
    analysis = analysed(table(HEADS, PARK, ROAD, title=[unit]), register)
    assert rule in rules(analysis)
    assert analysis.counts["question"] == 2
    assert values(analysis, "annual_plan_wan") == [None, None]


def test_a_heading_of_another_year_is_not_read_as_this_years(register):
    heads = [*HEADS[:6], "2017年计划投资"]
    analysis = analysed(table(heads, PARK), register)
    assert "other_year" in rules(analysis)
    assert values(analysis, "annual_plan_wan") == [None]


def test_two_columns_for_one_field_and_two_projects_in_a_row_are_asked(register):
    doubled = analysed(table([*HEADS, "年度计划"], [*PARK, 1300]), register)
    assert "double_column" in rules(doubled)
    beside = analysed(table([*HEADS, "项目名称"], [*PARK, "另一个公园"]), register)
    assert any("并排" in issue.message for issue in beside.understanding.questions)


def test_rows_without_a_number_are_held_as_parts_of_the_row_above(register):
    part = [None, "一标段", "晋江市", "绿化生态", "续建", 1000, 400]
    analysis = analysed(table(HEADS, PARK, part, ROAD, [3, *PARK[1:2], *ROAD[2:]]), register)
    assert [row.parent for row in analysis.understanding.rows] == [None, 3, None, None]
    assert analysis.counts["question"] == 1
    assert analysis.sums["annual_plan_wan"] == Decimal(1200 + 800 + 800)


def test_words_of_a_merged_cell_hold_for_its_rows_and_an_amount_does_not(register):
    book = table(HEADS, PARK, [2, "滨江公园", None, "绿化生态", "续建", 2000, None])
    book.active.merge_cells("C3:C4")
    book.active.merge_cells("G3:G4")
    analysis = analysed(book, register)
    assert values(analysis, "unit") == ["350582", "350582"]
    assert values(analysis, "annual_plan_wan") == [None, None]
    assert rules(analysis).count("merged_amount") == 2


def test_hidden_rows_and_columns_are_read_and_pointed_out(register):
    book = table(HEADS, PARK, ROAD)
    book.active.row_dimensions[4].hidden = True
    book.active.column_dimensions["G"] = ColumnDimension(book.active, index="G", hidden=True)
    analysis = analysed(book, register)
    assert {"hidden_row", "hidden_column"} <= set(rules(analysis))
    assert analysis.counts["new"] == 2


def test_full_width_digits_dashes_and_text_numbers(register):
    row = [1, "环城公园", "晋　江", "绿化生态", "续建", "３，０００．５０", " 1,200 "]
    analysis = analysed(table(HEADS, row, [2, *ROAD[1:5], "—", 800]), register)
    assert values(analysis, "total_investment_wan") == ["3000.50", None]
    assert values(analysis, "annual_plan_wan") == ["1200.00", "800.00"]
    assert values(analysis, "unit") == ["350582", "350581"]
    assert analysis.counts["new"] == 2


def test_prose_in_a_money_cell_and_a_formula_without_value_are_listed(register):
    rows = [[*PARK[:5], "以财政审核为准", 1200], [*ROAD[:5], 5000, "=400+400"]]
    analysis = analysed(table(HEADS, *rows), register)
    assert {"not_a_number", "formula_without_value"} <= set(rules(analysis))
    (first, second) = analysis.understanding.rows
    assert [(issue.cell, issue.value) for issue in first.issues] == [("F3", "以财政审核为准")]
    assert [issue.cell for issue in second.issues] == ["G4"]
    assert analysis.counts["question"] == 2


def test_spans_and_own_dates(register):
    heads = ["项目名称", "单位", "项目类别", "项目性质", "年度计划投资", "建设起止年限", "竣工时间"]
    row = ["环城公园", "晋江市", "绿化生态", "续建", 1200, "2017.3-2019", "2019.6"]
    (read,) = analysed(table(heads, row), register).understanding.rows
    assert (read.values["planned_start"], read.values["planned_finish"]) == ("2017-03-01", "2019-06-30")


def test_notes_signatures_and_numbered_empty_rows_are_no_projects(register):
    foot = [["注：1.含征迁费用"], ["2.截至7月底"], ["填报人：", None, "审核人："], [3], [4]]
    analysis = analysed(table(HEADS, PARK, ROAD, *foot), register)
    assert values(analysis, "name") == ["环城公园", "滨海大道"]


def test_a_line_of_column_numbers_is_no_project(register):
    analysis = analysed(table(HEADS, [1, 2, 3, 4, 5, 6, 7], PARK, ROAD), register)
    assert values(analysis, "name") == ["环城公园", "滨海大道"]


def test_new_projects_need_their_county_kind_nature_and_plan(register):
    analysis = analysed(table(["项目名称", "总投资"], ["环城公园", 3000]), register)
    assert {"missing_unit", "missing_category", "missing_plan_nature", "missing_annual_plan_wan"} <= set(
        rules(analysis)
    )
    assert analysis.counts["question"] == 1


def test_a_file_without_a_list_says_what_it_looked_for(register):
    analysis = analysed(table(["会议通知", "请于周五前报送"]), register)
    (issue,) = analysis.understanding.questions
    assert (issue.rule, analysis.counts["new"]) == ("no_list", 0)
    assert "项目名称" in issue.message
