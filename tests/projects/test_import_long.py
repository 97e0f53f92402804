"""Files that are more than anybody waits for: read in the background, and marked there too."""

import sys
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.foundation.verdict import Refused
from core.intake.choices import BatchState
from core.intake.marking.signs import SUMMARY
from core.intake.models import Batch
from core.operations.models import Job
from tests.intake.ledgers import flat_layout, ledger

from .test_import_pages import act, brought, officer, upload  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_a_small_file_of_many_rows_is_read_in_the_background(
    officer: Client,  # noqa: F811
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    """Less than a megabyte and more rows than somebody waits for (here 12, by a child that is told so)."""
    monkeypatch.setattr("core.intake.reader.warm.ask", lambda *_, **__: None)
    monkeypatch.setattr("core.intake.reader.child_command", _with_few_rows)
    with django_capture_on_commit_callbacks(execute=True):
        batch = brought(officer, flat_layout(ledger(28)))
    batch.refresh_from_db()
    assert (batch.state, batch.said("counts")["new"]) == (BatchState.READY, 28)
    assert Job.objects.filter(kind="intake.read").exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert act(officer, batch, "answer", money_unit="万元").status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.READY, "answers too are worked in there"


def _with_few_rows(limits: str, what: str) -> list[str]:
    """The reader's child, to which “screen” means 12 rows."""
    code = f"""
import sys
from core.intake.limits import BY_NAME, ON_SCREEN
BY_NAME["screen"] = ON_SCREEN._replace(rows=12)
sys.argv = ["", "{limits}", "{what}"]
from core.intake.reading.__main__ import main
sys.exit(main())
"""
    return [sys.executable, "-s", "-S", "-c", code]


def test_a_container_beyond_the_bounds_is_still_refused_at_once(officer: Client, monkeypatch):  # noqa: F811
    def refuse(*_: object, **__: object) -> None:
        raise Refused("文件解开后超过 96 MB", code="too_long", status=422)

    monkeypatch.setattr("core.intake.actions.checking.receive", refuse)
    monkeypatch.setattr("core.intake.actions.checking.inspect_workbook", refuse)
    assert upload(officer, flat_layout(ledger(14))).status_code == 422
    assert not Batch.objects.exists()


def test_the_marked_workbook_of_a_long_file_is_written_in_the_background(
    officer: Client,  # noqa: F811
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr("core.intake.actions.checking.LONG_FILE", 1)
    book = flat_layout(ledger(14))
    book.active["F4"] = "约三百万"
    with django_capture_on_commit_callbacks(execute=True):
        batch = brought(officer, book)
    page, address = (
        reverse("import_batch", args=["register", batch.pk]),
        reverse("import_marked", args=["register", batch.pk]),
    )
    assert "标注原表（后台）" in officer.get(page).content.decode()
    assert officer.get(address).status_code == 302, "nothing is made while somebody waits"
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(address).status_code == 302
    job = Job.objects.get(kind="intake.mark")
    assert f"/jobs/{job.pk}/progress/" in officer.get(page).content.decode()
    answer = officer.get(address)
    assert SUMMARY in load_workbook(BytesIO(b"".join(answer.streaming_content))).sheetnames
    with django_capture_on_commit_callbacks(execute=True):
        act(officer, batch, "decide", **{"decision-3": "skip"})
    assert officer.get(address).status_code == 302, "the remarks are others now"
