"""The sender's own workbook back, with what the desk found: for every desk, from what a batch holds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from django.utils import timezone
from openpyxl.utils import column_index_from_string

from core.foundation.verdict import Refused
from core.operations.storage import open_file

from . import texts
from .choices import BatchState
from .desks import desk_of
from .issues import Issue, Tier
from .marker import mark_workbook
from .marking.payload import About, ListPlace
from .models import Batch

SUFFIX = "（核对结果）"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def marked_workbook(batch: Batch, *, limits: str = "screen") -> tuple[str, BinaryIO]:
    """The name and the content (an open temporary file at its start) of the marked workbook.

    Reads the rows of the batch in one statement and the stored file.
    Raises Refused while the file is being read, when it could not be read, and as `mark_workbook` does.
    """
    if batch.state in {BatchState.READING, BatchState.REFUSED}:
        message = (
            "文件还在读取，请稍后再下载" if batch.state == BatchState.READING else "文件未能读取，没有可标注的结果"
        )
        raise Refused(message, code="not_in_state")
    uploaded = timezone.localtime(batch.uploaded_at)
    about = About(
        file=batch.file.name,
        number=batch.number,
        desk=desk_of(batch).label,
        at=f"{uploaded:%Y-%m-%d %H:%M}",
        by=batch.uploaded_by_label,
        lists=tuple(lists_of(batch)),
    )
    with open_file(batch.file) as file:
        return marked_name(batch.file.name), mark_workbook(file, issues_of(batch), about, limits=limits)


def marked_name(name: str) -> str:
    """“台账.xls” → “台账（核对结果）.xlsx”; marked again, it is called the same."""
    stem, dot, _ = name.rpartition(".")
    plain = (stem if dot else name).removesuffix(SUFFIX)
    return f"{plain}{SUFFIX}.xlsx"


def issues_of(batch: Batch) -> Iterator[Issue]:
    """Of the table as a whole, then row by row: of reading the row, and of comparing it."""
    yield from map(issue_from, batch.said("findings").get("issues", []))
    rows = batch.rows.order_by("number").values_list("issues", "findings")
    for issues, findings in rows.iterator(chunk_size=1_000):
        compared = texts.read(findings)
        yield from map(issue_from, texts.read(issues))
        yield from map(issue_from, compared.get("issues", []) if isinstance(compared, Mapping) else compared)


def issue_from(said: Mapping[str, Any]) -> Issue:
    """The reverse of `Issue.as_json`."""
    place = _CELL.fullmatch(said["cell"])
    column = column_index_from_string(place[1]) if place else 0
    return Issue(
        said["sheet"], said["row"], column, said["field"], said["value"], Tier(said["tier"]), said["rule"],
        said["message"], said["accepted"], said["proposal"],
    )  # fmt: skip


def lists_of(batch: Batch) -> Iterable[ListPlace]:
    """Where the lists stand, as they were understood."""
    for sheet in batch.said("mapping").get("sheets", []):
        if sheet["kind"] == "list" and sheet["header_rows"] and sheet["columns"]:
            right = max(column_index_from_string(column["letters"]) for column in sheet["columns"])
            yield ListPlace(sheet["name"], sheet["header_rows"][0], sheet["header_rows"][-1], right)
