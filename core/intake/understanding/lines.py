"""What kind of line a row is: a project, a section, a total, a note at the foot, or nothing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.intake.desk import Desk, Kind
from core.intake.grid import Kind as CellKind
from core.intake.grid import Row, RowCells, is_counting
from core.intake.normalise.reading import EMPTY_WORDS

_NUMERAL = "一二三四五六七八九十百"
_FIRST = re.compile(rf"^[{_NUMERAL}]+[、..,]")
_SECOND = re.compile(rf"^\([{_NUMERAL}]+\)")
_NUMERAL_ALONE = re.compile(rf"^\(?[{_NUMERAL}]+\)?[、.]?$")
_ARABIC = re.compile(r"^(?:[0-9]{1,3}[、.](?![0-9])|\([0-9]{1,3}\))")
_AMONG = re.compile(r"^其中:?")
_COUNT = re.compile(r"[(,:]?(?:共|合计|计)?([0-9]+)(?:个|项|条|宗)(?:项目)?(?:[),:].*)?$")
_COUNT_ALONE = re.compile(r"\(?(?:共|合计|计)?([0-9]+)(?:个|项|条|宗)(?:项目)?\)?")
_TOTAL = re.compile(
    r"^(?P<what>.{0,12}?)(?:合计|总计|小计|共计|总数)(?:项目)?(?:[(:]?共?[0-9]+(?:个|项|条|宗)?(?:项目)?\)?)?(?:\([^()]*元\))?:?$"
)
_NOTE = re.compile(
    r"^\(?(?:注|备注|说明|填表说明|填报说明|附注)(?:[:、.0-9(]|$)"
    r"|^(?:填报人|填表人|制表人?|审核人|复核人|经办人|校对|(?:单位)?(?:负责人|领导)|分管领导|业主|联系人|填报(?:单位|日期|时间)"
    r"|(?:单位)?盖章|签名|责任单位|挂钩领导)(?:\(.*?\))?:"
)
_NUMBERING = re.compile(r"\(?[0-9]{1,2}\)?(?:=.*)?|[甲乙丙丁戊己庚]|栏次|[A-Z](?:=.*)?")
_PLAIN_SERIAL = re.compile(r"\(?[0-9]+(?:\.0+)?\)?")
_PLAINLY_A_NAME = re.compile(r"(?![共合计])[一-龥][^\s计总]{4,}")
"""Neither a word that says “nothing”, nor a count, a total or the number of a column."""
_NOTE_CELLS = 4
"""So many cells a row of notes may have."""
_LIKE_A_COUNTY = re.compile(r"[一-龥]{1,7}[市县区旗]")


class LineKind(StrEnum):
    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"
    HEAD = "head"


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

    @property
    def is_foreign_county(self) -> bool:
        """A numbered or counted section that is named like a county and is none of ours."""
        is_marked = self.level or self.count is not None
        return bool(self.kind == LineKind.SECTION and is_marked and not self.gives and self.is_like_a_county)

    @property
    def is_like_a_county(self) -> bool:
        return bool(_LIKE_A_COUNTY.fullmatch(self.label))


DATA, BLANK = Line(LineKind.DATA), Line(LineKind.BLANK)


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
        return DATA if self._is_plainly_data(RowCells.of(row.cells)) else self._told_apart(row)

    def _told_apart(self, row: Row) -> Line:
        if row.is_blank:
            return BLANK
        serial, name = _plain(row, self._serial), _plain(row, self._name)
        if _NUMBERING.fullmatch(name) and self._is_numbering(row):
            return Line(LineKind.NOTE, "栏次")
        place, label = (self._name, name) if self._names_something(name) else self._leftmost(row)
        special = self._total(row, (place, label), serial, name) or self._section(row, place, serial, name, label)
        if special is not None:
            return special
        if (
            _NOTE.search(serial)
            or (_NOTE.search(label) and len(row.cells) <= _NOTE_CELLS)
            or self._is_remark(row, name, label)
        ):
            return Line(LineKind.NOTE, label[:40])
        if not name and not any(not cell.is_blank for column, cell in row.cells.items() if column != self._serial):
            return BLANK  # a form with serial numbers printed ahead
        return DATA

    def _is_plainly_data(self, cells: RowCells) -> bool:
        """A plain number, a name that can be nothing else, and more beside: what nearly all rows of a list are."""
        serial, name = cells.code(self._serial), cells.code(self._name)
        if not is_counting(serial) or not isinstance(name, str) or len(cells) <= _NOTE_CELLS:
            return False
        return _PLAINLY_A_NAME.fullmatch(name) is not None

    @staticmethod
    def _names_something(name: str) -> bool:
        """Neither blank nor a dash nor a count (621项) beside the word that says what is counted."""
        return len(name) > 10 or not (name in EMPTY_WORDS or not name or _COUNT_ALONE.fullmatch(name))

    def _has_words(self, row: Row, but: int) -> bool:
        """Whether the row says anything in words beside the label itself: projects do, sections and totals do not."""
        return any(
            column != but and column in row.cells and _plain(row, column).casefold() not in EMPTY_WORDS
            and not row.cells[column].is_blank
            for column in self._words
        )  # fmt: skip

    def _total(self, row: Row, leading: tuple[int, str], serial: str, name: str) -> Line | None:
        """The word may stand under any of the first heads, its count beside it: 合计 | 621项."""
        for column, label in (leading, (self._serial, serial)):
            found = _TOTAL.fullmatch(label) if "计" in label or "总数" in label else None
            if found is None or (found["what"] and self._has_words(row, column)):
                continue
            words = _AMONG.sub("", _FIRST.sub("", found["what"]))
            count = re.search(r"([0-9]+)", label) or _COUNT_ALONE.fullmatch(name)
            return Line(LineKind.TOTAL, label, count=int(count[1]) if count else None, gives=self._gives(words))
        return None

    def _section(self, row: Row, place: int, serial: str, name: str, label: str) -> Line | None:
        if _PLAIN_SERIAL.fullmatch(serial) or self._has_words(row, place):
            return None
        if any(_plain(row, column) for column in self._codes):
            return None
        among = bool(_AMONG.match(label))
        level = 3 if among else _level(label) or (_level_of_numeral(serial) if name else 0)
        words = _ARABIC.sub("", _AMONG.sub("", _SECOND.sub("", _FIRST.sub("", label))))
        count = _COUNT.search(words)
        words = words[: count.start()].rstrip("(") if count else words
        count = count or _COUNT_ALONE.fullmatch(name)
        gives = self._gives(words)
        has_numeral = level and (count or not serial or serial == label or _NUMERAL_ALONE.match(serial))
        # A count without a numeral (预备（12项）) is a section too; projects do not count themselves.
        has_count = count is not None and "项" in count[0] and count[0].endswith(")")
        is_section = gives or among or has_numeral or has_count
        if not is_section:
            return None
        return Line(LineKind.SECTION, words, level, int(count[1]) if count else None, gives)

    def _gives(self, words: str) -> dict[str, str]:
        for text in (words, words.removesuffix("项目"), words.removesuffix("类"), words.removesuffix("部分")):
            found = self._desk.section(text) if text else {}
            if found:
                return dict(found)
        return {}

    def _is_numbering(self, row: Row) -> bool:
        """The line of column numbers under a head: 1, 2, 3 or 甲, 乙, 1, 2 or (1), (2), (3)=(1)+(2)."""
        texts = [_fold(cell.text) for cell in row.cells.values() if not cell.is_blank]
        return len(texts) > 2 and all(_NUMBERING.fullmatch(text) for text in texts)

    def _is_remark(self, row: Row, name: str, label: str) -> bool:
        """A single text outside the name's column and longer than a serial: words to the reader of the table."""
        is_alone = sum(not cell.is_blank for cell in row.cells.values()) == 1
        return is_alone and not name and len(label) > 5

    def _leftmost(self, row: Row) -> tuple[int, str]:
        return next(
            (
                (column, _fold(cell.text))
                for column, cell in sorted(row.cells.items())
                if cell.kind == CellKind.TEXT and not cell.is_blank
            ),
            (0, ""),
        )


