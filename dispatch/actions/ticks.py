"""What the calendar does to problems by itself: county problems rise when their time is over, the rest is proposed."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.foundation.working_days import WorkingCalendar
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from dispatch import limits
from dispatch.choices import RUNNING, Tier
from dispatch.models import Problem

from . import proposals
from .holding import held_problem, owners, write_step
from .problems import lift

REMINDER = "problem_due"


@transaction.atomic
def rise(*, at: datetime) -> list[int]:
    """Raise every overdue county problem to the bureau, propose a higher tier for the others; numbers of what rose.

    Each problem is judged again under its lock: a second tick finds the new deadline, which is not over yet. One
    journal entry for the day.
    """
    today, calendar = at.date(), working_calendar()
    rose, proposed = [], []
    for problem_id in Problem.objects.overdue(today).order_by("pk").values_list("pk", flat=True):
        problem = held_problem(problem_id=problem_id, seen_version=None)
        if not is_overdue(problem, today):
            continue
        if problem.tier == Tier.COUNTY:
            _rise_to_bureau(problem, at=at)
            rose.append(problem.number)
        elif _propose_for(problem, today, calendar, at=at):
            proposed.append(problem.number)
    if rose or proposed:
        payload = {"rose": rose, "proposed": proposed}
        record(by=SYSTEM, at=at, action="dispatch.rise", subject=("day", today), payload=payload)
    return rose


def is_overdue(problem: Problem, today: date) -> bool:
    return problem.state in RUNNING and problem.deadline is not None and problem.deadline.due_on < today


def _rise_to_bureau(problem: Problem, *, at: datetime) -> None:
    came_from, late = problem.state, problem.deadline.due_on
    lift(problem, Tier.BUREAU, by=SYSTEM, at=at)
    text = f"县级期限{late:%Y年%-m月%-d日}已过仍未办结，自动提级市局协调。"
    write_step(problem, move="raise", came_from=came_from, text=text, by=SYSTEM, at=at)


def _propose_for(problem: Problem, today: date, calendar: WorkingCalendar, *, at: datetime) -> bool:
    """提级建议 once the time is over; True when it is new."""
    if problem.tier == Tier.CITY:
        return False
    over = calendar.used(problem.deadline.due_on, today)
    grounds = (
        f"{problem.get_tier_display()}期限{problem.deadline.due_on:%Y年%-m月%-d日}，已超{over}个工作日仍未办结。"
        f"已采取措施：{problem.measures or problem.tried or '未填'}。"
    )
    return proposals.suggest(proposals.escalation_of(problem, grounds), by=SYSTEM, at=at)[1]


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell whoever works at the tier what falls due today or in two working days, and what waits to be accepted."""
    today, calendar = at.date(), working_calendar()
    told = 0
    for problem in Problem.objects.running().select_related("listing__project", "unit", "deadline"):
        left = limits.days_left(problem.deadline.due_on, today, calendar)
        if left in {0, limits.REMIND_DAYS}:
            told += _remind(problem, left, at=at)
    if told:
        record(by=SYSTEM, at=at, action="dispatch.remind", subject=("day", today), payload={"told": told})
    return told


def _remind(problem: Problem, left: int, *, at: datetime) -> int:
    when = f"剩{left}个工作日" if left else "今日到期"
    return inbox.notify(
        users=owners(problem),
        kind=REMINDER,
        subject=f"problem:{problem.pk}",
        text=f"{problem.listing.project.name}：{problem.title}，{when}",
        url=reverse("problem", args=[problem.pk]),
        at=at,
    )
