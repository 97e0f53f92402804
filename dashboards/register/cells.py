"""How a value of the register is written: as HTML in the list, as a value in a workbook.

Built in Python rather than by includes because a page holds some seven hundred of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.foundation.money import DASH, percent_text, points_text, wan_text
from core.foundation.sheets import POINTS_FORMAT, WAN_FORMAT
from core.foundation.templatetags.kit import figure_attrs, star
from dashboards.lights import LIGHT_MARKS
from reporting.choices import Light

_CENT = Decimal("0.01")

Row = Mapping[str, Any]
"""One line of the brief: the columns' fields, and what was looked up for the page beside them."""


@dataclass(frozen=True)
class Kind:
    """A kind of value: how it reads on the page and what it is in a workbook (text, int, Decimal, date or None).

    `text` writes the value alone; `mark` needs the row as well; an amount is written with the decimals of its column.
    `sheet` and `plain` make of a value what stands in a workbook or a CSV file, None where the value itself does;
    `is_typed` are texts that somebody typed, which a CSV file guards.
    """

    text: Callable[[Any], str] = str
    mark: Callable[[Any, Row], str] | None = None
    is_amount: bool = False
    is_typed: bool = False
    sheet: Callable[[Any], Any] | None = None
    plain: Callable[[Any], Any] | None = None
    css: str = ""
    sheet_format: str = ""
    sheet_width: int = 12

    def html(self, value: Any, row: Row, places: int | None) -> str:
        if self.is_amount:
            return wan_text(value, places)
        return self.mark(value, row) if self.mark else self.text(value)


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[0])


def _address(name: str, key: Any) -> str:
    """An address with one key in it; looking the pattern up again for each row costs more than writing the row."""
    return _pattern(name).replace("/0/", f"/{quote(str(key))}/", 1)


def _text(value: Any) -> str:
    return str(value) if value else DASH


def _long_text(value: Any) -> str:
    return format_html('<span class="pname" title="{0}">{0}</span>', value) if value else DASH


def _date(value: date | None) -> str:
    return value.isoformat() if value else DASH


def _points(value: Decimal | None, row: Row) -> SafeString | str:
    """A minus stays ink unless the project is red in fact."""
    text = points_text(value)
    is_red = row.get("light") == Light.RED and value is not None and value < 0
    return format_html('<span class="tone-bad">{}</span>', text) if is_red else text


def _light(value: str, row: Row) -> SafeString:
    mark = LIGHT_MARKS[value]
    url = _address("register_light", row["pk"])
    return format_html('<button {} class="light light--{}">{}</button>', figure_attrs(url), mark.tone, mark.label)


def _name(value: str, row: Row) -> SafeString:
    parts: SafeString | str = ""
    if row["listing__project__has_parts"]:
        parts = format_html(
            '<button type="button" class="link-btn small nw" hx-get="{}" hx-include="#register-filters"'
            ' hx-target="closest tr" hx-swap="afterend" hx-trigger="click once">打捆，展开子项目</button>',
            _address("register_parts", row["pk"]),
        )
    return format_html(
        '<span class="pname">{}<a href="{}">{}</a> {}</span>',
        star(row["is_flagship"]),
        _address("project", row["listing__project__code"]),
        value,
        parts,
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    """Rates go into a workbook with six decimals; the cell shows two."""
    return None if value is None else round(value, 6)


def _plain_percent(value: Decimal | None) -> str | None:
    return None if value is None else str((value * 100).quantize(_CENT)) + "%"


def _plain_points(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_CENT)


_LIGHT_WORDS = {light: mark.label for light, mark in LIGHT_MARKS.items()}

TEXT = Kind(_text, is_typed=True)
OWN_TEXT = Kind(_text)
"""Numbers, and words from closed lists of ours: nothing that anybody typed."""

LONG_TEXT = Kind(_long_text, is_typed=True, sheet_width=32)
NAME = Kind(mark=_name, is_typed=True, sheet_width=42)
WAN = Kind(is_amount=True, css="num", sheet_format=WAN_FORMAT, sheet_width=15)
PERCENT = Kind(percent_text, sheet=_rounded, plain=_plain_percent, css="num", sheet_format="0.00%", sheet_width=10)
POINTS = Kind(mark=_points, sheet=_rounded, plain=_plain_points, css="num", sheet_format=POINTS_FORMAT)
DATE = Kind(_date, css="nw", sheet_format="yyyy-mm-dd")
LIGHT = Kind(mark=_light, sheet=_LIGHT_WORDS.__getitem__, plain=_LIGHT_WORDS.__getitem__)