def settle_breakdowns(lines: Sequence[Line]) -> list[Line]:
    """Parts of a total (其中：续建, and the lines after it) are told from sections that head rows.

    They say nothing of the rows below them, unless they are the last before as many rows as they count.
    """
    settled = list(lines)
    parts: set[str] = set()
    for number, line in enumerate(lines):
        if line.kind == LineKind.DATA:
            parts = set()
        if line.kind != LineKind.SECTION:
            continue
        is_part = line.level == 3 or (line.level == 0 and line.gives.keys() & parts)
        if is_part and not _heads_its_count(lines, number):
            settled[number] = replace(line, kind=LineKind.TOTAL, level=3)
        if line.level in {0, 3}:
            parts |= line.gives.keys()
    return settled


def _heads_its_count(lines: Sequence[Line], number: int) -> bool:
    rows = 0
    for line in lines[number + 1 :]:
        if line.kind == LineKind.DATA:
            rows += 1
        elif line.kind != LineKind.BLANK:
            break
    return bool(rows) and rows == lines[number].count


def _plain(row: Row, column: int) -> str:
    return _fold(row.cell(column).text) if column in row.cells else ""


def _fold(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    return "".join(unicodedata.normalize("NFKC", text).split())


def _level(label: str) -> int:
    return 1 if _FIRST.match(label) else 2 if _SECOND.match(label) else 0


def _level_of_numeral(serial: str) -> int:
    if not _NUMERAL_ALONE.match(serial):
        return 0
    return 2 if serial.startswith("(") else 1
