"""Columns that name a month: the right one is read, another month's is a copied form, a series stands once a month."""

from decimal import Decimal

import pytest

from core.intake.desk import Answers, Desk, Field, Kind, Period
from core.intake.grid import Cell, Row, Sheet, Workbook
from core.intake.grid import Kind as CellKind
from core.intake.issues import Tier
from core.intake.understanding import Understanding, understand
from core.intake.understanding.headings import Headings, cleaned

REPORTS = Desk(
    "reports", "月报", 2018,
    (
        Field("name", "项目名称", Kind.NAME, ("项目名称",)),
        Field("done", "本月完成投资", Kind.WAN, ("本月完成", "M月完成", "M月/完成"), period=Period.MONTH),
        Field("to_date", "本年累计完成投资", Kind.WAN, ("累计完成", "R月完成", "M月累计完成"), period=Period.TO_DATE),
    ),
    month=7,
)  # fmt: skip
PLANS = Desk(
    "plan", "计划", 2018,
    (
        Field("name", "项目名称", Kind.NAME, ("项目名称",)),
        Field("due", "计划投资", Kind.WAN, ("M月", "M月计划", "月度计划/M月"), is_series=True),
        Field("due_to_date", "累计计划", Kind.WAN, ("R月", "R月累计计划"), is_series=True),
    ),
)  # fmt: skip


def sheet(*rows: tuple, name: str = "表") -> Sheet:
    cells = [
        Row(number, {at: _cell(value) for at, value in enumerate(row, start=1) if value is not None})
        for number, row in enumerate(rows, start=1)
    ]
    return Sheet(name, rows=cells)


def _cell(value: object) -> Cell:
    return Cell(CellKind.TEXT, value) if isinstance(value, str) else Cell(CellKind.NUMBER, str(value))


def read(desk: Desk, *rows: tuple, answers: Answers | None = None) -> Understanding:
    return understand(Workbook("表.xlsx", [sheet(*rows)]), desk, answers)


def told(read_: Understanding) -> list[tuple[str, Tier]]:
    return [(issue.rule, issue.tier) for issue in read_.issues]


def test_the_month_and_the_months_to_date_are_read():
    found = read(REPORTS, ("单位：万元",), ("项目名称", "7月完成", "1-7月完成"), ("公园", 12.5, 80))
    assert found.rows[0].values == {"name": "公园", "done": Decimal("12.50"), "to_date": Decimal("80.00")}
    assert told(found) == []
    assert [(column.months, column.path) for column in found.sheets[0].columns[1:]] == [
        ((7, 7), "m月完成"), ((1, 7), "r月完成"),
    ]  # fmt: skip


@pytest.mark.parametrize("heads", [("6月完成", "1-7月完成"), ("7月完成", "1-6月完成")])
def test_another_months_heading_is_a_copied_form_and_asked_about(heads: tuple[str, str]):
    found = read(REPORTS, ("单位：万元",), ("项目名称", *heads), ("公园", 12.5, 80))
    assert told(found) == [("other_month", Tier.ERROR)]
    assert len(found.rows[0].values) == 2, "the other column is read, this one is not"


def test_last_months_column_beside_this_months_is_only_pointed_out():
    found = read(REPORTS, ("单位：万元",), ("项目名称", "6月完成", "7月完成"), ("公园", 1, 2))
    assert told(found) == [("other_month", Tier.NOTICE)]
    assert found.rows[0].values["done"] == Decimal("2.00")


def test_a_title_of_another_month_is_pointed_out():
    found = read(REPORTS, ("2018年1-6月进度表 单位：万元",), ("项目名称", "本月完成"), ("公园", 1))
    assert told(found) == [("title_month", Tier.NOTICE)]
    assert found.rows[0].values["done"] == Decimal("1.00")


def test_a_series_stands_once_a_month_under_its_own_key():
    heads = ("项目名称", *(f"{month}月" for month in range(1, 13)), "1-12月")
    found = read(PLANS, ("单位：万元",), heads, ("公园", *range(1, 13), 78))
    values = found.rows[0].values
    assert [values[f"due@{month:02d}"] for month in range(1, 13)] == [Decimal(month) for month in range(1, 13)]
    assert values["due_to_date@12"] == Decimal(78)
    assert found.rows[0].columns["due@07"] == 8
    assert PLANS.label_of("due@07") == "7月计划投资"


def test_a_bad_amount_of_a_series_names_its_month():
    (row,) = read(PLANS, ("单位：万元",), ("项目名称", "6月", "7月"), ("公园", 1, "若干")).rows
    assert [(issue.cell, issue.field) for issue in row.issues] == [("C3", "7月计划投资")]


def test_a_month_twice_is_asked_about():
    assert told(read(PLANS, ("单位：万元",), ("项目名称", "7月", "7月计划"), ("公园", 1, 2))) == [
        ("double_column", Tier.ERROR)
    ]


UNKNOWN = (("单位：万元",), ("项目名称", "进尺数", "本月完成"), ("公园", 30, 12))


def test_an_unknown_column_shows_samples_and_is_read_once_somebody_says_what_it_is():
    (column,) = [column for column in read(REPORTS, *UNKNOWN).sheets[0].columns if not column.field]
    assert (column.path, column.samples) == ("进尺数", ("30",))
    said = read(REPORTS, *UNKNOWN, answers=Answers(headings={"进尺数": "to_date"}))
    assert said.rows[0].values["to_date"] == Decimal("30.00")


def test_what_was_said_beats_the_desks_own_words_and_these_beat_what_was_learned():
    rows = (("单位：万元",), ("项目名称", "本月完成"), ("公园", 12))
    learned = read(REPORTS, *rows, answers=Answers(learned={"本月完成": "to_date"}))
    assert "done" in learned.rows[0].values
    said = read(REPORTS, *rows, answers=Answers(headings={"本月完成": "to_date"}))
    assert "to_date" in said.rows[0].values
    ignored = read(REPORTS, *UNKNOWN, answers=Answers(headings={"本月完成": ""}))
    assert ignored.rows[0].values == {"name": "公园"}
    remembered = read(REPORTS, *UNKNOWN, answers=Answers(learned={"进尺数": "to_date"}))
    assert remembered.rows[0].values["to_date"] == Decimal("30.00")


def test_a_sheet_may_be_left_out():
    book = Workbook("表.xlsx", [sheet(*UNKNOWN, name="七月"), sheet(*UNKNOWN, name="备份")])
    found = understand(book, REPORTS, Answers(sheets={"备份": "skip"}))
    assert [each.kind for each in found.sheets] == ["list", "skipped"]
    assert len(found.rows) == 1


def test_a_quarter_is_not_of_a_series_that_counts_from_january():
    to_date = Field("due", "累计计划", Kind.WAN, ("R月", "M月累计"), period=Period.TO_DATE, is_series=True)
    desk = Desk("plan", "计划", 2018, (PLANS.fields[0], to_date))
    found = read(desk, ("单位：万元",), ("项目名称", "1-3月", "4-6月", "7月累计"), ("公园", 1, 2, 3))
    assert found.rows[0].values == {"name": "公园", "due@03": Decimal("1.00"), "due@07": Decimal("3.00")}


def test_a_month_under_unknown_words_is_not_known_by_itself():
    headings = Headings(PLANS, Answers())
    assert headings.field_of([cleaned("资金到位"), cleaned("7月")]) is None
    assert headings.field_of([cleaned("月度计划"), cleaned("7月")]).key == "due"
