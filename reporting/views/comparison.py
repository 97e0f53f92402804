"""One report beside its plan, its last month and its peers: the middle of 审核台, and the months as bars."""

from dataclasses import dataclass
from decimal import Decimal

from core.foundation.money import DASH, ZERO, percent_text, points_text, rate, wan_text
from core.foundation.months import Month
from projects.models import PlanMonth
from reporting.flags import Flag
from reporting.models import Duty, Figure
from reporting.peers import Peers
from reporting.statement import Background, Statement

from .history import Piece, VersionShown, shown, text_change


@dataclass(frozen=True)
class CmpRow:
    """One number: as planned, last month, now, among peers; all as text. Without `field` it takes no remark."""

    label: str
    unit: str
    plan: str
    last: str
    now: str
    peers: str = DASH
    field: str = ""
    now_detail: str = ""
    peers_detail: str = ""
    is_hit: bool = False


@dataclass(frozen=True)
class TextRow:
    """A text of last month and of this one, with what changed marked."""

    label: str
    field: str
    before: list[Piece]
    after: list[Piece]
    note: str
    is_hit: bool


@dataclass(frozen=True)
class Comparison:
    """What one report is read beside. `past` is its history, newest version first; `last` what was said last month."""

    duty: Duty
    background: Background
    statement: Statement
    last: Statement
    peers: Peers
    past: list[VersionShown]
    flags: list[Flag]

    def rows(self) -> list[CmpRow]:
        return [self._month(), self._ytd(), self._rate(), self._land(), self._percent()]

    def texts(self) -> list[TextRow]:
        last, now = self.last, self.statement
        problem = shown("problem_class", now.problem_class) if now.problem_class else ""
        is_new = bool(now.problem_text) and not last.problem_text
        note = "，".join(part for part in ("本月新增" if is_new else "", f"类别：{problem}" if problem else "") if part)
        return [
            self._text("形象进度文字", "progress_text", ""),
            self._text("存在问题", "problem_text", note),
        ]

    def _text(self, label: str, field: str, note: str) -> TextRow:
        before, after = text_change(getattr(self.last, field), getattr(self.statement, field))
        return TextRow(label, field, before, after, note, self._is_hit(field))

    def _is_hit(self, field: str) -> bool:
        return any(flag.field == field for flag in self.flags)

    def _was(self, field: str) -> str:
        """What the version before this one said, where it differs."""
        if len(self.past) < 2:
            return ""
        old = next((change.old for change in self.past[0].changes if change.field == field), "")
        return f"v{self.past[1].version.number} 曾报 {old}" if old else ""

    def _month(self) -> CmpRow:
        times = self.peers.times_mean
        return CmpRow(
            label="本月完成",
            unit="万元",
            field="month_done_wan",
            plan=wan_text(self.background.month_plan_wan),
            last=wan_text(self.duty.last_month_wan),
            now=wan_text(self.statement.month_done_wan),
            now_detail=self._was("month_done_wan"),
            peers=DASH if times is None else f"月均的 {times:.1f} 倍",
            is_hit=self._is_hit("month_done_wan"),
        )

    def _ytd(self) -> CmpRow:
        return CmpRow(
            label="本年累计",
            unit="万元",
            field="ytd_done_wan",
            plan=wan_text(self.background.due_wan),
            last=wan_text(self.background.prior_ytd_wan),
            now=wan_text(self.statement.ytd_done_wan),
            now_detail=self._was("ytd_done_wan"),
            is_hit=self._is_hit("ytd_done_wan"),
        )

    def _rate(self) -> CmpRow:
        plan = self.background.annual_plan_wan
        gained = rate(self.statement.month_done_wan, plan)
        return CmpRow(
            label="完成率",
            unit="%",
            plan=percent_text(rate(self.background.due_wan, plan), 1),
            last=percent_text(rate(self.background.prior_ytd_wan, plan), 1),
            now=percent_text(rate(self.statement.ytd_done_wan, plan), 1),
            now_detail="" if gained is None else f"{points_text(gained * 100, 1)} 个百分点",
            peers=percent_text(self.peers.rate, 1),
            peers_detail="中位数" if self.peers.rate is not None else "",
        )

    def _land(self) -> CmpRow:
        return CmpRow(
            label="其中：征迁费用",
            unit="万元",
            field="land_cost_wan",
            plan=DASH,
            last=wan_text(self.last.land_cost_wan),
            now=wan_text(self.statement.land_cost_wan),
            now_detail=self._was("land_cost_wan"),
            is_hit=self._is_hit("land_cost_wan"),
        )

    def _percent(self) -> CmpRow:
        now, last = self.statement.progress_percent, self.background.last_percent
        moved = "" if now is None or last is None else f"{points_text(now - last, 0)} 个百分点"
        return CmpRow(
            label="形象进度",
            unit="%",
            field="progress_percent",
            plan=DASH,
            last=shown("progress_percent", last),
            now=shown("progress_percent", now),
            now_detail=self._was("progress_percent") or moved,
            peers=shown("progress_percent", self.peers.progress_percent),
            peers_detail="中位数" if self.peers.progress_percent is not None else "",
            is_hit=self._is_hit("progress_percent"),
        )


