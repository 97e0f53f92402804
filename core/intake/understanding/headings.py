"""Headings to fields: cleaned of width, blanks, units, years and months, then looked up in the desk's table."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from core.intake.desk import Answers, Desk, Field

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
    {
        "名称",
        "单位",
        "负责人",
        "电话",
        "联系电话",
        "完成",
        "累计",
        "计划",
        "小计",
        "姓名",
        "进度",
        "比例",
        "投资",
        "m月",
        "r月",
    }
)
"""Lower words that mean nothing without the word above them."""


@dataclass(frozen=True)
class Heading:
    """One heading cleaned: its words, the unit in its brackets, the year and the months (first, last) it named."""

    words: str
    unit: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None


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


def _cut_months(words: str) -> tuple[tuple[int, int] | None, str]:
    found = _MONTHS.search(words)
    if found:
        return (int(found[1]), int(found[2])), _MONTHS.sub("R月", words)
    found = _MONTH.search(words)
    return ((int(found[1]), int(found[1])), _MONTH.sub("M月", words)) if found else (None, words)


def months_text(months: tuple[int, int] | None) -> str:
    """(1, 7) → “1—7月”, (7, 7) → “7月”."""
    if months is None:
        return ""
    first, last = months
    return f"{last}月" if first == last else f"{first}—{last}月"


def path_of(parts: Sequence[Heading]) -> str:
    """A heading of all its levels as one text: what people settle and senders' files are remembered by."""
    return "/".join(part.words for part in parts if part.words)


class Headings:
    """Which field a heading means: as a person said, else by the desk's own words, else as learned from the sender."""

    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk, self._said, self._learned = desk, answers.headings, answers.learned
        self._known = {heading.casefold(): field for heading, field in desk.by_heading.items()}

    def field_of(self, parts: Sequence[Heading]) -> Field | None:
        """The field of a column whose heading has these levels, top first; None when nobody knows it."""
        words = [part.words for part in parts if part.words]
        if not words:
            return None
        path = "/".join(words)
        if path in self._said:
            return self._desk.by_key.get(self._said[path])
        known = self._by_words([*words[:-1], f"{words[-1]}%"]) if parts[-1].unit == "%" else None
        known = known or self._by_words(words)
        return known if known is not None else self._desk.by_key.get(self._learned.get(path, ""))

    def is_settled(self, path: str) -> bool:
        """Whether a person said what it is, be it nothing."""
        return path in self._said

    def _by_words(self, words: Sequence[str]) -> Field | None:
        lower = words[-1]
        paths = ["/".join(words), "/".join(words[-2:]), f"{words[0]}/{lower}", "".join(words), "".join(words[-2:])]
        if lower not in _GENERIC or len(words) == 1:
            paths.append(lower)
        return next((self._known[path] for path in paths if path in self._known), None)
