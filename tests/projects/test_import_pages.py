"""The import desk as its officer walks it: bring a file, look, commit, take back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from core.intake.choices import BatchState
from core.intake.models import Batch, LearnedHeading
from core.operations.models import StoredFile
from projects.models import Listing
from tests.intake.ledgers import flat_layout, ledger, saved, usual_layout

pytestmark = pytest.mark.django_db

PAPER = {
    "title": "2018年年初计划", "document_number": "泉建〔2018〕1号", "approver_label": "市政府",
    "effective_month": "2018-01", "reason": "年初下达",
}  # fmt: skip


@pytest.fixture
def officer(cast, register) -> Client:
    return cast.client("section_officer")


def upload(officer: Client, book: Workbook, name: str = "台账.xlsx"):
    return officer.post(
        reverse("import_desk", args=["register"]),
        {"about": "2018", "file": SimpleUploadedFile(name, saved(book).getvalue())},
    )


def brought(officer: Client, book: Workbook) -> Batch:
    answer = upload(officer, book)
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.get()


def act(officer: Client, batch: Batch, what: str, **data):
    return officer.post(reverse(f"import_{what}", args=["register", batch.pk]), data)


def test_the_whole_walk(officer):
    batch = brought(officer, usual_layout(ledger(28)))
    text = officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert "第3—4行，2层" in text
    assert "K2“单位：万元”" in text
    assert "入库（28 项）" in text
    refused = act(officer, batch, "commit", seen=batch.digest, reason="年初下达")
    assert refused.status_code == 422, "a list needs its paper"
    done = act(officer, batch, "commit", seen=batch.digest, **PAPER)
    assert done.status_code == 302
    assert Listing.objects.count() == 28
    text = officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert f"回执 {batch.number}" in text
    assert act(officer, batch, "undo", reason="").status_code == 422
    assert act(officer, batch, "undo", reason="选错了文件").status_code == 302
    assert not Listing.objects.exists()
    assert "已撤销" in officer.get(reverse("import_desk", args=["register"])).content.decode()


@pytest.mark.parametrize("group", ["new", "changed", "unchanged", "question", "skipped", "none"])
def test_every_tab_opens(officer, group: str):
    book = flat_layout(ledger(14))
    book.active["B3"], book.active["F4"] = "龙海市", "约三百万"
    batch = brought(officer, book)
    answer = officer.get(reverse("import_batch", args=["register", batch.pk]), {"group": group})
    assert answer.status_code == 200
    if group == "question":
        text = answer.content.decode()
        assert "B3" in text
        assert "龙海市" in text
        assert "F4" in text
        assert "约三百万" in text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("旧表.xls", b"x", "另存为"), ("台账.xlsx", b"PK\x03\x04 broken", "已损坏"), ("台账.xlsx", b"", "空的")],
)
def test_what_cannot_be_read_is_refused_and_nothing_kept(officer, name: str, content: bytes, says: str):
    answer = officer.post(
        reverse("import_desk", args=["register"]), {"about": "2018", "file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Batch.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(officer, monkeypatch):
    monkeypatch.setattr("core.intake.forms.LARGEST", 1024)
    answer = upload(officer, usual_layout(ledger(14)))
    assert answer.status_code == 422
    assert "请拆分" in answer.content.decode()


def test_the_unit_of_amounts_is_asked_and_answered(officer):
    book = flat_layout(ledger(14))
    book.active["E1"], book.active["F1"] = "总投资", "年度计划投资"
    batch = brought(officer, book)
    assert batch.said("counts")["question"] == 14
    text = officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert "没有写金额单位" in text
    assert act(officer, batch, "answer", money_unit="美元").status_code == 422
    assert act(officer, batch, "answer", money_unit="万元").status_code == 302
    batch.refresh_from_db()
    assert batch.said("counts")["new"] == 14


def test_decisions_are_kept_row_by_row(officer):
    book = flat_layout(ledger(14))
    book.active["B3"] = "龙海市"
    batch = brought(officer, book)
    assert act(officer, batch, "decide", **{"decision-2": "skip"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.said("counts")["skipped"], batch.said("counts")["question"]) == (1, 0)


def test_a_page_seen_before_the_rows_moved_cannot_commit(officer):
    batch = brought(officer, flat_layout(ledger(14)))
    answer = act(officer, batch, "commit", seen="0" * 64, **PAPER)
    assert answer.status_code == 409
    assert "重新比对" in answer.content.decode()
    assert "泉建〔2018〕1号" in answer.content.decode(), "nothing typed is lost"
    assert not Listing.objects.exists()


def test_text_of_a_file_stays_text(officer):
    book = flat_layout(ledger(14))
    book.active["A2"] = '<script>alert(1)</script>"onload='
    batch = brought(officer, book)
    text = officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_long_file_is_read_in_the_background(officer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("core.intake.actions.checking.LONG_FILE", 1)
    with django_capture_on_commit_callbacks(execute=True):
        batch = brought(officer, usual_layout(ledger(28)))
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    assert batch.said("counts")["new"] == 28


def test_the_file_comes_back_as_it_was_brought(officer):
    book = usual_layout(ledger(14))
    batch = brought(officer, book)
    answer = officer.get(reverse("import_file", args=["register", batch.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:4] == b"PK\x03\x04"


def test_an_import_can_be_put_aside(officer):
    batch = brought(officer, flat_layout(ledger(14)))
    assert act(officer, batch, "discard").status_code == 302
    assert Batch.objects.get().state == BatchState.DISCARDED
    assert act(officer, batch, "commit", seen=batch.digest, **PAPER).status_code in {409, 422}


def test_an_unknown_column_is_asked_once_and_remembered_for_the_next_file(officer, register):
    book = flat_layout(ledger(14))
    book.active["F1"] = "今年要干（万元）"
    batch = brought(officer, book)
    assert batch.said("counts")["question"] == 14, "no plan, no entry"
    text = officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert "F列“今年要干（万元）”是" in text
    assert f"如：{ledger(14).rows[0].plan:f}"[:6] in text, "with what stands in it"
    refused = act(officer, batch, "answer", **{"heading-0": "no such field"})
    assert refused.status_code == 422
    assert act(officer, batch, "answer", **{"heading-0": "annual_plan_wan"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.said("counts")["new"], batch.said("sums")["annual_plan_wan"]) == (14, f"{ledger(14).plan_wan:f}")
    act(officer, batch, "discard")
    upload(officer, book)
    again = Batch.objects.latest("pk")
    assert again.said("counts")["new"] == 14, "the same office's next file is understood at once"
    assert LearnedHeading.objects.get().field == "annual_plan_wan"


def test_one_of_several_lists_may_be_left_out(officer):
    book = flat_layout(ledger(14))
    twice = book.copy_worksheet(book.active)
    twice.title = "旧稿"
    twice["F2"] = 1
    batch = brought(officer, book)
    assert batch.said("counts")["question"] == 1, "two sheets that say two things of one project: it is held"
    assert act(officer, batch, "answer", **{"sheet-1": "on"}).status_code == 302
    batch.refresh_from_db()
    assert batch.said("counts")["new"] == 14


def test_a_long_file_put_aside_while_it_waits_is_not_read(officer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("core.intake.actions.checking.LONG_FILE", 1)
    with django_capture_on_commit_callbacks(execute=False) as bells:
        batch = brought(officer, usual_layout(ledger(28)))
    assert "正在后台读取" in officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()
    assert act(officer, batch, "discard").status_code == 302
    for ring in bells:
        ring()
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == (BatchState.DISCARDED, 0)
