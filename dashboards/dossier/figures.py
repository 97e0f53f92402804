"""The measures, the curve and the months of a dossier: amounts already known, put side by side."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.foundation.money import WAN_PER_YI, ZERO, rate, wan, wan_text, yi_text
from core.foundation.months import Month, months_of_year
from dashboards.lights import LIGHT_MARKS, LightMark
from reporting.choices import HANDED_IN, DutyState
from reporting.models import BriefLine, Duty, ReportVersion

from .record import Record

MONTHS_OF_MEAN = 3


@dataclass(frozen=True)
class Measures:
    """The head's figures (万元, fractions, points); None where there is nothing to say."""

    record: Record

    @property
    def line(self) -> BriefLine | None:
        return self.record.latest

    @property
    def month(self) -> Month | None:
        return self.line.brief.month if self.line else None

    @property
    def is_waiting(self) -> bool:
        """The running month has no accepted figure yet: last month's stands."""
        return self.line is not None and not is_known(self.line)

    @property
    def is_partial(self) -> bool:
        """A package of which some parts have reported this month and some not."""
        return self.line is not None and 0 < self.line.reported < self.line.expected

    @property
    def figure_month(self) -> Month | None:
        """The month whose figure stands."""
        if self.line is None:
            return None
        return self.month.previous() if self.is_waiting and self.month.number > 1 else self.month

    @property
    def completion(self) -> Decimal | None:
        return rate(self.line.ytd_wan, self.line.plan_wan) if self.line else None

    @property
    def due_wan(self) -> Decimal | None:
        """What the monthly plan asks for by the month whose figure stands."""
        if self.line is None:
            return None
        plan = self.record.plan
        return plan.due.get(self.figure_month, self.line.due_wan) if plan else self.line.due_wan

    @property
    def due_share(self) -> Decimal | None:
        return rate(self.due_wan, self.line.plan_wan) if self.line else None

    @property
    def lead_points(self) -> Decimal | None:
        if self.completion is None or self.due_share is None:
            return None
        return (self.completion - self.due_share) * 100

    @property
    def behind_points(self) -> Decimal | None:
        """Points behind, as a positive number, or None."""
        return -self.lead_points if self.lead_points is not None and self.lead_points < 0 else None

    @property
    def months_left(self) -> int:
        return 12 - self.figure_month.number if self.figure_month else 12

    @property
    def needed_wan(self) -> Decimal | None:
        """What each of the months left must bring to reach the plan; None when it is reached or the year is over."""
        if self.line is None or self.months_left == 0 or self.line.ytd_wan >= self.line.plan_wan:
            return None
        return wan((self.line.plan_wan - self.line.ytd_wan) / self.months_left)

    @cached_property
    def recent_mean_wan(self) -> Decimal | None:
        """The mean of the last three months that were reported."""
        done = [line.month_wan for line in self.record.lines.values() if line.reported]
        last = done[-MONTHS_OF_MEAN:]
        return wan(sum(last, ZERO) / len(last)) if last else None

    @property
    def waiting_report(self) -> ReportVersion | None:
        """A report of the running month that is handed in and not accepted: shown beside, in no figure."""
        duty = self.record.duties.get(self.month) if self.month else None
        return duty.current if duty and self.is_waiting and duty.state in HANDED_IN else None

    @property
    def waiting_state(self) -> str:
        return DutyState(self.record.duties[self.month].state).label if self.waiting_report else ""

    @property
    def said(self) -> list[ReportVersion]:
        """Reports of every month that has one, oldest first."""
        return [duty.current for duty in self.record.duties.values() if duty.current_id]

    @property
    def previous_percent(self) -> Decimal | None:
        """形象进度 of the report before the last one."""
        return self.said[-2].progress_percent if len(self.said) > 1 else None


@dataclass(frozen=True)
class MonthRow:
    """One month of the table of reports. Amounts are the brief's; those of a report not yet accepted are its own."""

    month: Month
    planned_wan: Decimal | None
    month_wan: Decimal | None
    ytd_wan: Decimal | None
    completion: Decimal | None
    light: LightMark | None
    line: BriefLine | None
    duty: Duty | None
    state: str
    tone: str


def month_rows(record: Record) -> list[MonthRow]:
    """Months that have a line or a report, newest first."""
    return [_month_row(record, month) for month in sorted({*record.lines, *record.duties}, reverse=True)]


