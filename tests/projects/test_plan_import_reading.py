"""Plan tables as offices head them: whatever stands over the months, the same plan is read, and nothing else is taken
for one."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from core.intake.analysis import Analysis, analyse
from core.intake.reader import as_real_file
from tests.intake.ledgers import saved
from tests.intake.plan_desk import occasion

pytestmark = pytest.mark.django_db

NAMES = [f"{month}月" for month in range(1, 13)]
SPANS = ["1月", *(f"1—{month}月" for month in range(2, 13))]
AMOUNTS = [0, 0, 50, 150, 100, 100, 200, 200, 100, 100, 100, 100]
DUE = [sum(AMOUNTS[:month]) for month in range(1, 13)]
CURVE = tuple(map(Decimal, DUE))


@pytest.fixture
def listed(register):
    register.install(register.entry("环城公园", "1200"))
    return register


def one_level(heads: list[str], amounts: list) -> Workbook:
    book = Workbook()
    book.active.append(["2018年投资计划"])
    book.active.append(["单位：万元"])
    book.active.append(["项目名称", "2018年度计划投资", *heads])
    book.active.append(["环城公园", 1200, *amounts])
    return book


def two_levels(upper: str, heads: list[str], amounts: list) -> Workbook:
    book = one_level([upper], [])
    sheet = book.active
    sheet.delete_rows(4)
    sheet.append([None, None, *heads])
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    sheet.merge_cells(start_row=3, end_row=3, start_column=3, end_column=2 + len(heads))
    sheet.append(["环城公园", 1200, *amounts])
    return book


def read(book: Workbook, register) -> Analysis:
    with as_real_file([saved(book).getvalue()]) as file:
        return analyse(file, "计划.xlsx", occasion(register.campaign))


def rules(analysis: Analysis) -> list[str]:
    rows = [note.rule for each in analysis.compared for note in each.notes]
    return [*(issue.rule for issue in analysis.understanding.issues), *rows]


@pytest.mark.parametrize(
    "book",
    [
        one_level(NAMES, AMOUNTS),
        one_level([f"{month}月份计划（万元）" for month in range(1, 13)], AMOUNTS),
        one_level(["1月累计计划", *(f"1-{month}月累计" for month in range(2, 13))], DUE),
        one_level([f"至{month}月底累计计划" for month in range(1, 13)], DUE),
        two_levels("月计划", NAMES, AMOUNTS),
        two_levels("2018年分月投资计划（万元）", NAMES, AMOUNTS),
        two_levels("其中", NAMES, AMOUNTS),
        two_levels("累计计划", NAMES, DUE),
        two_levels("分月累计计划", SPANS, DUE),
    ],
    ids=["months", "months-plan", "spans", "to-month", "under-plan", "under-year", "of-which", "due", "due-spans"],
)
def test_every_layout_gives_the_same_months(listed, book: Workbook):
    analysis = read(book, listed)
    assert rules(analysis) == []
    (each,) = analysis.compared
    assert each.changes["months"][1] == "1—2月各 0、3月 50、4月 150、5—6月各 100、7—8月各 200、9—12月各 100"
    assert [Decimal(step) for step in analysis.effect["due_step_wan"]] == [
        new - 100 * month for month, new in enumerate(CURVE, start=1)
    ]


@pytest.mark.parametrize("upper", ["完成投资", "2018年完成情况", "实际完成", "资金到位"])
def test_months_under_other_words_are_no_plan(listed, upper: str):
    analysis = read(two_levels(upper, NAMES, AMOUNTS), listed)
    assert [each.group for each in analysis.compared] == ["unchanged"]


def test_months_of_another_year_are_not_read_as_this_years(listed):
    analysis = read(two_levels("2017年分月投资计划", NAMES, AMOUNTS), listed)
    assert set(rules(analysis)) == {"other_year"}
    assert "months" not in analysis.compared[0].changes


def test_quarters_beside_the_months_are_no_cumulative_amounts(listed):
    heads = [*NAMES, "4—6月", "7—9月", "10—12月"]
    analysis = read(one_level(heads, [*AMOUNTS, 350, 500, 300]), listed)
    assert rules(analysis) == []
    assert "months" in analysis.compared[0].changes


def test_the_half_year_beside_the_months_is_checked_against_them(listed):
    analysis = read(one_level([*NAMES, "1—6月"], [*AMOUNTS, 401]), listed)
    (note,) = analysis.compared[0].notes
    assert (note.rule, note.field) == ("months_disagree", "due_wan@06")


def test_a_missing_or_foreign_unit_holds_the_whole_table(listed):
    book = one_level(NAMES, AMOUNTS)
    book.active["A2"] = None
    analysis = read(book, listed)
    assert rules(analysis) == ["unit_missing"]
    assert [each.group for each in analysis.compared] == ["question"]
