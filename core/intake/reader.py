"""Having a file read by the child process, and taking over what it wrote: the only door for a foreign workbook."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, BinaryIO

import orjson
from django.conf import settings

from core.foundation.verdict import Refused

from . import warm
from .grid import Merge, Row, RowCells, Sheet, Workbook
from .guards import without_guards
from .limits import BY_NAME, MEGABYTE
from .marking.ignoring import without_marks

ENDINGS = ("xlsx", "xls", "et", "csv")
"""What may be handed in. What a file really is its content says; the ending only keeps the obviously wrong out."""

_WRONG_ENDINGS = {
    "xlsm": "这是带宏的工作簿（.xlsm），请另存为不含宏的 .xlsx 后再上传",
    "xltx": "这是模板（.xltx），请另存为 .xlsx 后再上传",
    "xlsb": "这是二进制工作簿（.xlsb），请另存为 .xlsx 后再上传",
    "ett": "这是 WPS 的模板（.ett），请在 WPS 中“另存为” .xlsx 后再上传",
    "ods": "这是 OpenDocument 表格（.ods），请在 Excel 或 WPS 中“另存为” .xlsx 后再上传",
    "txt": "这是 .txt 文本，请用 Excel 或 WPS 打开、核对后“另存为” .xlsx 再上传",
    "zip": "这是压缩包，请先解压，取出里面的表格再上传",
    "rar": "这是压缩包，请先解压，取出里面的表格再上传",
}
_LONGEST_SHEET_NAME = 100


def read_workbook(file: BinaryIO, name: str, *, limits: str = "screen") -> Workbook:
    """The grid of a workbook. `file` must be a real file at any position; `limits` names one of `limits.BY_NAME`.

    Raises Refused (status 422, 413 when it is too large) with a Chinese sentence that names the cure. Nothing of the
    file is opened in this process. What the desk itself wrote into a workbook it gave back is left out.
    """
    workbook = without_marks(Workbook(name, _ask_child(file, name, limits, "read")))
    if name.lower().endswith(".csv"):
        workbook = without_guards(workbook)
    if not workbook.row_count:
        raise Refused("读出 0 行：文件里没有任何内容，请确认保存了正确的文件后再上传", code="no_rows", status=422)
    return workbook


def inspect_workbook(file: BinaryIO, name: str, *, limits: str = "job") -> None:
    """Refused as `read_workbook` does for whatever the container alone gives away; the rows are not read."""
    _ask_child(file, name, limits, "inspect")


def _ask_child(file: BinaryIO, name: str, limits: str, what: str) -> list[Sheet]:
    _require_ending(name)
    _require_size(file, BY_NAME[limits].file_bytes)
    file.seek(0)
    with tempfile.TemporaryFile() as answer:
        _run_child(file, answer, limits, what)
        answer.seek(0)
        return _sheets(answer, name)


def as_real_file(chunks: Iterable[bytes]) -> BinaryIO:
    """An unnamed temporary file with this content, for uploads that live in memory; the caller closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    for chunk in chunks:
        file.write(chunk)
    file.flush()
    file.seek(0)
    return file


def _require_ending(name: str) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        message = _WRONG_ENDINGS.get(
            ending, "只能导入 .xlsx、.xls、.et、.csv 表格，请在 Excel 或 WPS 中另存为 .xlsx 后再上传"
        )
        raise Refused(message, code="wrong_ending", status=422)


def _require_size(file: BinaryIO, most: int) -> None:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise Refused("文件是空的，请检查后重新上传", code="empty", status=422)
    if size > most:
        raise Refused(f"文件超过 {most // MEGABYTE} MB，请拆分后再上传", code="too_large", status=413)


def _run_child(file: BinaryIO, answer: IO[bytes], limits: str, what: str) -> None:
    """By the warm reader where it is free, else by a child of its own. Their own caps end them in time; the wall clock
    here is for one that sleeps.
    """
    seconds = BY_NAME[limits].wall_seconds
    code = warm.ask(_start_warm, file, answer, f"{limits} {what}", wall_seconds=seconds)
    if code is None:
        for each in (file, answer):
            each.seek(0)
        answer.truncate()
        code = _run_cold(file, answer, child_command(limits, what), seconds)
    if code != 0:
        raise _beyond_limits()


def _run_cold(file: BinaryIO, answer: IO[bytes], command: list[str], seconds: int) -> int:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            command, stdin=file, stdout=answer, stderr=subprocess.DEVNULL, timeout=seconds, check=False, **_place()
        )
    except subprocess.TimeoutExpired:
        return warm.KILLED
    return done.returncode


def _start_warm(connection: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - fixed arguments
        [*_PYTHON, "core.intake.reading.waiting"], stdin=connection, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, **_place(),
    )  # fmt: skip


def child_command(limits: str, what: str) -> list[str]:
    return [*_PYTHON, "core.intake.reading", limits, what]


_PYTHON = (sys.executable, "-s", "-S", "-m")
"""Without what else is installed: the child starts three times as fast."""


def _place() -> dict[str, Any]:
    """Where a child runs and what it knows of the world."""
    return {"cwd": settings.BASE_DIR, "env": {"PYTHONPATH": os.pathsep.join(_paths()), "LANG": "C.UTF-8"}}


@cache
def _paths() -> tuple[str, str]:
    """Where the child finds the portal and its one library; it goes without everything else that is installed."""
    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        raise ModuleNotFoundError("python_calamine")
    return str(settings.BASE_DIR), str(Path(library.origin).parent.parent)


def _beyond_limits() -> Refused:
    message = "读取超出时间或内存限制：文件过长或含大量空白格式，请只保留需要导入的表、清除多余格式后再上传"
    return Refused(message, code="too_long", status=422)


def _sheets(answer: IO[bytes], file_name: str) -> list[Sheet]:
    sheets: list[Sheet] = []
    words: dict[str, str] = {}
    for text in answer:
        line = orjson.loads(text)
        if "rows" in line:
            rows = sheets[-1].rows
            rows += [Row(number, RowCells(left, codes)) for number, left, codes in line["rows"]]
            if len(rows) > _LONG:
                _share_words(rows[-len(line["rows"]) :], words)
        elif "sheet" in line:
            sheets.append(_sheet(line, file_name))
        else:  # also after rows: a file that breaks half-way is refused as a whole
            raise Refused(line["message"], code=line["refused"], status=422)
    return sheets


_LONG, _SHORT = 5_000, 16
"""Rows from which memory is spared, and letters of a text that is likely to be there again."""


def _share_words(rows: Iterable[Row], words: dict[str, str]) -> None:
    """Equal short texts become one: a long table says the same few words again and again."""
    for row in rows:
        cells = RowCells.of(row.cells)
        cells.codes = [
            words.setdefault(code, code) if isinstance(code, str) and len(code) <= _SHORT else code
            for code in cells.codes
        ]


def _sheet(line: dict, file_name: str) -> Sheet:
    return Sheet(
        name=line["sheet"] or file_name.rpartition(".")[0][:_LONGEST_SHEET_NAME] or "文本",
        state=line["state"],
        merges=[Merge(*merge) for merge in line["merges"]],
        hidden_rows=frozenset(line["hidden_rows"]),
        hidden_columns=[tuple(pair) for pair in line["hidden_columns"]],
    )
