"""Headings to fields: cleaned of width, blanks, units, years and months, then looked up in the desk's table."""

import re
import unicodedata
from dataclasses import dataclass

from core.intake.desk import Desk, Field

_UNIT = re.compile(
    r"[(\[/:,]?(?:计量|金额)?(?:单位:?)?(百万元|千元|万元|亿元|万美元|美元|港币|港元|元|%|个百分点)[)\]]?$"
)
_BRACKETED_UNIT = re.compile(
    r"[(\[](?:单位:?)?(百万元|千元|万元|亿元|万美元|亿美元|美元|万港元|港币|港元|欧元|日元|元|%|个百分点)[)\]]"
)
_YEAR = re.compile(r"(20[0-9]{2})(?:年度|年)?")
_MONTHS = re.compile(r"([0-9]{1,2})月?(?:份)?[-—–~～至到]+([0-9]{1,2})月(?:份)?")
_MONTH = re.compile(r"(?<![0-9])([0-9]{1,2})月(?:份)?")
_GENERIC = frozenset(
    {"名称", "单位", "负责人", "电话", "联系电话", "完成", "累计", "计划", "小计", "姓名", "进度", "比例", "投资"}
)
"""Lower words that mean nothing without the word above them."""


@dataclass(frozen=True)
class Heading:
    """One heading cleaned: its words, the unit in its brackets, the year and months it named."""

    words: str
    unit: str = ""
    year: int | None = None
    months: str = ""


def cleaned(text: str) -> Heading:
    """“2018年计划投资（万元）” → words “Y年计划投资”, unit 万元, year 2018."""
    words = "".join(unicodedata.normalize("NFKC", text).split()).replace("﹪", "%")
    unit = ""
    found = _BRACKETED_UNIT.search(words)
    if found:
        unit, words = found[1], words[: found.start()] + words[found.end() :]
    elif re.search(r"[/:,]", words) and (found := _UNIT.search(words)):
        unit, words = found[1], words[: found.start()]
    elif words.endswith("%"):
        unit, words = "%", words.removesuffix("%")
    year = _YEAR.search(words)
    words = _YEAR.sub("Y年", words)
    months, words = _cut_months(words)
    return Heading(words.strip(":").casefold(), unit, int(year[1]) if year else None, months)


def _cut_months(words: str) -> tuple[str, str]:
    found = _MONTHS.search(words)
    if found:
        return f"{int(found[1])}—{int(found[2])}月", _MONTHS.sub("R月", words)
    found = _MONTH.search(words)
    return (f"{int(found[1])}月", _MONTH.sub("M月", words)) if found else ("", words)


def field_of(parts: list[Heading], desk: Desk) -> Field | None:
    """The field of a column whose heading has these levels, top first; None when the desk does not know it."""
    words = [part.words for part in parts if part.words]
    if not words:
        return None
    lower = words[-1]
    paths = ["/".join(words), "/".join(words[-2:]), f"{words[0]}/{lower}", "".join(words), "".join(words[-2:])]
    if lower not in _GENERIC or len(words) == 1:
        paths.append(lower)
    known = {heading.casefold(): field for heading, field in desk.by_heading.items()}
    return next((known[path.casefold()] for path in paths if path.casefold() in known), None)
