"""Headings to fields: cleaned of width, blanks, units, years and months, then looked up in the desk's table."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.intake.desk import Answers, Desk, Field, Kind

_OURS = "百万元|千元|万元|亿元|元"
_MONEY = rf"{_OURS}|[百千万亿]*(?:[美欧日港台]元|美金|港币|台币|英镑|USD|HKD|EUR)"
_UNIT = re.compile(rf"[(\[/:,](?:计量|金额)?(?:单位:?)?({_MONEY}|%|个百分点)[)\]]?$", re.IGNORECASE)
_BRACKETED_UNIT = re.compile(
    rf"[(\[](?:[^()\[\]]{{0,6}}?单位(?:为|:)?)?(?:人民币)?({_MONEY}|%|个百分点)(?:[,;、][^()\[\]]*)?[)\]]",
    re.IGNORECASE,
)
_BARE_UNIT = re.compile(r"(?<=[资额款金划成])(百万元|千元|万元|亿元)$")
_YEAR = re.compile(r"(20[0-9]{2})(?:年度|年|\.(?=[0-9]{1,2}(?:月|[-—–~～至到])))?")
_MONTHS = re.compile(r"([0-9]{1,2})月?(?:份)?[-—–~～至到]+([0-9]{1,2})月(?:份)?")
_HALVES = {
    "前三季度": (1, 9),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "一季度": (1, 3),
    "二季度": (4, 6),
    "四季度": (10, 12),
}
_WORDED_MONTH = re.compile(
    r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=月|(?:月份?)?[-—–~～至到]+[一二三四五六七八九十]{1,2}月)"
)
_NUMERALS = "一二三四五六七八九十"
_REMARK = re.compile(r"\((?:必填|选填|可填|请|填|全称|盖章|从下拉|下拉|见|如|例|格式|保留|精确|★|●|▲|※|\*)[^()]*\)")
_PERIOD_TWICE = re.compile(r"^Y年(?=[RM]月)")
"""2018年1-7月完成 means what 1-7月完成 means; the year is kept apart."""
_MARKS = re.compile(r"^[*★●▲△※☆]+|[*★●▲△※☆]+$|[①-⑳]+")
_MONTH = re.compile(r"(?<![0-9])([0-9]{1,2})月(?:份)?")
_SUMS = frozenset({"小计", "合计", "总计", "共计"})
"""A lower word under an amount's heading that means the whole of it."""
_GROUP = re.compile(
    r"(?:y年|r月|m月|年度|本年|当年)?(?:度|项目|建设|投资|资金|基本|计划|进度|进展|完成|总体|主要|起止|时间|日期|年限|工期|情况|及|和|与|安排|指标"
    r"|信息|规模|概况|金额|额|单位|、)*"
)
"""Upper words that say no more than what kind of column stands below."""
_EXACT = frozenset({Kind.WAN, Kind.RATE, Kind.PERCENT, Kind.DAY})
_LONGEST = 40
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
        "金额",
        "投资额",
        "累计完成投资",
        "累计完成",
        "完成投资",
        "计划投资",
        "计划完成投资",
        "投资计划",
        "实际完成投资",
        "实际完成",
        "月完成投资",
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


@lru_cache(maxsize=2_048)
def cleaned(text: str) -> Heading:
    """“2018年计划投资（万元）” → words “Y年计划投资”, unit 万元, year 2018."""
    bare = _MARKS.sub("", "".join(text.split()))
    words = "".join(unicodedata.normalize("NFKC", bare).split()).replace("﹪", "%")
    words = _REMARK.sub("", words)
    unit, words = _cut_unit(words)
    year = _YEAR.search(words)
    words = _YEAR.sub("Y年", words)
    months, words = _cut_months(words)
    words = _PERIOD_TWICE.sub("", words)
    return Heading(words.strip(":").casefold(), unit, int(year[1]) if year else None, months)


