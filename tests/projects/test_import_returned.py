"""The marked workbook of an import: what the desk found stands in the sender's own file, and the file comes back."""

from contextlib import closing
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from core.foundation.verdict import Refused
from core.intake.actions.batches import describe
from core.intake.choices import BatchState
from core.intake.issues import Tier
from core.intake.marking.signs import FILLS, HEADING, SUMMARY
from core.intake.models import Batch
from core.intake.reader import as_real_file
from core.intake.returning import issue_from, issues_of, marked_name, marked_workbook
from tests.intake.ledgers import ledger, saved, usual_layout
from tests.intake.register_desk import receive

from .conftest import NOW, OFFICER

pytestmark = pytest.mark.django_db


def brought(content: bytes, register, *, name: str = "项目台账.xlsx", at=NOW) -> Batch:
    with as_real_file([content]) as file:
        return receive(file, name, campaign=register.campaign, by=OFFICER, at=at)


def spoiled() -> Workbook:
    """28 rows, of which three have something wrong and the printed total is off."""
    book = usual_layout(ledger(28))
    sheet = book.active
    sheet["F7"], sheet["C8"], sheet["J10"], sheet["H5"] = "约三百万", "绿化提升类", "2018.1", 1
    return book


def returned(batch: Batch) -> bytes:
    _, file = marked_workbook(batch)
    with closing(file):
        return file.read()


@pytest.fixture
def batch(register) -> Batch:
    return brought(saved(spoiled()).getvalue(), register)


def test_everything_the_desk_found_is_in_the_workbook(batch):
    sheet = load_workbook(BytesIO(returned(batch)))["项目台账"]
    found = [issue for issue in issues_of(batch) if issue.row]
    assert {issue.cell for issue in found} >= {"F7", "C8", "J10"}
    for issue in found:
        assert issue.message.rstrip("。") in sheet.cell(issue.row, 12).value
    assert sheet["F7"].fill.fgColor.rgb == FILLS[Tier.ERROR]
    assert sheet["L3"].value == HEADING


def test_brought_back_as_it_is_it_says_the_same(batch, register):
    again = brought(returned(batch), register, name="项目台账（核对结果）.xlsx", at=NOW + timedelta(hours=1))
    assert again.said("counts") == batch.said("counts")
    assert list(issues_of(again)) == list(issues_of(batch))
    assert [sheet["name"] for sheet in again.said("mapping")["sheets"]] == ["项目台账"]


def test_corrected_in_place_it_goes_through(batch, register):
    book = load_workbook(BytesIO(returned(batch)))
    sheet = book["项目台账"]
    sheet["F7"], sheet["C8"], sheet["J10"] = 300, "绿化提升", "2018-12"
    again = brought(saved(book).getvalue(), register, name="项目台账（核对结果）.xlsx")
    assert again.said("counts") == {**batch.said("counts"), "new": 28, "question": 0}
    marked = load_workbook(BytesIO(returned(again)))
    assert marked.sheetnames == [SUMMARY, "项目台账"], "one sheet of ours, not two"
    assert marked["项目台账"]["F7"].fill.fill_type is None


def test_rows_are_read_in_one_statement(batch):
    with CaptureQueriesContext(connection) as asked:
        returned(Batch.objects.select_related("file").get(pk=batch.pk))
    assert len(asked) == 2


@pytest.mark.parametrize("state", [BatchState.READING, BatchState.REFUSED])
def test_a_file_that_was_not_understood_has_nothing_to_mark(batch, state):
    describe(batch, state=state)
    with pytest.raises(Refused, match="文件"):
        marked_workbook(batch)


def test_a_stored_issue_is_read_back_whole(batch):
    for issue in issues_of(batch):
        assert issue_from(issue.as_json()) == issue


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("台账.xlsx", "台账（核对结果）.xlsx"),
        ("2018.7 台账.xls", "2018.7 台账（核对结果）.xlsx"),
        ("台账（核对结果）.xlsx", "台账（核对结果）.xlsx"),
        ("台账", "台账（核对结果）.xlsx"),
    ],
)
def test_its_name_says_what_it_is(name: str, answer: str):
    assert marked_name(name) == answer


def test_what_comparing_finds_on_a_card_stands_at_the_value_itself(register):
    """A card's values stand in many rows: a remark belongs to the value's, not to that of the name."""
    book = Workbook()
    for line in (
        ("项目卡片", None, None, "单位：万元"), ("项目名称", "环城公园", "县（市、区）", "晋江市"),
        ("项目类别", "绿化提升", "项目性质", "续建"), ("总投资", 3000, "年度计划投资", 1200),
        ("国家项目代码", "2018-350582-48"),
    ):  # fmt: skip
        book.active.append(line)
    batch = brought(saved(book).getvalue(), register, name="卡片.xlsx")
    (row,) = batch.rows.all()
    assert [(each["rule"], each["cell"]) for each in row.remarks if each["tier"] == Tier.ERROR] == [
        ("national_code", "B5")
    ]
    assert load_workbook(BytesIO(returned(batch)))["Sheet"]["B5"].fill.fgColor.rgb == FILLS[Tier.ERROR]
