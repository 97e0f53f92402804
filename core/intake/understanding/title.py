"""What stands above the head: year, months and the unit of all amounts."""

import re
import unicodedata
from dataclasses import dataclass

from core.intake.grid import Sheet, cell_name

_YEAR = re.compile(r"(20[0-9]{2})(?:年|\.|-)")
_MONTHS = re.compile(r"([0-9]{1,2})月?[-—–~～至到]+([0-9]{1,2})月")
_MONTH = re.compile(r"(?<![0-9])([0-9]{1,2})月(?![0-9])")
_HALVES = {"上半年": (1, 6), "一季度": (1, 3), "前三季度": (1, 9), "三季度": (1, 9), "全年": (1, 12)}
_UNIT = re.compile(r"单位[:：]?[(（]?((?:人民币)?(?:[百千万亿]*[美欧日港]?(?:元|币)|[^\s,，;；、)）]{1,4}))")
_MOST_ROWS = 12


@dataclass(frozen=True)
class Title:
    """`months` are first and last. `unit` is what was written after 单位：, known to us or not; `unit_place` where."""

    text: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    unit: str = ""
    unit_place: str = ""


def read_title(sheet: Sheet, header_top: int) -> Title:
    texts, unit, place = [], "", ""
    for row in sheet.rows[:_MOST_ROWS]:
        if row.number >= header_top:
            break
        for column, cell in sorted(row.cells.items()):
            text = "".join(unicodedata.normalize("NFKC", cell.text).split())
            found = _UNIT.search(text) if "填报单位" not in text and "报送单位" not in text else None
            if found and not unit:
                unit, place = found[1].removeprefix("人民币"), cell_name(row.number, column)
            texts.append(text)
    whole = " ".join(texts)
    year = _YEAR.search(whole)
    return Title(texts[0] if texts else "", int(year[1]) if year else None, _months(whole), unit, place)


def _months(text: str) -> tuple[int, int] | None:
    found = _MONTHS.search(text)
    if found:
        return int(found[1]), int(found[2])
    for word, months in _HALVES.items():
        if word in text:
            return months
    found = _MONTH.search(text)
    return (int(found[1]), int(found[1])) if found else None
