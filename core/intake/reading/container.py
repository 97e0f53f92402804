"""What may lie in a workbook's zip: every part is inflated and looked at by us before anything else opens it."""

import re
from collections.abc import Iterable, Iterator
from io import BufferedIOBase

from core.intake.limits import Limits

from .archive import Archive
from .problems import Unreadable, damaged, embedded, external_links, macros, not_a_workbook, too_long

_MARKUP = (".xml", ".rels", ".vml")
_SHEETS = "xl/worksheets/"
_BANG = b"!"
"""What all of them have, in any encoding; a single byte is found many times faster than two, and is rarely there."""
_DOCTYPES = [mark.encode(form) for mark in ("<!DOCTYPE", "<!ENTITY") for form in ("ascii", "utf-16-le", "utf-16-be")]
_OVERLAP = max(map(len, _DOCTYPES)) - 1
_MACRO_PARTS = re.compile(r"vbaproject|(^|/)(macrosheets|dialogsheets|activex|ctrlprops)/")
_LINK_PARTS = re.compile(r"(^|/)(externallinks|querytables)/|(^|/)connections\.xml$")
_EMBEDDED = re.compile(r"(^|/)embeddings/")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_MACRO_TYPE = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject", re.IGNORECASE)

CONTENT_TYPES, WORKBOOK = "[content_types].xml", "xl/workbook.xml"


def open_container(file: BufferedIOBase, limits: Limits) -> Archive:
    """The workbook's zip after its parts were looked at, but for the sheets themselves: those are walked next, by
    `looked_over`. Raises Unreadable.
    """
    archive = Archive(file, limits)
    _require_workbook(archive.parts)
    for name in archive.parts:
        if not is_sheet(name):
            _require_sound_part(archive, name)
    return archive


def is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS) and name.endswith(".xml")


def looked_over(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of some markup, after a look for outside definitions; also over the seams."""
    tail = b""
    for chunk in chunks:
        text = tail + chunk
        if _BANG in text and any(mark in text for mark in _DOCTYPES):
            raise doctype()
        tail = text[-_OVERLAP:]
        yield chunk


def doctype() -> Unreadable:
    return Unreadable("doctype", "文件内部带有外部定义（DOCTYPE），可能有害，请用 Excel 或 WPS 另存为 .xlsx 再上传")


def _require_workbook(names: Iterable[str]) -> None:
    """What can be said from the list of parts alone."""
    for name in names:
        if _MACRO_PARTS.search(name):
            raise macros()
        if _LINK_PARTS.search(name):
            raise external_links()
        if _EMBEDDED.search(name):
            raise embedded()
    if "xl/workbook.bin" in names:
        raise not_a_workbook("这是二进制工作簿（.xlsb）")
    if "content.xml" in names and "mimetype" in names:
        raise not_a_workbook("这是 OpenDocument 表格（.ods）")
    if CONTENT_TYPES not in names or WORKBOOK not in names:
        what = "这是压缩包，请先解压" if any(name.endswith((".xlsx", ".xls", ".csv")) for name in names) else ""
        raise not_a_workbook(what or "文件里没有工作表（不是 .xlsx 工作簿）")


def _require_sound_part(archive: Archive, name: str) -> None:
    """Inflated whole, which proves its checksum; only what is searched as a whole is kept."""
    chunks = archive.chunks(name)
    if name.endswith(_MARKUP):
        chunks = _counted(looked_over(chunks), archive.limits.cells)
    is_small = name.endswith(".rels") or name == CONTENT_TYPES
    kept = b"".join(chunk for chunk in chunks if is_small)
    if name == CONTENT_TYPES and _MACRO_TYPE.search(kept):
        raise macros()
    if name.endswith(".rels"):
        _require_inside(kept)


def _counted(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Shared texts are kept in memory by whoever reads them, however short they are: a sheet has no more than cells."""
    count = 0
    for chunk in chunks:
        count += chunk.count(b"<si") + chunk.count(b":si")
        if count > most:
            raise too_long(f"文件里的文字超过 {most:,} 条")
        yield chunk


def _require_inside(text: bytes) -> None:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged()  # in UTF-16 the search below would find nothing, and no program writes it
    for relation in _RELATION.findall(text):
        # A clickable address fetches nothing by itself; whatever else points outside does.
        if b"External" in relation and b"/hyperlink" not in relation:
            raise external_links()
