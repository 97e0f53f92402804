"""导出所见 comes back: what was edited is what changes, and nothing else; taking it back restores the former export."""

import random
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core.intake.actions import undo
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.intake.reader import as_real_file
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


def brought(content: bytes, at=AT) -> Batch:
    with as_real_file([content]) as file:
        return receive(file, "项目库.xlsx", campaign=builders.Campaign.objects.get(), by=OFFICER, at=at)


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
