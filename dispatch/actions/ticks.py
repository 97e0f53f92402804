"""What the calendar does to problems by itself: county problems rise when their time is over, the rest is proposed."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import cache

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from core.accounts.actions import inbox
from core.foundation.clock import day_of
from core.foundation.working_days import WorkingCalendar
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from core.organisations.choices import UnitKind
from dispatch import limits
from dispatch.agenda import two_briefs
from dispatch.choices import RUNNING, ProposalKind, TaskKind, Tier
from dispatch.limits import Terms
from dispatch.models import Problem, Proposal, Task
from dispatch.models.timeline import SetDate
from dispatch.terms import terms_on
from projects.models import Campaign
from reporting.choices import Light
from reporting.models import BriefUnit

from . import suggesting, tasks
from .holding import REMINDER, held_problem, outdate, owners, write_step
from .problems import lift


@transaction.atomic
def rise(*, at: datetime) -> list[int]:
    """Raise every overdue county problem to the bureau, propose a higher tier for the others; numbers of what rose.

    Each problem is judged again under its lock: a second tick finds the new deadline, which is not over yet. One
    journal entry for the day.
    """
    today, calendar, terms = at.date(), working_calendar(), cache(terms_on)
    rose, proposed = [], []
    supervised = _unanswered_orders(today).values_list("problem_id", flat=True)
    held = sorted({*Problem.objects.overdue(today).values_list("pk", flat=True), *supervised})
    for problem_id in held:
        problem = held_problem(problem_id=problem_id, seen_version=None)
        if not is_overdue(problem, today):
            continue
        if problem.tier == Tier.COUNTY:
            _rise_to_bureau(problem, at=at)
            rose.append(problem.number)
        elif _propose_for(problem, calendar, terms(problem.campaign_id, today), at=at):
            proposed.append(problem.number)
    interviews = _propose_interviews(held, today, calendar, at=at)
    if rose or proposed or interviews:
        payload = {"rose": rose, "proposed": proposed, "interviews": interviews}
        record(by=SYSTEM, at=at, action="dispatch.rise", subject=("day", today), payload=payload)
    return rose


def is_overdue(problem: Problem, today: date) -> bool:
    return problem.state in RUNNING and problem.deadline is not None and problem.deadline.due_on < today


def _rise_to_bureau(problem: Problem, *, at: datetime) -> None:
    came_from, late = problem.state, problem.deadline.due_on
    lift(problem, Tier.BUREAU, by=SYSTEM, at=at)
    text = f"县级期限{late:%Y年%-m月%-d日}已过仍未办结，自动提级市局协调。"
    write_step(problem, move="raise", came_from=came_from, text=text, by=SYSTEM, at=at)


def _propose_for(problem: Problem, calendar: WorkingCalendar, terms: Terms, *, at: datetime) -> bool:
    """提级建议 once the time is over, 督办拟办 some days later; True when something is new."""
    over = calendar.used(problem.deadline.due_on, day_of(at))
    grounds = (
        f"{problem.get_tier_display()}期限{problem.deadline.due_on:%Y年%-m月%-d日}，已超{over}个工作日仍未办结。"
        f"已采取措施：{problem.measures or problem.tried or '未填'}。"
    )
    drafts = []
    if problem.tier != Tier.CITY:
        drafts.append(suggesting.escalation_of(problem, grounds))
    if over > terms.supervise_after_days:
        drafts.append(suggesting.supervision_of(problem, grounds))
    made = [suggesting.suggest(draft, by=SYSTEM, at=at) for draft in drafts]
    return any(is_new for _, is_new in made)


def _propose_interviews(held: Collection[int], today: date, calendar: WorkingCalendar, *, at: datetime) -> list[str]:
    """约谈建议 after 督办: whose order stayed unanswered, and who is red two months running; names of the units.

    What was made of an earlier month is out of date with the next one.
    """
    red = list(_red_units())
    old = Proposal.objects.waiting().filter(kind=ProposalKind.INTERVIEW, source_kind="red")
    outdate(old.exclude(source_id__in=[draft.source[1] for draft in red]), at=at)
    drafts = [*_unanswered(held, today, calendar), *red]
    made = [(draft, suggesting.suggest(draft, by=SYSTEM, at=at)) for draft in drafts]
    return [draft.unit.name for draft, (_, is_new) in made if draft.unit is not None and is_new]


def _unanswered_orders(today: date) -> QuerySet[Task]:
    return Task.objects.overdue(today).filter(kind=TaskKind.SUPERVISION, problem__state__in=RUNNING)


def _unanswered(held: Collection[int], today: date, calendar: WorkingCalendar) -> Iterator[suggesting.Draft]:
    """The problem's own deadline passed, then the order's: twice over. Read anew under the problems' locks."""
    late = _unanswered_orders(today).filter(problem__in=held)
    for task in late.select_related("problem__listing", "problem__unit", "department", "unit", "deadline"):
        over = calendar.used(task.deadline.due_on, today)
        grounds = (
            f"{task.label}应于{task.deadline.due_on:%Y年%-m月%-d日}前答复，{task.lead_name}已超{over}个工作日未答复；"
            f"{task.problem.label}自身期限也已超过。"
        )
        yield suggesting.interview_of(task.problem.unit, grounds, ("task", str(task.pk)), task.problem)


