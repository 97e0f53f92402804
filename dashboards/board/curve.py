"""The cumulative curve: the straight schedule, what was issued month by month, and the running month after it."""

from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import WAN_PER_YI, wan, yi_text
from core.foundation.months import Month, months_of_year
from projects.targets import schedule_rate
from reporting.models import Brief

from .reading import MonthTotal, Reading

ROUND_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class CurvePoint:
    """One month (万元): what the schedule asks for and, where a brief exists, what was done and due by plan."""

    month: Month
    schedule_wan: Decimal
    brief: Brief | None = None
    due_wan: Decimal | None = None
    ytd_wan: Decimal | None = None
    lead: Decimal | None = None

    @property
    def is_running(self) -> bool:
        return self.brief is not None and self.brief.is_running


@dataclass(frozen=True)
class Curve:
    """Twelve points, January first; `plan_wan` is the year's."""

    plan_wan: Decimal
    points: tuple[CurvePoint, ...]

    @property
    def known(self) -> tuple[CurvePoint, ...]:
        return tuple(point for point in self.points if point.brief is not None)

    @property
    def top_yi(self) -> int:
        """Where the scale ends, in 亿元."""
        return _ceiling(max([self.plan_wan, *(point.ytd_wan for point in self.known)]))

    def chart(self) -> dict[str, object]:
        """The spec that charts.js draws; amounts in 亿元 as text."""
        running = [point for point in self.known if point.is_running]
        issued = [point for point in self.known if not point.is_running]
        series = [_schedule(self), _issued(issued)]
        if running:
            series.append(_running(issued[-1:], running[-1]))
        labels = ["上年底", *(point.month.short for point in self.points)]
        return {
            "labels": labels,
            "x": list(range(13)),
            "x_step": 2,
            "unit": "亿元",
            "max": self.top_yi,
            "room_right": 24,
            "series": series,
        }


def curve_of(reading: Reading) -> Curve:
    plan = reading.total.initial_plan_wan
    known = {total.month: total for total in (*reading.history, MonthTotal(reading.brief, reading.total))}
    points = (_point(month, plan, known.get(month)) for month in months_of_year(reading.brief.campaign.year))
    return Curve(plan, tuple(points))


def _point(month: Month, plan: Decimal, total: MonthTotal | None) -> CurvePoint:
    schedule = wan(plan * schedule_rate(month.number))
    if total is None:
        return CurvePoint(month, schedule)
    tally = total.tally
    return CurvePoint(month, schedule, total.brief, tally.due_wan, tally.ytd_wan, total.lead)


def _ceiling(top_wan: Decimal) -> int:
    """The next of 1, 2, 5, 10, 20, 50 … 亿元 at or above the highest point, so that the scale divides evenly."""
    yi, tens = top_wan / WAN_PER_YI, 1
    while True:
        for step in ROUND_STEPS:
            if step * tens >= yi:
                return step * tens
        tens *= 10


def _yi(amount: Decimal) -> str:
    return yi_text(amount).replace(",", "")


def _values(points: tuple[CurvePoint, ...] | list[CurvePoint]) -> list[str | None]:
    done: list[str | None] = [None] * 13
    for point in points:
        done[point.month.number] = _yi(point.ytd_wan)
    return done


def _schedule(curve: Curve) -> dict[str, object]:
    values = ["0.00", *(_yi(point.schedule_wan) for point in curve.points)]
    return {
        "name": "序时",
        "tone": "plan",
        "values": values,
        "label": "序时",
        "label_at": "left",
        "label_offset": [-6, -6],
    }


def _issued(points: list[CurvePoint]) -> dict[str, object]:
    values = _values(points)
    values[0] = "0.00"
    series: dict[str, object] = {"name": "完成（定版）", "tone": "actual", "values": values}
    if points:
        last = points[-1]
        series |= {
            "label": f"{last.month.short}定版 {yi_text(last.ytd_wan)}",
            "label_at": "left",
            "label_offset": [-4, -10],
        }
    return series


def _running(before: list[CurvePoint], point: CurvePoint) -> dict[str, object]:
    values = _values([*before, point])
    if not before:
        values[0] = "0.00"
    return {
        "name": "完成（暂定）",
        "tone": "provisional",
        "values": values,
        "label": f"{point.month.short}暂定 {yi_text(point.ytd_wan)}",
        "label_at": "right",
        "label_offset": [4, 10],
    }
