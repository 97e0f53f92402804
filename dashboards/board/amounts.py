"""A number with its unit, so that a card or a row can hold any of them and every screen writes it alike."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.foundation.money import DASH, MINUS, percent_text, points_text, wan_text, yi_text


class Kind(StrEnum):
    """How a number is written; its unit stands beside it. PERCENT_POINTS is a distance: the word before it has the sign."""

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
        return self._plain(places).replace("-", MINUS)

    def _plain(self, places: int | None) -> str:
        one, two = (1 if places is None else places), (2 if places is None else places)
        match self.kind:
            case Kind.COUNT:
                return f"{self.value:,.0f}"
            case Kind.WAN:
                return wan_text(self.value, places)
            case Kind.YI:
                return yi_text(self.value, two)
            case Kind.YI_CHANGE:
                return ("+" if self.value > 0 else "") + yi_text(self.value, two)
            case Kind.PERCENT:
                return percent_text(self.value, one)
            case Kind.PERCENT_POINTS:
                return points_text(abs(self.value), one).removeprefix("+")
        return points_text(self.value, one)

    def __str__(self) -> str:
        return self.text()