@lru_cache(maxsize=2_048)
def _folded(heading: str) -> str:
    """A desk's own heading, which is written as `cleaned` leaves them but for this."""
    return _PERIOD_TWICE.sub("", heading).casefold()


def _cut_unit(words: str) -> tuple[str, str]:
    """The unit and the words without it, wherever it stands: in brackets, after a stroke, or bare behind an amount."""
    found = _BRACKETED_UNIT.search(words)
    if found:
        return found[1], words[: found.start()] + words[found.end() :]
    found = _UNIT.search(words) or _BARE_UNIT.search(words)
    if found:
        return found[1], words[: found.start()]
    return ("%", words.removesuffix("%")) if words.endswith("%") else ("", words)


def _cut_months(words: str) -> tuple[tuple[int, int] | None, str]:
    for word, months in _HALVES.items():
        if word in words:
            return months, words.replace(word, "R月")
    words = _WORDED_MONTH.sub(lambda found: str(_number(found[1])), words)
    found = _MONTHS.search(words)
    if found:
        return (int(found[1]), int(found[2])), _MONTHS.sub("R月", words)
    found = _MONTH.search(words)
    return ((int(found[1]), int(found[1])), _MONTH.sub("M月", words)) if found else (None, words)


def _number(numeral: str) -> int:
    """ "七" → 7, "十一" → 11."""
    return _NUMERALS.index(numeral[-1]) + 1 + (10 if len(numeral) == 2 else 0)


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
        self._known = {_folded(heading): field for heading, field in desk.by_heading.items()}
        self._kinds: dict[str, Kind | None] = {}
        self._may_name = re.compile("|".join(map(re.escape, self._words_for_names())) or "(?!)", re.IGNORECASE)

    def _words_for_names(self) -> list[str]:
        own = [heading for heading, field in self._known.items() if field.kind == Kind.NAME]
        told = [
            path
            for path, key in (*self._said.items(), *self._learned.items())
            if self._desk.kind_of(key) == Kind.NAME
        ]  # fmt: skip
        return own + told

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

    def is_name(self, text: str) -> bool:
        """Whether a cell's words are the heading of the name; asked of every row of words, so most are seen at once."""
        return bool(self._may_name.search("".join(text.split()))) and self.kind_of(text) == Kind.NAME

    def kind_of(self, text: str) -> Kind | None:
        """The kind of the field that a cell's words head, None for other words."""
        if text not in self._kinds:
            field = self.field_of([cleaned(text)]) if len(text) <= _LONGEST else None
            self._kinds[text] = field.kind if field else None
        return self._kinds[text]

    @property
    def name_key(self) -> str:
        return self._desk.name_key

    def is_settled(self, path: str) -> bool:
        """Whether a person said what it is, be it nothing."""
        return path in self._said

    def _by_words(self, words: Sequence[str]) -> Field | None:
        """All levels as they stand; else without those that only group (“2018年 / 投资情况 / 总投资”).

        A level that might change the meaning (征迁 / 年度计划投资) is never left out for an amount, a rate or a day.
        """
        if len(words) > 1 and words[-1] in _SUMS:
            words = words[:-1]
        whole = self._first_of("/".join(words), "".join(words))
        if whole is not None or len(words) == 1:
            return whole
        lower = words[-1]
        found = self._first_of("/".join(words[-2:]), "".join(words[-2:])) if _are_groups(words[:-2]) else None
        found = found or (self._first_of(f"{words[0]}/{lower}") if _are_groups(words[1:-1]) else None)
        if found is None and lower not in _GENERIC:
            alone = self._known.get(lower)
            found = alone if alone is None or alone.kind not in _EXACT or _are_groups(words[:-1]) else None
        return found

    def _first_of(self, *paths: str) -> Field | None:
        return next((self._known[path] for path in paths if path in self._known), None)


def _are_groups(words: Sequence[str]) -> bool:
    return all(_GROUP.fullmatch(each) for each in words)