@dataclass(frozen=True)
class MonthBar:
    """One month's column of the chart, in units of the 280 × 56 drawing."""

    label: str
    x: int
    middle: int
    y: str
    height: str
    is_now: bool


@dataclass(frozen=True)
class MonthBars:
    bars: list[MonthBar]
    width: int
    plan_points: str
    said: str


BASE, ROOM, HANGING = 40, 35, 3
"""Where the columns stand, how high the highest may be, and how far a negative one hangs below."""


def month_bars(duty: Duty, statement: Statement) -> MonthBars:
    """What each month of the year added, this one last, and the plan of each month as a line: two queries."""
    done = dict(
        Figure.objects.live()
        .filter(
            duty__listing_id=duty.listing_id,
            duty__reporting_month__campaign_id=duty.reporting_month.campaign_id,
            month__lt=duty.month,
        )
        .values_list("month", "month_done_wan")
    )
    done[duty.month] = statement.month_done_wan or ZERO
    months = sorted(done)
    planned = _planned(duty)
    top = max([*done.values(), *(planned.get(month, ZERO) for month in months), Decimal(1)])
    step = 270 // max(len(months), 1)
    width = min(20, step - 8)

    def height(amount: Decimal) -> Decimal:
        """A write-back hangs a little below the line: there is room for a sign, not for its size."""
        return max(amount / top * ROOM, Decimal(-HANGING))

    bars = [
        MonthBar(
            label=month.short,
            x=10 + index * step,
            middle=10 + index * step + width // 2,
            y=f"{min(BASE - height(done[month]), BASE):.1f}",
            height=f"{abs(height(done[month])):.1f}",
            is_now=month == duty.month,
        )
        for index, month in enumerate(months)
    ]
    points = [
        f"{bar.middle},{BASE - height(planned[month]):.1f}"
        for bar, month in zip(bars, months, strict=True)
        if month in planned
    ]
    said = "、".join(f"{month.short}{wan_text(done[month])}" for month in months)
    return MonthBars(bars, width, " ".join(points), f"逐月完成（万元）：{said}")


def _planned(duty: Duty) -> dict[Month, Decimal]:
    """Each month's own plan, from the cumulative one that holds now."""
    rows = PlanMonth.objects.filter(line__listing_id=duty.listing_id, line__known_to__isnull=True)
    due = dict(rows.order_by("month").values_list("month", "due_wan"))
    months = sorted(due)
    return {
        month: due[month] - (due[before] if before else ZERO)
        for before, month in zip([None, *months], months, strict=False)
    }
