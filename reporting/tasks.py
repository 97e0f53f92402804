"""The month's background work and what the calendar starts. Registered here, done by actions and roll-ups."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.months import Month
from core.journal.actor import SYSTEM
from core.operations.kinds import Step, job_kind
from core.operations.periods import due
from core.organisations.calendar import working_calendar
from core.organisations.models import ReportingUnit
from projects.models import Campaign, Milestone, PlanBatch, ProjectRevision, TargetInput

from . import rollups
from .actions import months, reminders
from .calendar import deadlines
from .models import ReportingMonth
from .refresh import ISSUE, REFRESH, request_whole_refresh


def _board(inputs: Mapping[str, Any], _result: Mapping[str, Any]) -> str:
    return f"{reverse('board')}?month={inputs['month']}"


@job_kind(REFRESH, "更新月度汇总（暂定）", link=_board)
def refresh_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    campaign, month = _campaign(inputs), Month.parse(inputs["month"])
    units = list(ReportingUnit.objects.filter(code__in=inputs["units"])) if inputs.get("units") else None
    names = "、".join(unit.name for unit in units) if units else "全市"

    def run() -> dict[str, object]:
        # Held until the brief is written: 锁数 must not pass meanwhile, or 暂定 would stand again beside 定版.
        held = ReportingMonth.objects.select_for_update(no_key=True).filter(campaign=campaign, month=month).first()
        if held is not None and held.is_locked:
            return {"skipped": "locked"}
        brief = rollups.refresh_running(campaign=campaign, month=month, at=_moment(inputs), units=units)
        return {"brief": brief.pk, "expected": brief.expected, "reported": brief.reported}

    return [Step(f"汇总{names}{month.label}", run)]


@job_kind(ISSUE, "汇总定版", link=_board)
def issue_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    campaign, month = _campaign(inputs), Month.parse(inputs["month"])

    def run() -> dict[str, object]:
        brief = rollups.issue(campaign=campaign, month=month, at=_moment(inputs), reason=inputs["reason"])
        return {"brief": brief.pk, "number": brief.number, "digest": brief.digest}

    return [Step(f"汇总全市{month.label}并定版", run)]


def _campaign(inputs: Mapping[str, Any]) -> Campaign:
    return Campaign.objects.get(year=inputs["campaign"])


def _moment(inputs: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(inputs["at"])


def _months_to_open(now: datetime) -> Iterator[str]:
    """Months of the current campaign whose window has begun, as long as the month before is locked."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        return
    calendar = working_calendar()
    locked = set(
        ReportingMonth.objects.filter(campaign=campaign, locked_at__isnull=False).values_list("month", flat=True)
    )
    for number in range(1, 13):
        month = Month(campaign.year, number)
        if deadlines(month, calendar).opens_on > now.date():
            return
        if number == 1 or month.previous() in locked:
            yield str(month)


@due("reporting.open_month", periods=_months_to_open)
def open_month(period: str, now: datetime) -> None:
    campaign = Campaign.objects.get(is_current=True)
    months.open_month(campaign=campaign, month=Month.parse(period), by=SYSTEM, at=now)


def _days_to_remind(now: datetime) -> Iterator[str]:
    """Today, if a month is open and today is one of its reminder days; a day missed is not made up for."""
    if reminders.due_today(now):
        yield now.date().isoformat()


@due("reporting.remind", periods=_days_to_remind)
def remind(_period: str, now: datetime) -> None:
    reminders.remind(at=now)


def _register_states(now: datetime) -> Iterator[str]:
    """One name for all that the running brief stands on besides reports, whoever changed it.

    The newest revision, plan batch, target input and node, how many nodes are reached; and the day, because nodes fall
    due with it.
    """
    if ReportingMonth.objects.filter(campaign__is_current=True, locked_at__isnull=True).exists():
        models = (ProjectRevision, PlanBatch, TargetInput, Milestone)
        newest = [model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in models]
        reached = Milestone.objects.filter(actual_on__isnull=False).count()
        yield sha256_hex(canonical_json([*newest, reached, now.date()]))[:20]


@due("reporting.follow_register", periods=_register_states)
def follow_register(_state: str, now: datetime) -> None:
    """What was edited in the register reaches the running brief within a minute; projects knows nothing of briefs.

    What joined the list gets its duty of the open month.
    """
    for month in ReportingMonth.objects.filter(campaign__is_current=True, locked_at__isnull=True):
        months.open_month(campaign=month.campaign, month=month.month, by=SYSTEM, at=now)
        request_whole_refresh(campaign=month.campaign, month=month.month, at=now)
