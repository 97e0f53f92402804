"""A stored file exists only for those who may read what it belongs to."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.operations.models import StoredFile
from core.operations.storage import store_file
from reporting.choices import PaperOf
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_FILES_ROOT = tmp_path


def store(cast: Cast, owner: tuple[str, object]) -> StoredFile:
    return store_file(
        "上报表.pdf", io.BytesIO(b"%PDF"), kind="scan", by=cast.jinjiang_approver.actor, at=AT, owner=owner
    )


def status(cast: Cast, person: str, stored: StoredFile) -> int:
    answer = cast.client(person).get(reverse("stored_file", args=[stored.pk]))
    answer.close()
    return answer.status_code


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("jinjiang_reporter", 200),
        ("jinjiang_approver", 200),
        ("dispatcher", 200),
        ("huian_approver", 404),
        ("project_company", 404),
        ("system_admin", 404),
        ("outsider", 404),
    ],
)
def test_a_units_scan_is_for_the_unit_and_the_city(cast: Cast, person: str, expected: int) -> None:
    assert status(cast, person, store(cast, (PaperOf.UNIT, "2018-07:350582"))) == expected


@pytest.mark.parametrize("owner", [(PaperOf.DUTY, 4711), (PaperOf.DUTY, "4711 or 1=1"), (PaperOf.DUTY, "")])
def test_a_paper_of_a_duty_one_cannot_see_does_not_exist(cast: Cast, owner: tuple[str, object]) -> None:
    assert status(cast, "huian_approver", store(cast, owner)) == 404


@pytest.mark.parametrize(("person", "expected"), [("jinjiang_approver", 200), ("dispatcher", 404)])
def test_what_belongs_to_nothing_is_its_givers_alone(cast: Cast, person: str, expected: int) -> None:
    assert status(cast, person, store(cast, ("", ""))) == expected


def test_it_comes_as_an_attachment_under_a_policy_of_its_own(cast: Cast) -> None:
    stored = store(cast, (PaperOf.UNIT, "2018-07:350582"))
    answer = cast.client("dispatcher").get(reverse("stored_file", args=[stored.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    answer.close()


def test_a_file_lost_from_the_disk_is_said_to_be_lost(cast: Cast, tmp_path: Path) -> None:
    stored = store(cast, (PaperOf.UNIT, "2018-07:350582"))
    (tmp_path / stored.path).unlink()
    answer = cast.client("dispatcher").get(reverse("stored_file", args=[stored.pk]))
    assert answer.status_code == 409
    assert "请联系系统管理员从备份恢复" in answer.content.decode()
