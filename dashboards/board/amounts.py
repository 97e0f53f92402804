"""A number with its unit, so that a card or a row can hold any of them and every screen writes it alike."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.foundation.money import DASH, MINUS, percent_text, points_text, wan_text, yi_text


class Kind(StrEnum):
    """How a number is written. PERCENT_POINTS is a distance: the word before it (超, 落后) has the sign."""

    COUNT = "count"
    WAN = "wan"
    YI = "yi"
    YI_CHANGE = "yi_change"
    PERCENT = "percent"
    POINTS = "points"
    PERCENT_POINTS = "percent_points"


UNIT_LABELS = {
    Kind.COUNT: "个",
    Kind.WAN: "万元",
    Kind.YI: "亿元",
    Kind.YI_CHANGE: "亿元",
    Kind.PERCENT: "%",
    Kind.POINTS: "个百分点",
    Kind.PERCENT_POINTS: "个百分点",
}


@dataclass(frozen=True)
class Amount:
    """`value` is 万元 for money, a fraction for percent, percentage points for points, a whole number for counts."""

    value: Decimal | int | None
    kind: Kind

    @property
    def unit(self) -> str:
        return UNIT_LABELS[self.kind]

    def text(self, places: int | None = None) -> str:
        """Without its unit; rates and points have one decimal on cards, `places` says otherwise."""
        if self.value is None:
            return DASH
        return _WRITE[self.kind](self.value, places).replace("-", MINUS)

    def __str__(self) -> str:
        return self.text()


def _places(places: int | None, otherwise: int) -> int:
    return otherwise if places is None else places


def _yi_change(value: Decimal, places: int | None) -> str:
    return ("+" if value > 0 else "") + yi_text(value, _places(places, 2))


_WRITE: dict[Kind, Callable[[Any, int | None], str]] = {
    Kind.COUNT: lambda value, _: f"{value:,.0f}",
    Kind.WAN: wan_text,
    Kind.YI: lambda value, places: yi_text(value, _places(places, 2)),
    Kind.YI_CHANGE: _yi_change,
    Kind.PERCENT: lambda value, places: percent_text(value, _places(places, 1)),
    Kind.POINTS: lambda value, places: points_text(value, _places(places, 1)),
    Kind.PERCENT_POINTS: lambda value, places: points_text(abs(value), _places(places, 1)).removeprefix("+"),
}
