"""Rates to fractions, or to per cent: 31.69, 31.69 % and 0.3169 shown as per cent are one value."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from core.intake.grid import Cell, Kind

from .reading import Reading, empty_word, error, normalised, notice, without_value

_PERCENT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)%")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_ACCEPTED = "百分数，如 31.69%"


def read_rate(cell: Cell) -> Reading[Decimal]:
    """A fraction (0.3169). A bare number is per cent, unless the sheet shows it as per cent itself.

    A bare number between 0 and 1 could be either: it is refused and both meanings are offered.
    """
    refused = without_value(cell)
    if refused is not None:
        return refused
    if cell.kind in {Kind.DAY, Kind.TRUTH}:
        return error("not_a_rate", "比率栏里不是数字", accepted=_ACCEPTED)
    text = "".join(unicodedata.normalize("NFKC", cell.text).split())
    nothing = empty_word(text)
    if nothing is not None:
        return nothing
    return _read(text, is_shown_as_percent=cell.form == "%")


def read_percent(cell: Cell) -> Reading[Decimal]:
    """The same in per cent with two decimals (31.69); more decimals are rounded and said."""
    read = read_rate(cell)
    if read.value is None:
        return read
    exact = read.value * 100
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    said = (normalised("rounded", f"{exact.normalize():f}% 四舍五入为 {rounded}%"),) if rounded != exact else ()
    return Reading(rounded, (*read.notes, *said))


def _read(text: str, *, is_shown_as_percent: bool) -> Reading[Decimal]:
    marked = _PERCENT.fullmatch(text)
    if marked:
        return Reading(Decimal(marked[1]) / 100)
    if not _NUMBER.fullmatch(text):
        return error("not_a_rate", f"“{text}”不是一个比率", accepted=_ACCEPTED)
    return Reading(Decimal(text)) if is_shown_as_percent else _bare(Decimal(text))


def _bare(number: Decimal) -> Reading[Decimal]:
    if 0 < abs(number) <= 1:
        whole = f"{number * 100:f}%"
        return error("rate_or_percent", f"“{number}”可能是 {number}%，也可能是 {whole}", accepted=_ACCEPTED)
    if abs(number) > 1_000:
        return Reading(number / 100, (notice("large_rate", f"比率 {number}% 过大，请核实"),))
    return Reading(number / 100)
