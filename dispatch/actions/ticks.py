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
from dispatch.models import Problem, Task

from . import proposals, tasks
from .holding import REMINDER, held_problem, owners, write_step
from .problems import lift


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
    """提级建议 once the time is over, 督办拟办 some days later; True when something is new."""
    over = calendar.used(problem.deadline.due_on, today)
    grounds = (
        f"{problem.get_tier_display()}期限{problem.deadline.due_on:%Y年%-m月%-d日}，已超{over}个工作日仍未办结。"
        f"已采取措施：{problem.measures or problem.tried or '未填'}。"
    )
    drafts = []
    if problem.tier != Tier.CITY:
        drafts.append(proposals.escalation_of(problem, grounds))
    if over > limits.SUPERVISE_AFTER_DAYS:
        drafts.append(proposals.supervision_of(problem, grounds))
    made = [proposals.suggest(draft, by=SYSTEM, at=at) for draft in drafts]
    return any(is_new for _, is_new in made)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell whoever works at the tier what falls due today or in two working days, and what waits to be accepted."""
    today, calendar = at.date(), working_calendar()
    told = 0
    for problem in Problem.objects.running().select_related("listing__project", "unit", "deadline"):
        left = limits.days_left(problem.deadline.due_on, today, calendar)
        if left in {0, limits.REMIND_DAYS}:
            told += _remind(problem, left, at=at)
    for task in Task.objects.running().select_related("department", "unit", "deadline"):
        left = limits.days_left(task.deadline.due_on, today, calendar)
        if left in {0, limits.REMIND_DAYS}:
            told += _remind_of_task(task, left, at=at)
    if told:
        record(by=SYSTEM, at=at, action="dispatch.remind", subject=("day", today), payload={"told": told})
    return told


def _remind_of_task(task: Task, left: int, *, at: datetime) -> int:
    return inbox.notify(
        users=tasks.leaders_of(task),
        kind=tasks.REMINDER,
        subject=f"task:{task.pk}",
        text=f"{task.get_kind_display()}：{task.title}"[:180] + f"，{_when(left)}",
        url=reverse("task", args=[task.pk]),
        at=at,
    )


def _when(left: int) -> str:
    return f"剩{left}个工作日" if left else "今日到期"


def _remind(problem: Problem, left: int, *, at: datetime) -> int:
    return inbox.notify(
        users=owners(problem),
        kind=REMINDER,
        subject=f"problem:{problem.pk}",
        text=f"{problem.listing.project.name}：{problem.title}"[:180] + f"，{_when(left)}",
        url=reverse("problem", args=[problem.pk]),
        at=at,
    )
