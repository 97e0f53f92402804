"""Amounts to 万元. The unit is what the table states, or what the cell itself states; never a guess."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from core.foundation.money import wan
from core.intake.grid import Cell, Code, Kind
from core.intake.issues import Note

from .reading import Reading, empty_word, error, normalised, notice, without_value
from .text import clean

MONEY_UNITS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10_000),
}
"""Units we convert from, as factors to 万元; other units and currencies are asked about."""

_NUMBER = Kind.NUMBER
_ACCEPTED = "数字，如 1234.5"
_APART = re.compile(r"[0-9０-９.．,，]\s+[0-9０-９.．,，]")
"""Two figures in one cell, or one typed with blanks: “1200 300”."""
_MOST_EXACT = 1e12
"""Below it a number tells every two decimals apart."""
_THIN = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3})+(?![0-9])")
"""Threes parted by the narrow blanks that accounting programs write."""
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_WITH_UNIT = re.compile(r"(?P<number>[+-]?[0-9.,]+)(?P<unit>百万元?|千元|万元?|亿元?|元)(?:人民币|整)?")
_UNIT_WORDS = {"万": "万元", "亿": "亿元", "百万": "百万元"}
_ABOUT = re.compile(r"^(约|大约|大概|近|约为)|(左右|余|多|约)$")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥)[::]?|[,;。;]$", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("−–－﹣", "-"))


def plain_wan(number: Code) -> Decimal | None:
    """The amount of a plain number in 万元 that is not finer than a cent: what nearly all amounts are. None: not so."""
    if isinstance(number, str):
        return None
    text = f"{number + 0.0:.2f}"  # a minus before zero goes
    return Decimal(text) if 0 <= number < _MOST_EXACT and float(text) == number else None


def read_wan(cell: Cell, unit: str) -> Reading[Decimal]:
    """The amount in 万元 with two decimals; `unit` is a key of MONEY_UNITS, as stated for the column."""
    if cell.kind == _NUMBER and not cell.form and _PLAIN.fullmatch(cell.text):
        return _in_wan(Decimal(cell.text), unit, ())
    refused = without_value(cell)
    if refused is not None:
        return refused
    if cell.kind in {Kind.DAY, Kind.TRUTH} or cell.form == "%":
        shown = "百分数" if cell.form == "%" else "日期" if cell.kind == Kind.DAY else "真假值"
        return error("not_money", f"金额栏里是{shown}", accepted=_ACCEPTED)
    if cell.form == "scaled":
        return error(
            "scaled_format",
            "单元格的数字格式会缩小显示（看到的数与实际的数不同）",
            accepted=_ACCEPTED,
            proposal="改为常规数字格式",
        )
    written = _THIN.sub(lambda found: "".join(found[0].split()), cell.text)
    if _APART.search(written):
        message = f"“{clean(cell.text)}”里有不止一个数，或数字中间有空格"
        return error("digits_apart", message, accepted=_ACCEPTED)
    text = "".join(unicodedata.normalize("NFKC", written).split()).translate(_DASHES)
    nothing = empty_word(text)
    return nothing if nothing is not None else _read(_CURRENCY.sub("", text), unit)


def _read(text: str, unit: str) -> Reading[Decimal]:
    notes: list[Note] = []
    shorter = _ABOUT.sub("", text)
    if shorter != text and re.search(r"[0-9]", shorter):
        notes.append(notice("about", f"“{text}”是约数，按 {shorter} 读入，请核实"))
        text = shorter
    own = _WITH_UNIT.fullmatch(text)
    if own:
        text, stated = own["number"], _UNIT_WORDS.get(own["unit"], own["unit"])
        if stated != unit:
            notes.append(normalised("own_unit", f"单元格自带单位“{stated}”，按此换算为万元"))
        unit = stated
    number = _number(text)
    if number is None:
        return error("not_a_number", f"“{text}”不是一个金额", accepted=_ACCEPTED)
    if not notes and not _PLAIN.fullmatch(text):
        notes.append(normalised("separators", "已去掉千位分隔符"))
    return _in_wan(number, unit, notes)


def _number(text: str) -> Decimal | None:
    """Plain, or grouped by threes; “1,23” is neither, and nobody knows what it meant."""
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _in_wan(number: Decimal, unit: str, notes: Sequence[Note]) -> Reading[Decimal]:
    exact = number if unit == "万元" else number * MONEY_UNITS[unit]
    try:
        amount = wan(exact)
    except ValueError:
        return error("out_of_range", "金额超出范围", accepted=_ACCEPTED)
    if amount != exact:
        notes = [*notes, normalised("rounded", f"{exact.normalize():f} 万元四舍五入为 {amount:f} 万元")]
    return Reading(amount, tuple(notes))
