"""What kind of line a row is: a project, a section, a total, a note at the foot, or nothing."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from core.intake.desk import Desk, Kind
from core.intake.grid import Kind as CellKind
from core.intake.grid import Row

_NUMERAL = "一二三四五六七八九十百"
_FIRST = re.compile(rf"^[{_NUMERAL}]+[、..,]")
_SECOND = re.compile(rf"^\([{_NUMERAL}]+\)")
_NUMERAL_ALONE = re.compile(rf"^\(?[{_NUMERAL}]+\)?$")
_AMONG = re.compile(r"^其中:?")
_COUNT = re.compile(r"\(?(?:共|合计)?([0-9]+)(?:个|项|条)(?:项目)?\)?$")
_TOTAL = re.compile(r"^(?P<what>.{0,12}?)(?:合计|总计|小计|共计|总数)(?:项目)?(?:\(?共?[0-9]+(?:个|项)?\)?)?:?$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|附注)(?:[:、.0-9(]|$)"
    r"|^(?:填报人|填表人|制表人?|审核人|复核人|(?:单位)?负责人|分管领导|业主|联系人|填报(?:单位|日期|时间)"
    r"|(?:单位)?盖章|签名)(?:\(.*?\))?:"
)
_NUMBERING = frozenset("甲乙丙丁戊己庚")


class LineKind(StrEnum):
    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"


@dataclass(frozen=True)
class Line:
    """`label` is the line's words without numeral and count, `count` the number of projects it claims.

    `level` is 1 for 一、, 2 for （一）, 3 for 其中：, 0 for words without a numeral; `gives` what they say of rows.
    """

    kind: LineKind
    label: str = ""
    level: int = 0
    count: int | None = None
    gives: dict[str, str] = field(default_factory=dict)


DATA, BLANK, NOTE = Line(LineKind.DATA), Line(LineKind.BLANK), Line(LineKind.NOTE)


class LineReader:
    """Classifies the rows of one list; `columns` maps field keys to columns."""

    def __init__(self, desk: Desk, columns: dict[str, int]) -> None:
        self._desk = desk
        self._name = columns[desk.name_key]
        serial = next((each.key for each in desk.of_kind(Kind.SERIAL)), "")
        self._serial = columns.get(serial, 0)
        quiet = {Kind.SERIAL, Kind.NAME, Kind.CODE, Kind.WAN, Kind.RATE, Kind.PERCENT, Kind.IGNORED}
        self._codes = [number for key, number in columns.items() if desk.kind_of(key) == Kind.CODE]
        self._words = [number for key, number in columns.items() if desk.kind_of(key) not in quiet]

    def line_of(self, row: Row) -> Line:
        if row.is_blank:
            return BLANK
        serial, name = _plain(row, self._serial), _plain(row, self._name)
        label = name or serial or self._leftmost(row)
        if self._is_numbering(row, name):
            return NOTE
        if not any(_plain(row, column) for column in self._words):
            special = self._total(row, serial, name) or self._section(row, serial, name, label)
            if special is not None:
                return special
        if _NOTE.search(serial or "") or (_NOTE.search(label) and len(row.cells) <= 4):
            return NOTE
        if not name and not any(not cell.is_blank for column, cell in row.cells.items() if column != self._serial):
            return BLANK  # a form with serial numbers printed ahead
        return DATA

    def _total(self, row: Row, serial: str, name: str) -> Line | None:
        """The word may stand under any of the first heads, its count beside it: 合计 | 621项."""
        for label in (name, serial, self._leftmost(row)):
            found = _TOTAL.fullmatch(label)
            if found:
                words = _AMONG.sub("", _FIRST.sub("", found["what"]))
                count = re.search(r"([0-9]+)", label) or _COUNT.fullmatch(name)
                return Line(LineKind.TOTAL, label, count=int(count[1]) if count else None, gives=self._gives(words))
        return None

    def _section(self, row: Row, serial: str, name: str, label: str) -> Line | None:
        if any(_plain(row, column) for column in self._codes):
            return None
        among = bool(_AMONG.match(label))
        level = 3 if among else _level(label) or (_level_of_numeral(serial) if name else 0)
        words = _AMONG.sub("", _SECOND.sub("", _FIRST.sub("", label)))
        count = _COUNT.search(words)
        words = words[: count.start()] if count else words
        gives = self._gives(words)
        is_numbered = bool(re.fullmatch(r"\(?[0-9]+(?:\.0)?\)?", serial))
        has_numeral = level and (count or not serial or _NUMERAL_ALONE.match(serial))
        # A count without a numeral (预备（12项）) is a section too; projects do not count themselves.
        has_count = count is not None and count[0].endswith(")")
        if is_numbered or not (gives or among or has_numeral or has_count):
            return None
        return Line(LineKind.SECTION, words, level, int(count[1]) if count else None, gives)

    def _gives(self, words: str) -> dict[str, str]:
        for text in (words, words.removesuffix("项目"), words.removesuffix("类"), words.removesuffix("部分")):
            found = self._desk.section(text) if text else {}
            if found:
                return dict(found)
        return {}

    def _is_numbering(self, row: Row, name: str) -> bool:
        """The line of column numbers under a head: 1, 2, 3 or 甲, 乙, 1, 2."""
        texts = [_fold(cell.text) for cell in row.cells.values() if not cell.is_blank]
        return name in _NUMBERING or (
            name.isdecimal() and len(texts) > 2 and all(text.isdecimal() or text in _NUMBERING for text in texts)
        )

    def _leftmost(self, row: Row) -> str:
        return next(
            (
                _fold(cell.text)
                for _, cell in sorted(row.cells.items())
                if cell.kind == CellKind.TEXT and not cell.is_blank
            ),
            "",
        )


def _plain(row: Row, column: int) -> str:
    return _fold(row.cell(column).text) if column else ""


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _level(label: str) -> int:
    return 1 if _FIRST.match(label) else 2 if _SECOND.match(label) else 0


def _level_of_numeral(serial: str) -> int:
    if not _NUMERAL_ALONE.match(serial):
        return 0
    return 2 if serial.startswith("(") else 1
