"""Days, months and spans in all the forms people write. A month stands for its first day, or its last for an end."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.intake.grid import Cell, Kind
from core.intake.issues import Tier

from .reading import Reading, empty_word, error, normalised, notice, without_value

_EPOCH = date(1899, 12, 30)
_SERIALS = range(29_221, 62_094)  # 1980 to 2069
_YEARS = range(1950, 2100)
_ACCEPTED = "日期，如 2018-02-23、2018年2月"

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})(?:日|号)?(?:00:00(?::00)?)?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月?(?:份|底|初)?)")
_COMPACT_MONTH = re.compile(r"([0-9]{4})([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})(?:年(?:底|初)?)?")
_PARTS = {
    "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12), "上半年": (1, 6), "下半年": (7, 12),
    "年中": (6, 6),
}  # fmt: skip
_QUARTER = re.compile(r"[1-4]季度")
_PART = re.compile(rf"([0-9]{{4}})年?第?({'|'.join(_PARTS)})(?:初|末|底)?")
_ABOUT_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月(?:份)?)(?:上旬|中旬|下旬|左右|前后)")
_SHORT = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})")
_MONTH_ALONE = re.compile(r"([0-9]{1,2})月(?:份|底|初)?")
_BETWEEN = re.compile(r"\s*(?:—+|–+|―+|~+|～+|至|到|--+)\s*")
_OPEN_END = re.compile(r"(?:-|—|–|―|~|～|至|至今)+$")


def read_day(cell: Cell, *, year: int | None, is_end: bool = False) -> Reading[date]:
    """One day. `year` is the table's own, for “8月”; `is_end` takes the last day of a month or year, not the first."""
    refused = without_value(cell)
    if refused is not None:
        return refused
    if cell.kind == Kind.DAY:
        return _checked(date.fromisoformat(cell.text[:10]))
    if cell.kind == Kind.TRUTH or cell.form == "%":
        return error("not_a_date", "日期栏里不是日期", accepted=_ACCEPTED)
    text = "".join(unicodedata.normalize("NFKC", cell.text).split())
    nothing = empty_word(text)
    if nothing is not None:
        return nothing
    if cell.kind == Kind.NUMBER:
        return _from_number(text, is_end=is_end)
    return _from_text(text, year=year, is_end=is_end)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when; either end may be open."""

    start: date | None
    finish: date | None


def read_span(cell: Cell, *, year: int | None) -> Reading[Span]:
    """建设起止年限: “2016-2019”, “2018.3—2019.12”, “2018年3月至12月”, “2018-” (open end). A start alone is no span."""
    refused = without_value(cell)
    if refused is not None:
        return refused
    text = "".join(unicodedata.normalize("NFKC", cell.text).split())
    nothing = empty_word(text)
    if nothing is not None:
        return nothing
    opened = _OPEN_END.sub("", text)
    ends = [opened, ""] if opened != text else _ends(text)
    if len(ends) != 2:
        return error("not_a_span", f"“{text}”不是起止时间", accepted="起止时间，如 2018.03-2019.12")
    start = _from_text(ends[0], year=year, is_end=False)
    same_year = start.value.year if start.value else year
    finish = _from_text(ends[1], year=same_year, is_end=True) if ends[1] else Reading()
    notes = (*start.notes, *finish.notes)
    if start.is_refused or finish.is_refused:
        return Reading(None, tuple(note for note in notes if note.tier == Tier.ERROR))
    if start.value and finish.value and finish.value < start.value:
        return error("span_backwards", f"“{text}”的终点早于起点", accepted="起止时间，如 2018.03-2019.12")
    return Reading(Span(start.value, finish.value), notes)


def _ends(text: str) -> list[str]:
    """The two ends. A plain hyphen parts them only where the ends do not hold hyphens themselves."""
    ends = _BETWEEN.split(text)
    if len(ends) == 1:
        ends = text.split("-")
        if len(ends) == 6:  # 2018-03-01-2019-12-31
            ends = ["-".join(ends[:3]), "-".join(ends[3:])]
        elif len(ends) == 4:  # 2018-03-2019-12
            ends = ["-".join(ends[:2]), "-".join(ends[2:])]
    return ends


def _from_number(text: str, *, is_end: bool) -> Reading[date]:
    """Years, 201802, 20180223 and Excel's own day numbers. 2018.1 may be 1月, or 10月 that lost its last digit."""
    if "." in text:
        whole, _, fraction = text.partition(".")
        if len(whole) == 4 and fraction == "1":
            return error(
                "month_one_or_ten", f"“{text}”可能是 {whole}年1月，也可能是 {whole}年10月（数字格式丢了末尾的 0）",
                accepted=f"{whole}年1月 或 {whole}年10月",
            )  # fmt: skip
        return _from_text(text, year=None, is_end=is_end)
    number = int(text)
    if number in _SERIALS and number not in _YEARS:
        day = _EPOCH + timedelta(days=number)
        return Reading(day, (notice("serial", f"“{text}”是未设日期格式的日期，按 {day.isoformat()} 读入"),))
    return _from_text(text, year=None, is_end=is_end)


