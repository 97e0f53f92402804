"""Imports of many rows: written, taken back and decided in the background, by the same rules, or not at all."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core.foundation.verdict import Refused
from core.intake import actions
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.journal.models import Entry
from core.operations.actions import cancel_job
from core.operations.models import Job
from core.operations.runner import run_job
from projects.models import Listing
from tests.cast import Cast
from tests.intake.ledgers import flat_layout, ledger

from .conftest import NOW, OFFICER
from .test_import_api import api
from .test_import_pages import PAPER, act, brought, officer  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(officer: Client, monkeypatch) -> Iterator[Batch]:  # noqa: F811
    """14 rows, which here are many; one of them needs somebody."""
    book = flat_layout(ledger(14))
    book.active["F4"] = "约三百万"
    found = brought(officer, book)
    monkeypatch.setattr("core.intake.actions.background.MANY_ROWS", 10)
    return found


def worked(batch: Batch) -> Batch:
    """After the worker has come by."""
    run_job(Job.objects.get(kind="intake.work", key=str(batch.pk)).pk)
    batch.refresh_from_db()
    return batch


def page_of(officer: Client, batch: Batch) -> str:  # noqa: F811
    return officer.get(reverse("import_batch", args=["register", batch.pk])).content.decode()


def test_the_whole_walk(officer, batch):  # noqa: F811
    act(officer, batch, "decide", **{"decision-3": "skip"})
    assert worked(batch).said("counts")["skipped"] == 1
    bare = act(officer, batch, "commit", seen=batch.digest, reason="年初下达")
    assert bare.status_code == 422, "a list needs its paper"
    assert act(officer, batch, "commit", seen=batch.digest, **PAPER).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, Listing.objects.count()) == (BatchState.WORKING, 0)
    assert "正在后台办理" in page_of(officer, batch)
    assert act(officer, batch, "commit", seen=batch.digest, **PAPER).status_code == 409, "it is held"
    assert worked(batch).state == BatchState.COMMITTED
    assert (Listing.objects.count(), batch.committed_by_label) == (13, batch.uploaded_by_label)
    assert f"回执 {batch.number}" in page_of(officer, batch)
    assert act(officer, batch, "undo", reason="选错了文件").status_code == 302
    assert (worked(batch).state, Listing.objects.count()) == (BatchState.UNDONE, 0)
    said = Entry.objects.filter(subject_kind="import_batch").order_by("sequence").values_list("action", flat=True)
    handed, *rest = list(said)[-6:]
    assert handed == "intake.hand_over"
    assert rest == ["intake.decide", handed, "projects.import_register", handed, "projects.undo_import"]


def test_what_moved_meanwhile_is_seen_before_it_is_written(officer, batch, register):  # noqa: F811
    """One of the projects was entered by hand while the import waited for the worker."""
    act(officer, batch, "commit", seen=batch.digest, **PAPER)
    register.install(register.entry(ledger(14).rows[0].name))
    stood = Listing.objects.count()
    assert worked(batch).state == BatchState.READY
    assert Listing.objects.count() == stood
    assert "后台没有办成：" in page_of(officer, batch)
    assert batch.said("counts")["new"] < 13, "and compared anew"


def test_what_was_never_seen_is_refused_at_once(officer, batch):  # noqa: F811
    assert act(officer, batch, "commit", seen="0" * 64, **PAPER).status_code == 409
    assert not Job.objects.filter(kind="intake.work").exists()


def test_a_right_that_was_taken_away_meanwhile_counts(officer, batch, cast: Cast):  # noqa: F811
    act(officer, batch, "commit", seen=batch.digest, **PAPER)
    cast.user("section_officer").role_grants.all().delete()
    assert worked(batch).state == BatchState.READY
    assert ("权限" in batch.refusal, Listing.objects.count()) == (True, 0)


def test_a_cancelled_one_is_given_back(officer, batch):  # noqa: F811
    act(officer, batch, "commit", seen=batch.digest, **PAPER)
    with pytest.raises(Refused, match="还在办理"):
        actions.give_back(batch, by=OFFICER, at=NOW)
    job = Job.objects.get(kind="intake.work")
    cancel_job(job.pk, by=OFFICER, at=NOW)
    assert "取回" in page_of(officer, batch)
    assert act(officer, batch, "give_back").status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    assert not Listing.objects.exists()


def test_a_program_is_told_to_come_again(officer, batch, cast: Cast):  # noqa: F811
    client, one = api(cast, "section_officer"), f"/api/v1/imports/register/{batch.pk}/"
    answer = client.post(f"{one}commit/", {**PAPER, "seen_digest": batch.digest})
    assert (answer.status_code, answer.json()["state"]) == (202, "working")
    worked(batch)
    assert client.get(one).json()["state"] == "committed"
    assert client.post(f"{one}undo/", {"reason": "选错了文件"}).status_code == 202
    assert worked(batch).state == BatchState.UNDONE
