"""Marks that only the leaders' pages draw: amounts with their own unit, and milestones on a line of time.

Lengths and places of SVG are attributes, because the policy of the pages refuses style attributes.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.foundation.money import yi_text
from dashboards.board.amounts import Amount, Kind
from dashboards.board.curve import Curve, CurvePoint
from dashboards.board.nodes import Node

register = template.Library()

LEFT, LENGTH = 8, 464
"""The axis within a drawing 480 wide."""

_WORDS = {"done": "已完成", "late": "逾期", "next": "即将到期", "plan": "计划"}
_LABEL_TONES = {"late": " tl-label--bad", "next": " tl-label--late"}


@register.filter
def amount(value: Any, places: int | None = None) -> str:
    """The text of an Amount, without its unit; other values as they are."""
    return value.text(places) if isinstance(value, Amount) else str(value)


@register.filter
def distance(points: Decimal | None, places: int = 1) -> str:
    """Percentage points without sign, for after 超 or 落后."""
    return Amount(points, Kind.PERCENT_POINTS).text(places)


@register.filter
def day(value: date | None) -> str:
    """7月24日."""
    return "—" if value is None else f"{value.month}月{value.day}日"


def _place(on: date, year: int) -> Decimal:
    """Where a day stands on the axis; days outside the year stand at its ends."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    inside = min(max(on, first), last)
    return LEFT + Decimal(LENGTH) * (inside - first).days / (last - first).days


def _shape(node: Node, x: Decimal) -> SafeString:
    said = f"{node.name}：{_WORDS[node.state]}，计划{day(node.planned_on)}"
    if node.state == "late":
        mark = '<rect class="ms ms--late" x="{}" y="6.5" width="11" height="11"><title>{}</title></rect>'
        return format_html(mark, f"{x - Decimal('5.5'):.1f}", said)
    mark = '<path class="ms ms--{}" d="M{} 5.5 l6.5 6.5 l-6.5 6.5 l-6.5 -6.5z"><title>{}</title></path>'
    return format_html(mark, node.state, f"{x:.1f}", said)


def _label(node: Node, x: Decimal) -> SafeString:
    edge = 430
    anchor = "e" if x > edge else "m" if x > LEFT + 40 else "s"
    place = min(x + LEFT, Decimal(LEFT + LENGTH)) if anchor == "e" else x if anchor == "m" else Decimal(LEFT)
    text = '<text class="tl-label{} tl-text--{}" x="{}" y="34">{}</text>'
    return format_html(text, _LABEL_TONES.get(node.state, ""), anchor, f"{place:.1f}", node.name)


def _labels(placed: list[tuple[Node, Decimal]]) -> list[SafeString]:
    """Names below their marks as far as they do not run into each other: 14 units a character."""
    drawn, free_from = [], Decimal(0)
    for node, x in placed:
        half = Decimal(7 * len(node.name))
        if x - half < free_from:
            continue
        drawn.append(_label(node, x))
        free_from = x + half + 6
    return drawn


@register.simple_tag
def timeline(name: str, nodes: Iterable[Node], year: int, today: date) -> SafeString:
    """One project's nodes on the year's line: shape carries the state, the vertical line is the day of the brief."""
    placed = [(node, _place(node.drawn_on, year)) for node in nodes]
    quarters = [f"{_place(date(year, month, 1), year):.1f}" for month in (1, 4, 7, 10)] + [f"{LEFT + LENGTH}"]
    said = "；".join(f"{node.name}{_WORDS[node.state]}" for node, _ in placed) or "没有节点"
    now = f"{_place(today, year):.1f}"
    return format_html(
        '<svg class="tl" viewBox="0 0 480 24" role="img" aria-label="{}：{}">'
        '<line class="tl-axis" x1="8" x2="472" y1="12" y2="12"/>{}'
        '<line class="tl-now" x1="{}" x2="{}" y1="-6" y2="30"/>{}{}</svg>',
        name,
        said,
        format_html_join("", '<line class="tl-quarter" x1="{0}" x2="{0}" y1="8" y2="16"/>', ((at,) for at in quarters)),
        now,
        now,
        format_html_join("", "{}", ((_shape(node, x),) for node, x in placed)),
        format_html_join("", "{}", ((label,) for label in _labels(placed))),
    )


