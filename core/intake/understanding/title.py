"""What stands above the head: year, months, the unit of all amounts, and whose table it is."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.intake.grid import Row, Sheet, cell_name
from core.intake.normalise import MONEY_UNITS

_YEAR = re.compile(r"(20[0-9]{2})(?:年|\.|-)")
_MONTHS = re.compile(r"([0-9]{1,2})月?[-—–~～至到]+([0-9]{1,2})月")
_MONTH = re.compile(r"(?<![0-9])([0-9]{1,2})月(?![0-9])")
_HALVES = {
    "上半年": (1, 6), "前三季度": (1, 9), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12),
    "全年": (1, 12),
}  # fmt: skip
_ONE_UNIT = r"(?:人民币)?(?:百万元|千元|万元|亿元|元|[百千万亿]*(?:[美欧日港台]元|美金|港币|台币|英镑|USD|HKD|EUR))"
_UNIT = re.compile(rf"单位(?:为|[:(])?\(?({_ONE_UNIT}(?:[、,/和及]{_ONE_UNIT})*)(?![一-龥])", re.IGNORECASE)
_BRACKETED = re.compile(rf"\(({_ONE_UNIT})\)", re.IGNORECASE)
_MIXED_UNITS = re.compile(r"^\(?(?:本表)?(?:计量|金额|货币|投资|资金)?单位[:(]?\(?([^):\s]{1,8})\)?$")
_UNIT_WORD = re.compile(r"^\(?(?:本表)?(?:计量|金额|货币|投资|资金)?单位:?$")
_OWNER_ENDS = re.compile(r"20[0-9]{2}|城乡|重点|重大|项目|建设|工程|投资|\(")
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))")
_MOST_ROWS = 12


def names_unit(text: str) -> bool:
    """Whether a cell is the remark about the unit of amounts, “单位：万元”."""
    words = "".join(unicodedata.normalize("NFKC", text).split())
    found = _UNIT.search(words)
    return bool(found) and words[: found.start()].strip("(") in {"", "计量", "金额", "货币", "本表", "本表金额"}


@dataclass(frozen=True)
class Title:
    """`months` are first and last. `unit` is what was written after 单位：, known to us or not; `unit_place` where.
    `whose` is what stands before the topic: “晋江市” of “晋江市2018年重点项目表”; `numbered` is a line “二、石狮市”.
    """

    text: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    unit: str = ""
    unit_place: str = ""
    whose: str = ""
    numbered: str = ""

    def or_of(self, first: "Title | None") -> "Title":
        """With what the first title of the sheet says where this one, of a lower list, says nothing."""
        if first is None:
            return self
        unit, place = (self.unit, self.unit_place) if self.unit else (first.unit, first.unit_place)
        return replace(
            self, unit=unit, unit_place=place, year=self.year or first.year, months=self.months or first.months,
            whose=self.whose or first.whose,
        )  # fmt: skip

    @property
    def source(self) -> str:
        """Where the unit was read: “K2“单位：万元””."""
        return self.unit_place and f"{self.unit_place}“单位：{self.unit}”"


def read_title(sheet: Sheet, header_top: int) -> Title:
    """What the rows above the head say; nothing where there are none."""
    texts = list(_texts_above(sheet, header_top))
    unit, place = _unit(texts)
    whole = " ".join(said.text for said in texts)
    first = texts[0].text if texts else ""
    year = _YEAR.search(whole)
    whose = _OWNER_ENDS.split(first, maxsplit=1)[0]
    numbered = next((said.text for said in reversed(texts) if _NUMBERED.match(said.text)), "")
    return Title(first, int(year[1]) if year else None, _months(whole), unit, place, whose, numbered)


class _Said(NamedTuple):
    """A cell's text without blanks, and its parts between them: “单位：万元　填报日期：…” are two remarks."""

    place: str
    text: str
    parts: Sequence[str]


def _texts_above(sheet: Sheet, header_top: int) -> Iterator[_Said]:
    """What the last rows above the head say."""
    above = [row for row in sheet.rows[: _MOST_ROWS * 4] if row.number < header_top]
    for row in above[-_MOST_ROWS:]:
        yield from _cells(row)


def _cells(row: Row) -> Iterator[_Said]:
    for column, cell in sorted(row.cells.items()):
        parts = unicodedata.normalize("NFKC", cell.text).split()
        if parts:
            yield _Said(cell_name(row.number, column), "".join(parts), parts)


def _unit(texts: Sequence[_Said]) -> tuple[str, str]:
    """The unit of amounts and its cell. “责任单位：某局” names no unit; “单位：万元、平方米” names one of money."""
    for pattern in (_UNIT, _BRACKETED):
        for place, text, parts in texts:
            found = next(filter(None, map(pattern.search, (text, *parts))), None)
            if found:
                return found[1].removeprefix("人民币"), place
    for number, (place, text, _) in enumerate(texts):
        if found := _MIXED_UNITS.match(text):
            return _money_of(found[1]), place
        if _UNIT_WORD.match(text) and number + 1 < len(texts):
            return texts[number + 1].text.strip("()"), texts[number + 1].place
    return "", ""


def _money_of(words: str) -> str:
    """Of several units the one of money; all of them as they stand where that is not one."""
    money = [word for word in re.split(r"[、,，;/和及]", words) if word in MONEY_UNITS]
    return money[0] if len(money) == 1 else words


def _months(text: str) -> tuple[int, int] | None:
    found = _MONTHS.search(text)
    if found:
        return int(found[1]), int(found[2])
    for word, months in _HALVES.items():
        if word in text:
            return months
    found = _MONTH.search(text)
    return (int(found[1]), int(found[1])) if found else None