def _red_units() -> Iterator[suggesting.Draft]:
    """Red in the newest issued brief and in the one of an earlier month. 市本级 is nobody's county to be called in."""
    for campaign in Campaign.objects.filter(is_current=True):
        newest, before = two_briefs(campaign)
        if newest is None or newest.is_running or before is None:
            continue
        red = BriefUnit.objects.filter(brief=newest, light=Light.RED).exclude(unit__kind=UnitKind.CITY_LEVEL)
        again = BriefUnit.objects.filter(brief=before, light=Light.RED).values("unit_id")
        for row in red.filter(unit_id__in=again).select_related("unit").order_by("unit__order"):
            rate = f"完成率{row.rate * 100:.2f}%，" if row.rate is not None else ""
            lead = f"落后序时{-row.lead_pp:.2f}个百分点，" if row.lead_pp is not None else ""
            grounds = f"{before.month.short}、{newest.month.short}连续严重滞后；{rate}{lead}见{newest.label}。"
            yield suggesting.interview_of(row.unit, grounds, ("red", f"{newest.month}:{row.unit.code}"))


@transaction.atomic
def remind(*, at: datetime, last: datetime | None = None) -> int:
    """Tell whoever works at the tier what comes near its end: each threshold once, also when days were missed.

    `last` is when this was done before; None when never.
    """
    today, calendar, terms = at.date(), working_calendar(), cache(terms_on)

    def is_new(campaign_id: int, deadline: SetDate) -> bool:
        now = terms(campaign_id, today).remind_days
        look = None
        if last is not None:
            then = day_of(last)
            look = limits.Look(then, deadline.set_at <= last, terms(campaign_id, then).remind_days)
        return limits.reminder(deadline.due_on, today, look, calendar, now)

    told = 0
    for problem in Problem.objects.running().select_related("listing__project", "unit", "deadline"):
        if is_new(problem.campaign_id, problem.deadline):
            told += _remind(problem, limits.days_left(problem.deadline.due_on, today, calendar), at=at)
    for task in Task.objects.running().select_related("department", "unit", "deadline"):
        if is_new(task.campaign_id, task.deadline):
            told += _remind_of_task(task, limits.days_left(task.deadline.due_on, today, calendar), at=at)
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
    return f"逾期{-left}个工作日" if left < 0 else f"剩{left}个工作日" if left else "今日到期"


def _remind(problem: Problem, left: int, *, at: datetime) -> int:
    return inbox.notify(
        users=owners(problem),
        kind=REMINDER,
        subject=f"problem:{problem.pk}",
        text=f"{problem.listing.project.name}：{problem.title}"[:180] + f"，{_when(left)}",
        url=reverse("problem", args=[problem.pk]),
        at=at,
    )
