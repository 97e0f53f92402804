"""Words: width, blanks and marks."""

import re
import unicodedata

from core.intake.grid import Cell, Kind

from .reading import Reading, empty_word, error, normalised, without_value

_BLANKS = re.compile(r"\s+")
_MARKS = re.compile(r"^[★☆●○▲△■□◆◇※*]+|[★☆●▲△■◆※*]+$")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]|_x000[dD]_")


def squeeze(text: str) -> str:
    """For comparing: half width, no blanks or line breaks at all, lower case."""
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", _CONTROLS.sub("", text)))
    return unicodedata.normalize("NFKC", bare.casefold())


def clean(text: str) -> str:
    """For keeping: no control characters, blanks and line breaks of a cell become single blanks. Width stays."""
    return _BLANKS.sub(" ", _CONTROLS.sub("", text.replace("\u3000", " "))).strip()


def read_text(cell: Cell, *, longest: int) -> Reading[str]:
    """Text as people wrote it. A number in a column of words is its plain decimal text."""
    refused = without_value(cell)
    if refused is not None:
        return refused
    text = clean(cell.text)
    nothing = empty_word(squeeze(text))
    if nothing is not None:
        return nothing
    if len(text) > longest:
        return error("too_long", f"有 {len(text)} 字，超过 {longest} 字", accepted=f"不超过 {longest} 字")
    return Reading(text)


def read_name(cell: Cell, *, longest: int) -> Reading[str]:
    """The name of a project without the marks in front of it (★ ● ▲) and the blanks of indentation."""
    read = read_text(Cell(cell.kind if cell.kind != Kind.NUMBER else Kind.TEXT, cell.text), longest=longest)
    if read.value is None:
        return read
    plain = _MARKS.sub("", read.value).strip()
    if plain == read.value:
        return read
    if not plain:
        return error("no_name", "名称只有标记，没有文字", accepted="项目名称")
    mark = read.value.replace(plain, "").strip()
    return Reading(plain, (*read.notes, normalised("mark", f"名称中的“{mark}”标记已去掉，标记本身不导入")))
