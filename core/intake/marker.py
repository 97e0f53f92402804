"""Having a workbook marked by the child process: nothing of the foreign file is opened here."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, BinaryIO

from django.conf import settings

from core.foundation.verdict import Refused

from .grid import Sheet, Workbook
from .issues import Issue
from .marking.limits import BY_NAME
from .marking.payload import About, write_payload
from .reader import read_workbook

_HEAD = b"PK\x03\x04"


def mark_workbook(file: BinaryIO, issues: Iterable[Issue], about: About, *, limits: str = "screen") -> BinaryIO:
    """The workbook with every issue at its place, as an open temporary .xlsx at its start; the caller closes it.

    `file` is a real file, `about.file` what the person called it, `limits` one of `marking.limits.BY_NAME`. An original
    whose content is no .xlsx is built anew from what the reader finds in it.
    Raises Refused (422) when it cannot be opened or is beyond the limits.
    """
    grid = () if _is_zip(file) else _lines(read_workbook(file, about.file, limits="job"))
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    try:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as payload:
            write_payload(payload, about, issues, grid)
            payload.flush()
            payload.seek(0)
            file.seek(0)
            _run_child(file, payload, target, limits)
        _require_workbook(target)
    except BaseException:
        target.close()
        raise
    return target


def _is_zip(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(len(_HEAD)) == _HEAD


def _run_child(file: BinaryIO, payload: IO[str], target: BinaryIO, limits: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # what the library leaves behind when it is ended goes with it
        environment = {
            "PYTHONPATH": str(settings.BASE_DIR), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8", "TMPDIR": folder
        }  # fmt: skip
        number = payload.fileno()
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments
                [sys.executable, "-s", "-m", "core.intake.marking", str(number), limits],
                stdin=file, stdout=target, stderr=subprocess.DEVNULL, cwd=settings.BASE_DIR, env=environment,
                pass_fds=[number], timeout=BY_NAME[limits].wall_seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise _beyond_limits() from None
    if done.returncode != 0:
        raise _beyond_limits()


def _require_workbook(target: BinaryIO) -> None:
    if _is_zip(target):
        target.seek(0)
        return
    target.seek(0)
    said = json.loads(target.read() or b"{}")
    if not said:
        raise _beyond_limits()
    raise Refused(said["message"], code=said["refused"], status=422)


def _beyond_limits() -> Refused:
    message = "文件太大，不能逐格标注；问题都列在核对页上，请按页面所列改正，或把文件拆开后再上传"
    return Refused(message, code="too_long", status=422)


def _lines(workbook: Workbook) -> Iterator[dict[str, Any]]:
    """The grid as the reader's child wrote it."""
    for sheet in workbook.sheets:
        yield _head(sheet)
        for row in sheet.rows:
            yield {"r": row.number, "c": [[column, *cell] for column, cell in row.cells.items()]}


def _head(sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "state": sheet.state,
        "merges": [list(merge) for merge in sheet.merges],
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sheet.hidden_columns,
    }
