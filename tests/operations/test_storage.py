"""Stored files are private, complete and found again byte by byte."""

import io
import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from core.foundation import clock
from core.foundation.verdict import Refused
from core.operations import storage
from core.operations.downloads import download
from core.operations.models import StoredFile
from core.operations.storage import clean_name, open_file, store_file, verify_files

from .conftest import SOMEBODY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def store(content: bytes = b"content", name: str = "7月.xlsx") -> StoredFile:
    return store_file(name, io.BytesIO(content), kind="workbook", by=SOMEBODY, at=clock.now(), owner=("batch", 3))


def test_a_file_comes_back_byte_by_byte() -> None:
    content = bytes(range(256)) * 10_000
    stored = store(content)
    with open_file(stored) as file:
        assert file.read() == content
    assert (stored.size, stored.owner_kind, stored.owner_id, stored.stored_by_id) == (2_560_000, "batch", "3", 7)


def test_only_the_portals_own_account_can_read_it(folder: Path) -> None:
    path = folder / store().path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.parent.name == path.name[2:4]
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_equal_content_is_kept_once_and_named_twice(folder: Path) -> None:
    first, second = store(name="a.xlsx"), store(name="b.xlsx")
    assert first.path == second.path
    assert {row.name for row in StoredFile.objects.all()} == {"a.xlsx", "b.xlsx"}
    assert list(verify_files()) == []


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"123456789", "too_large")])
def test_empty_and_huge_files_leave_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, code: str
) -> None:
    monkeypatch.setattr(storage, "LARGEST_FILE", 8)
    monkeypatch.setattr(storage, "CHUNK", 4)
    with pytest.raises(Refused) as refusal:
        store(content)
    assert refusal.value.code == code
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_stream_that_breaks_off_leaves_nothing_behind(folder: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store_file("a", Broken(), kind="workbook", by=SOMEBODY, at=clock.now())
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_lost_changed_shortened_and_unknown_files_are_named(folder: Path) -> None:
    lost, changed, shorter, sound = (store(content) for content in (b"lost", b"changed", b"shorter", b"sound"))
    (folder / lost.path).unlink()
    (folder / changed.path).write_bytes(b"CHANGED")
    (folder / shorter.path).write_bytes(b"short")
    spare = folder / "00" / "11" / "0011"
    spare.parent.mkdir(parents=True)
    spare.write_bytes(b"")
    found = {damage.path: damage.problem for damage in verify_files()}
    assert found == {
        lost.path: "文件丢失",
        changed.path: "内容与登记的摘要不符",
        shorter.path: "大小与登记不符",
        "00/11/0011": "没有登记（存入后未提交）",
    }
    assert sound.path not in found


def test_a_missing_file_is_a_refusal_with_a_cure(folder: Path) -> None:
    stored = store()
    (folder / stored.path).unlink()
    with pytest.raises(Refused, match="从备份恢复"):
        open_file(stored)


def test_a_download_is_never_interpreted() -> None:
    response = download(store(b"<script>alert(1)</script>", name="页面.html"))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("C:\\桌面\\7月.xlsx", "7月.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("报表\r\nX: 1\u202e.xlsx", "报表X: 1.xlsx"),
        ("", "未命名"),
        ("a/", "未命名"),
        ("长" * 300 + ".xlsx", "长" * 195 + ".xlsx"),
        ("长" * 300, "长" * 200),
        ("a." + "长" * 300, "长"),
    ],
)
def test_names_lose_paths_control_signs_and_length(name: str, clean: str) -> None:
    result = clean_name(name)
    assert result == clean or (len(result) == 200 and clean == "长")
