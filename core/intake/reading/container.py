"""The zip around a workbook: what it holds is listed and inflated once by us before anything else opens it."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO

from core.intake.limits import MEGABYTE, Limits

from .problems import Unreadable, damaged, too_long

_CHUNK = 256 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPES = [mark.encode(form) for mark in ("<!DOCTYPE", "<!ENTITY") for form in ("ascii", "utf-16-le", "utf-16-be")]
_OVERLAP = max(map(len, _DOCTYPES)) - 1
_MACRO_PARTS = re.compile(r"vbaproject|(^|/)(macrosheets|dialogsheets|activex|ctrlprops)/", re.IGNORECASE)
_LINK_PARTS = re.compile(r"(^|/)(externallinks|querytables)/|(^|/)connections\.xml$", re.IGNORECASE)
_EMBEDDED = re.compile(r"(^|/)embeddings/", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_MACRO_TYPE = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject", re.IGNORECASE)

CONTENT_TYPES = "[content_types].xml"


def open_container(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The workbook's zip after every part was inflated and looked at. Raises Unreadable."""
    _require_zip(file)
    try:
        archive = zipfile.ZipFile(file)
        _require_sound_list(archive, limits)
        _require_sound_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise damaged() from error
    return archive


def _require_zip(file: BinaryIO) -> None:
    head = file.read(8)
    if head.startswith(_OLE):
        rest = file.read()
        if _ENCRYPTED_STREAM in rest:
            raise Unreadable("encrypted", "文件设有打开密码，请在 Excel 或 WPS 中取消密码后另存为 .xlsx 再上传")
        raise Unreadable("old_format", "这是旧版 .xls 工作簿，请在 Excel 或 WPS 中“另存为” .xlsx 后再上传")
    if not head.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "not_a_workbook", "文件内容不是 Excel 工作簿（可能只改了扩展名），请在 Excel 或 WPS 中另存为 .xlsx 再上传"
        )
    file.seek(0)


def _require_sound_list(archive: zipfile.ZipFile, limits: Limits) -> None:
    """What can be said from the list of parts alone."""
    parts = archive.infolist()
    names = [part.filename.lower().replace("\\", "/") for part in parts]
    if len(names) > limits.parts:
        raise Unreadable("too_many_parts", "文件内部的组成部分过多，不像正常的工作簿，请另存为 .xlsx 后再上传")
    if len(set(names)) != len(names):
        raise Unreadable("duplicate_parts", "文件内部有同名的组成部分，内容不可信，请用 Excel 或 WPS 另存后再上传")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("encrypted", "文件内容经过加密，请取消加密后再上传")
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise damaged()
    _require_harmless_names(names)
    if CONTENT_TYPES not in names or "xl/workbook.xml" not in names:
        raise Unreadable(
            "not_a_workbook", "文件里没有工作表（不是 .xlsx 工作簿），请在 Excel 或 WPS 中另存为 .xlsx 再上传"
        )


def _require_harmless_names(names: Iterable[str]) -> None:
    for name in names:
        if _MACRO_PARTS.search(name):
            raise _macros()
        if _LINK_PARTS.search(name):
            raise _links()
        if _EMBEDDED.search(name):
            raise Unreadable("embedded", "文件里嵌入了其他文件或对象，请删除这些对象后另存为 .xlsx 再上传")


def _require_sound_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Inflate every part in pieces, count what really comes out, and look into the markup."""
    total = 0
    for part in archive.infolist():
        name = part.filename.lower()
        is_small = name.endswith(".rels") or name == CONTENT_TYPES
        kept, size, tail = bytearray(), 0, b""
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limits.part_bytes or total + size > limits.total_bytes:
                    most = limits.total_bytes // MEGABYTE
                    raise too_long(f"文件解开后超过 {most} MB（压缩包里多是填充内容或空白格式）")
                if name.endswith(_MARKUP):
                    tail = _require_no_doctype(tail, chunk)
                if is_small:
                    kept += chunk
        total += size
        _require_harmless_text(name, bytes(kept))


def _require_no_doctype(tail: bytes, chunk: bytes) -> bytes:
    """Look over the seam of two pieces too; returns the end of this one."""
    text = tail + chunk
    if any(mark in text for mark in _DOCTYPES):
        raise Unreadable("doctype", "文件内部带有外部定义（DOCTYPE），可能有害，请用 Excel 或 WPS 另存为 .xlsx 再上传")
    return text[-_OVERLAP:]


def _require_harmless_text(name: str, text: bytes) -> None:
    if name == CONTENT_TYPES and _MACRO_TYPE.search(text):
        raise _macros()
    if name.endswith(".rels"):
        for relation in _RELATION.findall(text):
            # A clickable address fetches nothing by itself; whatever else points outside does.
            if b"External" in relation and b"/hyperlink" not in relation:
                raise _links()


def _macros() -> Unreadable:
    return Unreadable("macros", "文件带有宏或控件，请另存为不含宏的 .xlsx 工作簿后再上传")


def _links() -> Unreadable:
    return Unreadable(
        "external_links", "文件链接了外部工作簿或数据源，请在“数据－编辑链接”中断开链接（保留数值）后另存再上传"
    )
