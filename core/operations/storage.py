"""Files that people hand in or the portal makes: private, kept under their digest, never changed."""

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from core.foundation.verdict import Refused
from core.journal.actor import Actor

from .models import StoredFile

CHUNK = 1024 * 1024
LARGEST_FILE = 50 * 1024 * 1024
"""Bytes; what reads a kind of file may allow less."""


@dataclass(frozen=True)
class Damage:
    """`path` is relative to the folder of private files; `problem` is Chinese."""

    path: str
    problem: str


def store_file(
    name: str, content: BinaryIO, *, kind: str, by: Actor, at: datetime, owner: tuple[str, object] = ("", "")
) -> StoredFile:
    """Keep `content`, read in pieces from where it stands, and return its row.

    `name` is what the person called it, `owner` (kind, id) what it belongs to. Raises Refused for an empty file and for
    one above LARGEST_FILE. The bytes are on disk before the row is; when the caller's transaction is rolled back they
    stay behind as a spare copy, which `verify_files` lists.
    """
    temporary, digest, size = _received(content)
    try:
        path = _place(digest)
        target = root() / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.replace(target)
        _flush_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    owner_kind, owner_id = owner
    return StoredFile.objects.create(
        sha256=digest,
        name=clean_name(name),
        kind=kind,
        size=size,
        path=path,
        owner_kind=owner_kind,
        owner_id=str(owner_id),
        stored_by_id=by.id,
        stored_at=at,
    )


def open_file(stored: StoredFile) -> BinaryIO:
    """The content for reading; the caller closes it. Raises Refused when it is gone from the disk."""
    try:
        return (root() / stored.path).open("rb")
    except FileNotFoundError:
        raise Refused(f"文件“{stored.name}”不在存储中，请联系系统管理员从备份恢复", code="file_missing") from None


def verify_files() -> Iterator[Damage]:
    """Compare every stored file with its row, and name files without a row; reads all bytes once."""
    known: set[str] = set()
    for path, digest, size in StoredFile.objects.order_by("path").values_list("path", "sha256", "size").iterator():
        if path in known:
            continue
        known.add(path)
        problem = _problem(root() / path, digest, size)
        if problem:
            yield Damage(path, problem)
    for path in _on_disk():
        if path not in known:
            yield Damage(path, "没有登记（存入后未提交）")


def clean_name(name: str) -> str:
    """The last part of a path from any system, without control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    stem, dot, ending = printable.rpartition(".")
    if dot and len(printable) > 200:
        return f"{stem[: 199 - len(ending)]}.{ending}"[:200]
    return printable[:200] or "未命名"


def root() -> Path:
    return Path(settings.PRIVATE_FILES_ROOT)


def _received(content: BinaryIO) -> tuple[Path, str, int]:
    """Write the stream to a temporary file beside the others; its path, digest and size."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder)  # readable by this account alone
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in _chunks(content):
                size += len(chunk)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name), digest.hexdigest(), size


def _chunks(content: BinaryIO) -> Iterable[bytes]:
    """The stream in pieces; Refused when it is empty, and as soon as it is too large."""
    size = 0
    while chunk := content.read(CHUNK):
        size += len(chunk)
        if size > LARGEST_FILE:
            raise Refused(f"文件超过{LARGEST_FILE // CHUNK} MB，请拆分后再上传", code="too_large", status=413)
        yield chunk
    if size == 0:
        raise Refused("文件是空的，请检查后重新上传", code="empty", status=422)


def _place(digest: str) -> str:
    """Two levels of folders keep any one of them small."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _flush_folder(folder: Path) -> None:
    """The new name survives a power cut only when the folder itself is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _problem(path: Path, digest: str, size: int) -> str:
    try:
        if path.stat().st_size != size:
            return "大小与登记不符"
        with path.open("rb") as file:
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == digest else "内容与登记的摘要不符"
    except FileNotFoundError:
        return "文件丢失"


def _on_disk() -> Iterator[str]:
    """Every file below the root in its own folder of digests; half-received ones are not meant."""
    for path in sorted(root().glob("??/??/*")):
        yield path.relative_to(root()).as_posix()
