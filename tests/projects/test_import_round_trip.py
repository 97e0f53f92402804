"""导出所见 comes back: what was edited is what changes, and nothing else; taking it back restores the former export."""

import random
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.foundation.money import wan
from core.intake.actions import undo
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.intake.reader import as_real_file
from dashboards.register.columns import COLUMNS as REGISTER
from projects.names import name_key
from tests import builders
from tests.cast import AT
from tests.intake.register_desk import commit, receive

from .conftest import OFFICER, paper

pytestmark = pytest.mark.django_db

PROJECTS, EDITS = 60, 20
COLUMNS = ("unit", "category", "nature", "status", "level", "class", "total", "plan", "ytd", "rate", "lead", "light",
           "planned_start", "planned_finish", "owner", "responsible_unit", "responsible_person", "phone", "leader",
           "address", "remark", "order")  # fmt: skip
EDITED = {
    "项目名称": lambda number: f"更名后的项目{number}号",
    "年度计划": lambda number: 5_000 + number,
    "总投资": lambda number: 90_000 + number / 4,
    "挂钩领导": lambda number: f"李副市长{number}",
    "责任人": lambda number: f"王局长{number}",
    "联系电话": lambda number: f"0595-{22_000_000 + number}",
    "建设地点": lambda number: f"=SUM{number}路西侧",
    "计划竣工": lambda number: f"2019-0{number % 9 + 1}-15",
    "备注": lambda number: f"1/2 期，编号00{number}",
}
"""Columns that people edit, and what they write into them."""


@pytest.fixture
def officer(cast):
    world = builders.make_world(cast.units)
    firm = cast.firm("泉州城建项目公司（演示）")
    listings = [
        builders.make_listing(
            world, f"QZ18-{number:04d}", unit="350582" if number % 2 else "QZTSQ", owner=firm if number % 3 else None,
            plan=1_000 + number, sponsoring_leader="张市长", name=f"环城路（第{number}标段）", order=number,
        )
        for number in range(1, PROJECTS + 1)
    ]  # fmt: skip
    package = listings[-1]
    for number in (1, 2):
        builders.make_listing(world, f"QZ18-9{number:03d}", parent=package, plan=300, name=f"子项{number}")
    builders.make_brief(world, lines=[builders.line(listing) for listing in listings[:-1]])
    return cast.client("section_officer")


def exported(officer) -> bytes:
    answer = officer.get(reverse("register_export"), {"set": "own", "columns": COLUMNS, "month": "2018-07"})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def brought(content: bytes, at=AT, name: str = "项目库.xlsx") -> Batch:
    with as_real_file([content]) as file:
        return receive(file, name, campaign=builders.Campaign.objects.get(), by=OFFICER, at=at)


