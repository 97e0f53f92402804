"""The register desk reads ledgers as offices write them: right count, sums to the cent, every doubt listed."""

import json
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from core.intake.choices import RowGroup
from core.intake.reader import as_real_file
from tests.intake.ledgers import Ledger, flat_layout, ledger, saved, usual_layout
from tests.intake.register_desk import Analysis, analyse

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def whole() -> Ledger:
    return ledger()


def analysed(book: Workbook | BytesIO, register) -> Analysis:
    data = saved(book) if isinstance(book, Workbook) else book
    with as_real_file([data.getvalue()]) as file:
        return analyse(file, "台账.xlsx", register.campaign)


def test_the_usual_layout_gives_every_project_and_the_sums_to_the_cent(register, whole):
    analysis = analysed(usual_layout(whole), register)
    assert analysis.counts["new"] == 621
    assert analysis.sums["annual_plan_wan"] == whole.plan_wan
    assert analysis.sums["total_investment_wan"] == whole.total_wan
    assert not analysis.understanding.questions
    assert analysis.counts["question"] == 0
    (sheet,) = analysis.understanding.sheets
    assert (sheet.header_rows, sheet.unit, sheet.unit_source) == ((3, 4), "万元", "K2“单位：万元”")
    for read, row in zip(analysis.understanding.rows, whole.rows, strict=True):
        assert (read.values["name"], read.values["annual_plan_wan"]) == (row.name, f"{row.plan:.2f}")
        assert read.values["planned_finish"] == "2018-12-31"


def test_the_flat_layout_gives_the_same_register(register, whole):
    flat, usual = analysed(flat_layout(whole), register), analysed(usual_layout(whole), register)
    keys = ("name", "unit", "category", "plan_nature", "total_investment_wan", "annual_plan_wan")
    assert [[row.values[key] for key in keys] for row in flat.understanding.rows] == [
        [row.values[key] for key in keys] for row in usual.understanding.rows
    ]


def test_printed_totals_are_compared_and_a_wrong_one_is_pointed_out(register):
    book = usual_layout(ledger(28))
    book.active["H5"] = 1
    analysis = analysed(book, register)
    wrong = [each for each in analysis.understanding.published if not each.is_equal]
    assert [(each.row, each.published) for each in wrong] == [(5, Decimal("1.00"))]
    assert wrong[0].computed == ledger(28).plan_wan
    assert {issue.rule for issue in analysis.understanding.issues} == {"total_differs"}
    assert analysis.counts["new"] == 28, "a wrong total stops nobody"


def test_the_command_prints_one_object(register, tmp_path: Path):
    path = tmp_path / "台账.xlsx"
    saved(usual_layout(ledger(28)), path)
    out = StringIO()
    call_command("import_register", str(path), "--campaign", "2018", "--dry-run", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["counts"] == {"new": 28, "changed": 0, "unchanged": 0, "question": 0, "skipped_summary": 15}
    assert said["sheets"] == [{"name": "项目台账", "kind": "list", "header_rows": [3, 4], "unit": "万元", "period": ""}]
    first = said["rows"][0]
    assert first["county"] == "市本级"
    assert first["annual_plan_wan"] == f"{ledger(28).rows[0].plan:f}"
    assert first["start"] == "2018-03-01"
    assert said["sums"]["annual_plan_wan"] == f"{ledger(28).plan_wan:f}"


@pytest.mark.parametrize(("name", "content", "code"), [("a.xls", b"x", 2), ("a.xlsx", b"no zip", 2)])
def test_the_command_says_what_it_refuses(register, tmp_path: Path, name: str, content: bytes, code: int):
    path = tmp_path / name
    path.write_bytes(content)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_register", str(path), "--json", "--dry-run", stdout=out)
    assert ended.value.code == code
    assert "另存为" in json.loads(out.getvalue())["message"]


def test_a_row_of_a_foreign_county_is_listed_and_never_dropped(register):
    book = flat_layout(ledger(14))
    book.active["B3"] = "龙海市"
    analysis = analysed(book, register)
    assert analysis.counts["question"] == 1
    (issue,) = analysis.understanding.rows[1].issues
    assert (issue.cell, issue.value, issue.rule) == ("B3", "龙海市", "unknown_word")
    assert "晋江市" in issue.accepted
    assert analysis.compared[1].group == RowGroup.QUESTION