def _month_row(record: Record, month: Month) -> MonthRow:
    line, duty = record.lines.get(month), record.duties.get(month)
    report = duty.current if duty and duty.state in HANDED_IN and duty.state != DutyState.ACCEPTED else None
    open_report = report if line is None or not is_known(line) else None
    shown = open_report or _figures(line)
    ytd = shown.ytd_done_wan if shown else None
    plan = record.plan.annual_wan if record.plan else None
    state, tone = _state(line, duty)
    return MonthRow(
        month=month,
        planned_wan=_planned(record, month),
        month_wan=shown.month_done_wan if shown else None,
        ytd_wan=ytd,
        completion=rate(ytd, line.plan_wan if line else plan),
        light=LIGHT_MARKS[line.light] if line else None,
        line=line,
        duty=duty,
        state=state,
        tone=tone,
    )


@dataclass(frozen=True)
class _Figures:
    month_done_wan: Decimal | None
    ytd_done_wan: Decimal


def _figures(line: BriefLine | None) -> _Figures | None:
    if line is None:
        return None
    return _Figures(None if line.reported == 0 else line.month_wan, line.ytd_wan)


def _planned(record: Record, month: Month) -> Decimal | None:
    """The month's own plan: what is due by its end less what was due before it."""
    if record.plan is None or month not in record.plan.due:
        return None
    before = record.plan.due.get(month.previous(), ZERO)
    return record.plan.due[month] - before


_STATE_TONES = {
    DutyState.OPEN: "",
    DutyState.SUBMITTED: "info",
    DutyState.UNIT_APPROVED: "info",
    DutyState.ACCEPTED: "ok",
    DutyState.RETURNED: "bad",
}


def _state(line: BriefLine | None, duty: Duty | None) -> tuple[str, str]:
    """Words and tone: what the ledger holds for a locked month, where the report stands for the open one."""
    if line is not None and not line.brief.is_running:
        return ("已定版", "ok") if line.reported else ("未报，沿用上月", "late")
    if duty is None:
        return (f"子项目已报{line.reported}/{line.expected}" if line else "子项目填报", "")
    return DutyState(duty.state).label, _STATE_TONES[DutyState(duty.state)]


def curve(record: Record) -> dict[str, Any]:
    """The chart's spec: plan, done and what is needed from here, cumulative in the year, as text."""
    months = months_of_year(record.listing.campaign.year)
    due = record.plan.due if record.plan else {}
    peak = max([*due.values(), *(line.ytd_wan for line in record.lines.values())], default=ZERO)
    text = yi_text if peak >= WAN_PER_YI else wan_text
    done = {month: line.ytd_wan for month, line in record.lines.items() if is_known(line)}
    plan_text = text(record.plan.annual_wan) if record.plan else ""
    return {
        "labels": [month.short for month in months],
        "unit": "亿元" if peak >= WAN_PER_YI else "万元",
        "room_right": 84,
        "series": [
            _series("计划", "plan", [_plain(due.get(month), text) for month in months], f"计划 {plan_text}", "right"),
            _series("完成", "actual", [_plain(done.get(month), text) for month in months], _last(done, text), "bottom"),
            _series("按期完成所需", "forecast", [_plain(value, text) for value in _needed(record, done, months)]),
        ],
    }


def is_known(line: BriefLine) -> bool:
    """Whether the month has a figure of its own: while it runs, at least one accepted report."""
    return not line.brief.is_running or line.reported > 0


def _series(name: str, tone: str, values: list[str | None], label: str = "", at: str = "") -> dict[str, Any]:
    return {"name": name, "tone": tone, "values": values} | ({"label": label, "label_at": at} if label else {})


def _plain(value: Decimal | None, text: Any) -> str | None:
    return None if value is None else text(value).replace(",", "")


def _last(done: dict[Month, Decimal], text: Any) -> str:
    return text(done[max(done)]) if done else ""


def _needed(record: Record, done: dict[Month, Decimal], months: tuple[Month, ...]) -> list[Decimal | None]:
    """A straight line from what is done to the plan in December; nothing when the plan is reached."""
    if not done or record.plan is None or done[max(done)] >= record.plan.annual_wan:
        return [None] * len(months)
    last = max(done)
    step = (record.plan.annual_wan - done[last]) / max(1, 12 - last.number)
    return [wan(done[last] + step * (month.number - last.number)) if month >= last else None for month in months]