def edited(content: bytes) -> tuple[bytes, set[tuple[int, str]]]:
    """Twenty cells of the export written over, as (row, heading)."""
    book = load_workbook(BytesIO(content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[3]}
    chance = random.Random(2018)
    places = [(row, head) for head in EDITED for row in range(4, 4 + PROJECTS - 1)]
    chosen = set(chance.sample(places, EDITS))
    for number, (row, head) in enumerate(sorted(chosen)):
        cell = sheet.cell(row, heads[head], EDITED[head](number))
        cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    target = BytesIO()
    book.save(target)
    return target.getvalue(), chosen


def changes_of(batch: Batch) -> set[tuple[int, str]]:
    labels = {"annual_plan_wan": "年度计划", "total_investment_wan": "总投资", "name": "项目名称", "remark": "备注",
              "sponsoring_leader": "挂钩领导", "responsible_person": "责任人", "liaison_phone": "联系电话",
              "address": "建设地点", "planned_finish": "计划竣工"}  # fmt: skip
    return {(row.row, labels[key]) for row in batch.rows.all() for key in row.said("changes")}


def test_an_export_changes_nothing(officer):
    batch = brought(exported(officer))
    assert batch.said("counts")["unchanged"] == PROJECTS - 1
    assert changes_of(batch) == set()
    assert [issue for row in batch.rows.all() for issue in row.said("issues")] == []


NAMES = (
    "=SUM(A1:A9)路", "+86热线中心", "-期项目", "@东海大街", "0012号地块", "★崇武古城", "两行的\n名称", " 前后有空格 ",
    "'带撇号的路", "“引号”，逗号", "项目<b>加粗</b>", "2018", "1/2期", "３号桥（全角）", "#N/A广场", "TRUE", "合计公园",
    "一、市政道路",
)  # fmt: skip
"""What stands in registers, and what a program between here and there may take for something else."""


@pytest.fixture
def messy(cast):
    """A project of each name, with texts of the same kind in the other fields, and a package with parts."""
    world = builders.make_world(cast.units)
    listings = [
        builders.make_listing(
            world, f"QZ18-{number:04d}", unit="350582", owner=cast.firm(f"建设公司{name}"), plan=f"{number}.10",
            name=name, name_key=name_key(name), order=number, remark=name, address=f"00{number}",
            sponsoring_leader=name, responsible_person=f"王{number}", liaison_phone="05950001234",
        )
        for number, name in enumerate(NAMES, start=1)
    ]  # fmt: skip
    package = builders.make_listing(world, "QZ18-8000", unit="350582", plan=0, name="农村公厕（打捆）", order=90)
    parts = [
        builders.make_listing(
            world, f"QZ18-800{number}", parent=package, plan=150, name=f"第{number}座", order=90 + number
        )
        for number in (1, 2)
    ]
    lines = [*map(builders.line, listings), builders.line(package, plan_wan=wan(300))]
    lines += [builders.line(part, is_part=True) for part in parts]
    builders.make_brief(world, lines=lines)
    return cast.client("section_officer")


def everything(officer, **more) -> bytes:
    """The list with every column there is."""
    answer = officer.get(
        reverse("register_export"), {"set": "own", "columns": list(REGISTER), "month": "2018-07", **more}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def said_of(batch: Batch) -> dict:
    """What a person would have to look at: changes, and remarks that are more than a rewriting."""
    rows = batch.rows.all()
    tiers = {"错误", "提醒"}
    remarks = [each for row in rows for each in [*row.said("issues"), *row.said("findings")["issues"]]]
    return {
        "changes": {row.row: row.said("changes") for row in rows if row.said("changes")},
        "remarks": [each["message"] for each in remarks if each["tier"] in tiers],
        "unchanged": batch.said("counts")["unchanged"],
    }


NOTHING = {"changes": {}, "remarks": [], "unchanged": len(NAMES) + 1}


def test_every_column_and_every_messy_name_comes_back_from_a_workbook(messy):
    assert said_of(brought(everything(messy))) == NOTHING


def test_every_column_and_every_messy_name_comes_back_from_csv(messy):
    assert said_of(brought(everything(messy, format="csv"), name="项目库.csv")) == NOTHING


def test_no_export_holds_a_formula(messy):
    book = load_workbook(BytesIO(everything(messy)))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


def test_twenty_edited_cells_are_twenty_changes_and_undo_restores_the_export(officer):
    before = exported(officer)
    content, chosen = edited(before)
    batch = brought(content)
    assert changes_of(batch) == chosen
    assert batch.said("counts")["question"] == 0
    at = AT + timedelta(hours=1)
    done = commit(
        batch, reason="按会议纪要更正", paper=paper(approved_at=at), seen_digest=batch.digest, by=OFFICER, at=at
    )
    assert done.state == BatchState.COMMITTED
    assert exported(officer) != before
    again = brought(content, at=AT + timedelta(hours=2))
    assert changes_of(again) == set(), "the same file twice changes nothing"
    undo(done, reason="选错了文件", by=OFFICER, at=AT + timedelta(hours=3))
    assert _values(exported(officer)) == _values(before)
    assert changes_of(brought(before, at=AT + timedelta(hours=4))) == set()


def _values(content: bytes) -> list[tuple]:
    return [tuple(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