def _from_text(text: str, *, year: int | None, is_end: bool) -> Reading[date]:
    for pattern in (_DAY, _COMPACT_DAY):
        found = pattern.fullmatch(text)
        if found:
            return _built(text, *map(int, found.groups()))
    for pattern in (_MONTH, _COMPACT_MONTH):
        found = pattern.fullmatch(text)
        if found:
            number = next(part for part in found.groups()[1:] if part)
            return _whole_month(text, int(found[1]), int(number), is_end=is_end)
    return _from_words(text, year=year, is_end=is_end)


def _from_words(text: str, *, year: int | None, is_end: bool) -> Reading[date]:
    """A year, a part of one, or a month whose year the table states."""
    found = _YEAR.fullmatch(text)
    if found:
        return _whole_year(text, int(found[1]), is_end=is_end)
    if found := _PART.fullmatch(_QUARTER.sub(lambda found: "一二三四"[int(found[0][0]) - 1] + "季度", text)):
        return _part_of_year(text, int(found[1]), _PARTS[found[2]], is_end=is_end)
    if found := _ABOUT_MONTH.fullmatch(text):
        month = int(found[2] or found[3])
        return _part_of_year(text, int(found[1]), (month, month), is_end=is_end)
    found = _MONTH_ALONE.fullmatch(text)
    if found and year:
        return _whole_month(text, year, int(found[1]), is_end=is_end)
    return _unclear(text)


def _unclear(text: str) -> Reading[date]:
    short = _SHORT.fullmatch(text)
    if short:
        first, second = int(short[1]), int(short[2])
        meanings = [f"20{first:02d}年{second}月"] if 1 <= second <= 12 else []
        meanings += [f"{first}月{second}日"] if 1 <= first <= 12 and 1 <= second <= 31 else []
        if meanings:
            return error(
                "short_date", f"“{text}”写得太短，可能是{'，也可能是'.join(meanings)}，年份不明", accepted=_ACCEPTED
            )
    return error("not_a_date", f"“{text}”不是日期", accepted=_ACCEPTED)


def _built(text: str, year: int, month: int, day: int) -> Reading[date]:
    try:
        return _checked(date(year, month, day))
    except ValueError:
        return error("no_such_day", f"没有“{text}”这一天", accepted=_ACCEPTED)


def _checked(day: date) -> Reading[date]:
    if day.year not in _YEARS:
        return error("year_out_of_range", f"年份 {day.year} 超出范围", accepted=_ACCEPTED)
    return Reading(day)


def _whole_month(text: str, year: int, month: int, *, is_end: bool) -> Reading[date]:
    if not 1 <= month <= 12:
        return error("no_such_day", f"没有“{text}”这个月", accepted=_ACCEPTED)
    if year not in _YEARS:
        return error("year_out_of_range", f"年份 {year} 超出范围", accepted=_ACCEPTED)
    day = date(year, month, monthrange(year, month)[1] if is_end else 1)
    return Reading(
        day, (normalised("month_to_day", f"“{text}”按{'月末' if is_end else '月初'} {day.isoformat()} 读入"),)
    )


def _part_of_year(text: str, year: int, months: tuple[int, int], *, is_end: bool) -> Reading[date]:
    """“2018年二季度”: its first day, or its last, and a request to look."""
    whole = _whole_month(text, year, months[1] if is_end else months[0], is_end=is_end)
    if whole.value is None:
        return whole
    return Reading(whole.value, (notice("part_to_day", f"“{text}”按 {whole.value.isoformat()} 读入，请核实"),))


def _whole_year(text: str, year: int, *, is_end: bool) -> Reading[date]:
    if year not in _YEARS:
        return error("not_a_date", f"“{text}”不是日期", accepted=_ACCEPTED)
    day = date(year, 12, 31) if is_end else date(year, 1, 1)
    return Reading(day, (notice("year_to_day", f"“{text}”只有年份，按 {day.isoformat()} 读入，请核实"),))
