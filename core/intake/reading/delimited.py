"""Text tables (.csv): which letters, which separator, and the cells as a spreadsheet program would show them.

Nothing is replaced: text that is valid in none of the known encodings, and quotes that do not match, are refused.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import BufferedIOBase, StringIO, TextIOWrapper

from core.intake.limits import Limits

from .problems import Unreadable, far_cell, not_a_workbook, too_long, too_many_cells, too_many_rows

_CHUNK = 256 * 1024
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ",;\t"
_LOOK_AT_LINES = 200
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_STATED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)

Line = tuple[int, list[str]]


def encoding_of(file: BufferedIOBase) -> str:
    """The encoding in which all of the file is valid; raises Unreadable when there is none. Leaves `file` at 0."""
    head = file.read(4)
    marked = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    for name in [marked] if marked else ["utf-8", "gb18030"]:
        if _is_valid(file, name):
            file.seek(0)
            return name
    raise Unreadable(
        "encoding",
        "文件的文字编码认不出（既不是 UTF-8，也不是 GB18030），请用 Excel 或 WPS 打开、核对文字后另存为 .xlsx 再上传",
    )


def lines_of(file: BufferedIOBase, limits: Limits) -> Iterator[Line]:
    """Number and cells of every line with content; lines count as a spreadsheet program shows them.

    Raises Unreadable with the line for what is beyond the limits or not clear.
    """
    text = TextIOWrapper(file, encoding_of(file), newline="")
    separator, is_stated = _separator(text, limits)
    text.seek(0)
    source = _bounded(text, limits)
    if is_stated:
        next(source)
    cells = number = 0
    rows = csv.reader(source, delimiter=separator, strict=True)
    try:
        for number, row in enumerate(rows, start=1):
            while row and not row[-1]:
                row.pop()
            if not row:
                continue
            cells += len(row)
            _require_within(number, len(row), cells, limits)
            yield number, row
    except csv.Error as error:
        raise _unclear(number + 1, error) from error


def kind_of_cell(text: str) -> str:
    """ "n" for what a spreadsheet program would take for a plain number, else "s": 007 and 31.69% stay as written."""
    return "n" if _NUMBER.fullmatch(text) else "s"


def _is_valid(file: BufferedIOBase, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if "\x00" in decoder.decode(chunk):
                raise not_a_workbook("文件内容不是 Excel 工作簿，也不是文本表格（可能只改了扩展名）")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(text: TextIOWrapper, limits: Limits) -> tuple[str, bool]:
    """The separator that cuts most lines into equally many cells, or the one that the first line states."""
    sample = "".join(line for line, _ in zip(_bounded(text, limits), range(_LOOK_AT_LINES), strict=False))
    stated = _STATED.match(sample)
    if stated:
        return stated[1], True
    best, most = ",", (0.0, 1)
    for separator in _SEPARATORS:
        widths = Counter(width for width in _widths(sample, separator) if width)
        width, lines = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(1, 0))
        score = lines / max(sum(widths.values()), 1), width
        if width > 1 and score > most:
            best, most = separator, score
    if most == (0.0, 1):
        raise not_a_workbook("文件里只有文字，分不出列（没有用逗号、分号或制表符分隔）")
    return best, False


def _widths(sample: str, separator: str) -> Iterator[int]:
    """How many cells each line has; what cannot be parsed ends the count."""
    try:
        for row in csv.reader(StringIO(sample, newline=""), delimiter=separator):
            yield len(row)
    except csv.Error:
        return


def _bounded(text: TextIOWrapper, limits: Limits) -> Iterator[str]:
    while line := text.readline(limits.line_chars + 1):
        if len(line) > limits.line_chars:
            raise too_long(f"文件里有一行超过 {limits.line_chars:,} 个字")
        yield line


def _require_within(number: int, width: int, cells: int, limits: Limits) -> None:
    if width > limits.columns:
        raise far_cell("文本", width, limits.columns)
    if number > limits.rows:
        raise too_many_rows("文本", number, limits.rows)
    if cells > limits.cells:
        raise too_many_cells("文本", limits.cells)


def _unclear(line: int, error: csv.Error) -> Unreadable:
    if "field larger" in str(error):
        return too_long(f"第 {line:,} 行有一个单元格过长（可能是引号没有成对）")
    return Unreadable(
        "quotes", f"第 {line:,} 行的英文引号没有成对，分不清单元格，请用 Excel 或 WPS 打开、核对后另存为 .xlsx 再上传"
    )
