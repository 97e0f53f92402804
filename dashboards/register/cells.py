"""How a value of the register is written: as HTML in the list, as a value in a workbook.

Built in Python rather than by includes because a page holds some seven hundred of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core.foundation.money import DASH, percent_text, points_text, wan_text
from core.foundation.sheets import POINTS_FORMAT, WAN_FORMAT
from core.foundation.templatetags.kit import figure_attrs, star
from dashboards.lights import LIGHT_MARKS
from reporting.choices import Light

Row = Mapping[str, Any]
"""One line of the brief: the columns' fields, and what was looked up for the page beside them."""


@dataclass(frozen=True)
class Kind:
    """A kind of value. `html(value, row, places)`; `sheet(value)` gives text, int, Decimal, date or None."""

    html: Callable[[Any, Row, int], str]
    sheet: Callable[[Any], Any] = lambda value: value
    css: str = ""
    sheet_format: str = ""
    sheet_width: int = 12


def _text(value: Any, row: Row, places: int) -> str:
    return conditional_escape(value) if value else DASH


def _long_text(value: Any, row: Row, places: int) -> str:
    return format_html('<span class="pname" title="{0}">{0}</span>', value) if value else DASH


def _wan(value: Decimal | None, row: Row, places: int) -> str:
    return wan_text(value, places)


def _percent(value: Decimal | None, row: Row, places: int) -> str:
    return percent_text(value)


def _points(value: Decimal | None, row: Row, places: int) -> SafeString | str:
    """A minus stays ink unless the project is red in fact."""
    text = points_text(value)
    is_red = row.get("light") == Light.RED and value is not None and value < 0
    return format_html('<span class="tone-bad">{}</span>', text) if is_red else text


def _date(value: date | None, row: Row, places: int) -> str:
    return value.isoformat() if value else DASH


def _light(value: str, row: Row, places: int) -> SafeString:
    mark = LIGHT_MARKS[value]
    url = reverse("register_light", args=[row["pk"]])
    return format_html('<button {} class="light light--{}">{}</button>', figure_attrs(url), mark.tone, mark.label)


def _name(value: str, row: Row, places: int) -> SafeString:
    parts: SafeString | str = ""
    if row["listing__project__has_parts"]:
        parts = format_html(
            '<button type="button" class="link-btn small nw" hx-get="{}" hx-target="closest tr" hx-swap="afterend"'
            ' hx-trigger="click once">打捆，展开子项目</button>',
            reverse("register_parts", args=[row["pk"]]),
        )
    return format_html(
        '<span class="pname">{}<a href="{}">{}</a> {}</span>',
        star(row["is_flagship"]),
        reverse("project", args=[row["listing__project__code"]]),
        value,
        parts,
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    """Rates go into a workbook with six decimals; the cell shows two."""
    return None if value is None else round(value, 6)


TEXT = Kind(_text, sheet_width=12)
LONG_TEXT = Kind(_long_text, sheet_width=32)
NAME = Kind(_name, sheet_width=42)
WAN = Kind(_wan, css="num", sheet_format=WAN_FORMAT, sheet_width=15)
PERCENT = Kind(_percent, sheet=_rounded, css="num", sheet_format="0.00%", sheet_width=10)
POINTS = Kind(_points, sheet=_rounded, css="num", sheet_format=POINTS_FORMAT, sheet_width=12)
DATE = Kind(_date, css="nw", sheet_format="yyyy-mm-dd", sheet_width=12)
LIGHT = Kind(_light, sheet=lambda value: LIGHT_MARKS[value].label, sheet_width=12)
