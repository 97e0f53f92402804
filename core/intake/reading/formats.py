"""What number formats say of the numbers under them: per cent, scaled, a day, a duration."""

import datetime as dt
import re

PERCENT, SCALED, DAY, DURATION = "%", "scaled", "day", "duration"
"""The first two travel with a cell; days and durations are turned into their own kinds before that."""

CHINESE_DAYS = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that are days in Chinese editions, where programs do not always write their codes down."""

_BUILT_IN = {9: PERCENT, 10: PERCENT, 46: DURATION}
_BUILT_IN.update(dict.fromkeys([*range(14, 23), 45, 47, *CHINESE_DAYS], DAY))

_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
# `#,##0,` and `0!.0,` show thousands or 万 of what the cell holds: nobody can tell which one was meant.
_SCALED = re.compile(r"[0#?],+(?![0#?,])|0!\.")
_FIRST_DAY, _FIRST_DAY_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no zone
_LAST_SERIAL = 2_958_466


def form_of(code: str, number: int) -> str:
    """The form of a format by its code, or by its number where it has none; "" for plain numbers and words."""
    if not code:
        return _BUILT_IN.get(number, "")
    plain = _SILENT.sub("", code.split(";", maxsplit=1)[0])
    if "%" in plain:
        return PERCENT
    if _SCALED.search(plain):
        return SCALED
    if "[" in plain:
        return DURATION
    return DAY if re.search(r"[ymdhs]", plain, re.IGNORECASE) else ""


def plain_number(value: float) -> str:
    """Excel shows 15 digits: what binary fractions add behind them was never typed."""
    text = f"{value + 0.0:.15g}"  # a minus before zero goes
    if "e" not in text:
        return text
    from decimal import Decimal

    return f"{Decimal(text):f}"


def dated(value: float, form: str, *, is_1904: bool) -> tuple[str, str]:
    """Kind and text of a number that is shown as a day, an hour or a duration; a plain number beyond the calendar."""
    if not 0 <= value < _LAST_SERIAL:
        return "n", plain_number(value)
    if form == DURATION:
        return "s", str(dt.timedelta(seconds=round(value * 86_400)))
    if value < 1:
        return "s", str((_FIRST_DAY + dt.timedelta(seconds=round(value * 86_400))).time())
    # Excel's calendar has a 29 February 1900, so that earlier days are one off.
    first = _FIRST_DAY_1904 if is_1904 else _FIRST_DAY + dt.timedelta(days=value < 60)
    try:
        moment = first + dt.timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return "n", plain_number(value)
    return "d", moment_text(moment)


def moment_text(moment: dt.datetime) -> str:
    """ISO: the day alone where there is no hour."""
    is_day = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if is_day else moment.isoformat(sep=" ")
