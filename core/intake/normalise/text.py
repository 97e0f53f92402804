"""Words: width, blanks and marks."""

import re
import unicodedata
from functools import lru_cache

from core.intake.grid import Cell, Code, Kind

from .reading import LONGEST_EMPTY_WORD, Reading, empty_word, error, normalised, without_value

_TEXT = Kind.TEXT
_PLAIN_NAME = re.compile("[一-龥][一-龥A-Za-z0-9（）“”、—]{4,}")
"""What nearly all names are: nothing in it to be cut off, and too long for a word that says “nothing”."""
_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"^[★☆●○▲△■□◆◇※*]+|[★☆●▲△■◆※*]+$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]|_x000[dD]_")
_UNCLEAN = re.compile(rf"\s|{_CONTROLS.pattern}")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BROKEN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_COUNTED = re.compile(r"^[0-9]{1,3}(?:、|[.．](?![0-9]))\s*(?=\S)")
_LONG_NUMBER = 15
"""Digits that a spreadsheet keeps of a number; what stood behind them is lost."""
_CODE_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))


@lru_cache(maxsize=4_096)
def squeeze(text: str) -> str:
    """For comparing: half width, no blanks or line breaks at all, lower case."""
    if text.isascii() and text.isalnum():
        return text.lower()
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", _CONTROLS.sub("", text)))
    return unicodedata.normalize("NFKC", bare.casefold())


def clean(text: str) -> str:
    """For keeping: no control characters, blanks and line breaks of a cell become single blanks. Width stays."""
    if not _UNCLEAN.search(text):
        return text
    return _BLANKS.sub(" ", _CONTROLS.sub("", text)).strip()


def read_text(cell: Cell, *, longest: int) -> Reading[str]:
    """Text as people wrote it. A number in a column of words is its plain decimal text."""
    refused = without_value(cell)
    if refused is not None:
        return refused
    text = clean(cell.text)
    if len(text) <= LONGEST_EMPTY_WORD:
        nothing = empty_word(squeeze(text))
        if nothing is not None:
            return nothing
    if len(text) > longest:
        return error("too_long", f"有 {len(text)} 字，超过 {longest} 字", accepted=f"不超过 {longest} 字")
    return Reading(text)


def plain_name(name: Code, *, longest: int) -> str | None:
    """A name that is taken as it stands, which nearly all are. None: not so."""
    is_plain = isinstance(name, str) and len(name) <= longest and _PLAIN_NAME.fullmatch(name)
    return name if is_plain else None


def read_name(cell: Cell, *, longest: int) -> Reading[str]:
    """The name of a project without the marks (★ ● ▲) and numbers in front of it, the blanks of indentation, and the
    line breaks of narrow columns.
    """
    if cell.kind == _TEXT and (plain := plain_name(cell.text, longest=longest)):
        return Reading(plain)
    read = read_text(Cell(cell.kind if cell.kind != Kind.NUMBER else Kind.TEXT, cell.text), longest=longest)
    if read.value is None:
        return read
    notes = [*read.notes]
    bare = _MARKS.sub("", read.value).strip()
    if not bare:
        return error("no_name", "名称只有标记，没有文字", accepted="项目名称")
    if bare != read.value:
        mark = read.value.replace(bare, "").strip()
        notes.append(normalised("mark", f"名称中的“{mark}”标记已去掉，标记本身不导入"))
    counted = _COUNTED.match(bare)
    if counted:
        bare = bare[counted.end() :]
        notes.append(normalised("numbered_name", f"名称前的编号“{counted[0].strip()}”已去掉"))
    joined = _BROKEN.sub("", bare)
    if joined != bare:
        notes.append(normalised("broken_name", "名称中间的换行或空格已去掉"))
    return Reading(joined, tuple(notes))


def read_code(cell: Cell) -> Reading[str]:
    """A code in half width and capitals, with plain hyphens. Of a long number the last digits are gone: refused."""
    refused = without_value(cell)
    if refused is not None:
        return refused
    text = squeeze(cell.text).upper()
    nothing = empty_word(text.casefold())
    if nothing is not None:
        return nothing
    if cell.kind in {Kind.DAY, Kind.TRUTH}:
        return error("not_a_code", "编码栏里不是编码", accepted="文本格式的编码")
    if cell.kind == Kind.NUMBER and len(text) > _LONG_NUMBER:
        return error(
            "digits_lost", f"编码“{text}”是数字格式，15 位以后的数字已丢失", accepted="文本格式的编码",
            proposal="将单元格设为文本格式后重新填写",
        )  # fmt: skip
    return Reading(text.translate(_CODE_DASHES))
