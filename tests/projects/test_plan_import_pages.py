"""The plan desk as its officer walks it; and the portal's own export, which comes back without a change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from core.intake.models import Batch
from core.intake.reader import as_real_file
from projects.models import PlanBatch, PlanLine
from tests.cast import AT
from tests.intake.ledgers import saved
from tests.intake.plan_desk import plan_table, receive

from .conftest import OFFICER
from .test_import_round_trip import COLUMNS, PROJECTS, builders
from .test_import_round_trip import officer as exporter

pytestmark = pytest.mark.django_db

__all__ = ["exporter"]

PAPER = {
    "title": "2018年月计划分解", "document_number": "泉建〔2018〕9号", "approver_label": "市政府",
    "effective_month": "2018-01", "reason": "逐月分解",
}  # fmt: skip


@pytest.fixture
def officer(cast, register) -> Client:
    register.install(register.entry("环城公园", "1200"), register.entry("城东污水厂", "800"))
    return cast.client("section_officer")


def brought(officer: Client, book: Workbook) -> Batch:
    file = SimpleUploadedFile("计划.xlsx", saved(book).getvalue())
    answer = officer.post(reverse("import_desk", args=["plan"]), {"about": "2018", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.get()


def shown(officer: Client, batch: Batch) -> str:
    return officer.get(reverse("import_batch", args=["plan", batch.pk])).content.decode()


def act(officer: Client, batch: Batch, what: str, **data):
    return officer.post(reverse(f"import_{what}", args=["plan", batch.pk]), data)


def test_the_whole_walk(officer, register):
    batch = brought(officer, plan_table(register.campaign))
    text = shown(officer, batch)
    assert "入库（2 项）" in text
    assert "2,000.00 <small>万元（0.20 亿元），不变" in text, "splitting keeps the total"
    assert "各月底累计应完成" in text
    assert '<td class="num">1,500.00</td><td class="num">0.00</td><td class="num">−1,500.00</td>' in text, "September"
    assert 'value="2018年月计划分解"' in text
    assert 'value="2018-01"' in text
    assert act(officer, batch, "commit", seen=batch.digest, reason="逐月分解").status_code == 422
    late = act(officer, batch, "commit", seen=batch.digest, **PAPER | {"effective_month": "2018-07"})
    assert late.status_code == 422
    assert "生效月份应不晚于 2018-01" in late.content.decode()
    assert act(officer, batch, "commit", seen=batch.digest, **PAPER).status_code == 302
    assert PlanBatch.objects.count() == 2
    assert "第2批" in shown(officer, batch)
    assert act(officer, batch, "undo", reason="选错了文件").status_code == 302
    assert PlanLine.objects.count() == 6
    assert "整批撤销" in shown(officer, batch)


def test_the_desks_stand_side_by_side(officer):
    text = officer.get(reverse("import_desk", args=["plan"])).content.decode()
    assert '<a href="/import/register/">项目库台账</a>' in text
    assert "只改本年名单中的项目" in text


def test_an_empty_year_says_what_comes_first(cast):
    text = cast.client("section_officer").get(reverse("import_desk", args=["plan"])).content.decode()
    assert "请先导入项目库台账" in text


def test_an_export_of_the_list_changes_no_plan(exporter):
    """年初计划, 年度计划, 应完成 and the dates of 导出所见 are recognised for what they are."""
    columns = [*COLUMNS, "initial", "month", "due", "since_start", "progress_text"]
    answer = exporter.get(reverse("register_export"), {"set": "own", "columns": columns, "month": "2018-07"})
    with as_real_file([b"".join(answer.streaming_content) if answer.streaming else answer.content]) as file:
        batch = receive(file, "项目库.xlsx", campaign=builders.Campaign.objects.get(), by=OFFICER, at=AT)
    assert batch.said("counts")["unchanged"] == PROJECTS - 1
    assert [issue for row in batch.rows.all() for issue in row.said("issues")] == []