@register.simple_tag
def timeline_head(year: int, today: date) -> SafeString:
    """Months over the lines; a month too near to the day's own label gives way."""
    now = _place(today, year)
    months = [(1, "s"), (4, "m"), (7, "m"), (10, "m")]
    shown = [
        (anchor, f"{_place(date(year, month, 1), year):.1f}", f"{month}月")
        for month, anchor in months
        if abs(_place(date(year, month, 1), year) - now) > 52
    ]
    if now < LEFT + LENGTH - 70:
        shown.append(("e", f"{LEFT + LENGTH}", "12月"))
    return format_html(
        '<svg class="tl tl--head" viewBox="0 0 480 14" aria-hidden="true">{}'
        '<text class="tl-text tl-text--{} tl-text--now" x="{}" y="11">{}</text></svg>',
        format_html_join("", '<text class="tl-text tl-text--{}" x="{}" y="11">{}</text>', shown),
        "e" if now > LEFT + LENGTH - 40 else "m" if now > LEFT + 40 else "s",
        f"{now:.1f}",
        day(today),
    )


PAPER_WIDTH, PAPER_HEIGHT, PAPER_LEFT, PAPER_BOTTOM = 280, 150, 26, 14
"""The curve on paper, in its own units."""


@register.simple_tag
def curve_drawing(curve: Curve) -> SafeString:
    """The cumulative curve for paper: lines instead of a canvas, so that it prints sharp."""
    top = curve.top_yi
    known = curve.known
    issued = [point for point in known if not point.is_running]
    running = [point for point in known if point.is_running]
    drawn = [
        ("plan", [(0, Decimal(0)), *((point.month.number, point.schedule_wan) for point in curve.points)]),
        ("actual", [(0, Decimal(0)), *((point.month.number, point.ytd_wan) for point in issued)]),
    ]
    if running:
        start = (issued[-1].month.number, issued[-1].ytd_wan) if issued else (0, Decimal(0))
        drawn.append(("running", [start, (running[-1].month.number, running[-1].ytd_wan)]))
    lines = format_html_join(
        "",
        '<polyline class="pc-{}" points="{}"/>',
        ((name, " ".join(",".join(_on_paper(month, wan, top)) for month, wan in points)) for name, points in drawn),
    )
    return format_html(
        '<svg class="paper-curve" viewBox="0 0 {} {}" role="img" aria-label="累计完成投资">{}{}{}</svg>',
        PAPER_WIDTH, PAPER_HEIGHT, _paper_axes(top), lines, _paper_labels(issued, running, top),
    )  # fmt: skip


def _on_paper(month: int, amount_wan: Decimal, top_yi: int) -> tuple[str, str]:
    width, height = PAPER_WIDTH - PAPER_LEFT - 8, PAPER_HEIGHT - PAPER_BOTTOM - 6
    x = PAPER_LEFT + Decimal(width) * month / 12
    y = PAPER_HEIGHT - PAPER_BOTTOM - height * amount_wan / 10_000 / top_yi
    return f"{x:.1f}", f"{y:.1f}"


def _paper_axes(top_yi: int) -> SafeString:
    steps = [(Decimal(top_yi) * part / 2, _on_paper(0, Decimal(top_yi) * part * 5_000, top_yi)[1]) for part in range(3)]
    across = format_html_join(
        "",
        '<line class="pc-grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text class="pc-end" x="{3}" y="{2}" dy="3">{4}</text>',
        ((PAPER_LEFT, PAPER_WIDTH - 8, y, PAPER_LEFT - 4, f"{value.normalize():f}") for value, y in steps),
    )
    months = format_html_join(
        "",
        '<text class="pc-mid" x="{}" y="{}">{}月</text>',
        ((_on_paper(month, Decimal(0), top_yi)[0], PAPER_HEIGHT - 2, month) for month in range(2, 13, 2)),
    )
    return across + months


def _paper_labels(issued: list[CurvePoint], running: list[CurvePoint], top_yi: int) -> SafeString:
    """The last issued month and the running one carry their names."""
    marks = [(issued[-1], "actual", "end", -5, -5, "定版")] if issued else []
    marks += [(running[-1], "running", "start", 5, 9, "暂定")] if running else []
    rows = []
    for point, name, anchor, dx, dy, word in marks:
        x, y = _on_paper(point.month.number, point.ytd_wan, top_yi)
        rows.append((name, x, y, anchor, dx, dy, f"{point.month.short}{word} {yi_text(point.ytd_wan)}"))
    return format_html_join(
        "",
        '<circle class="pc-{0}" cx="{1}" cy="{2}" r="2.5"/>'
        '<text class="pc-label" x="{1}" y="{2}" text-anchor="{3}" dx="{4}" dy="{5}">{6}</text>',
        rows,
    )
