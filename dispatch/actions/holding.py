"""Taking hold of a problem, writing down its move and its deadline, and telling whoever must act next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.verdict import Refused, Stale
from core.journal.actor import Actor
from core.organisations.calendar import closing_hour, working_calendar
from core.organisations.choices import UnitKind
from dispatch import limits
from dispatch.choices import RUNNING, ProblemState, ProposalState, Tier
from dispatch.models import Deadline, Problem, ProblemStep

WAITING, REMINDER, PROPOSAL_WAITING = "problem_waiting", "problem_due", "proposal_waiting"
"""Kinds of inbox items."""


def held_problem(*, problem_id: int, seen_version: int | None) -> Problem:
    """Lock the problem and return it; Stale if it moved since it was seen. None: the caller saw no version (a tick)."""
    problems = Problem.objects.select_related("listing__project", "unit", "deadline", "department")
    problem = problems.select_for_update(of=("self",)).filter(pk=problem_id).first()
    if problem is None:
        raise Refused("这个问题不存在或已撤销，请返回列表重新选择。", code="missing", status=404)
    if seen_version is not None and problem.version != seen_version:
        raise Stale
    return problem


def signed(by: User) -> Actor:
    """How a timeline names a person: as people do. The journal keeps the account's name beside it."""
    return Actor(id=by.pk, label=by.display_name)


@dataclass(frozen=True)
class Term:
    """A deadline about to be set, and why."""

    since: date
    due_on: date
    reason: str
    is_extension: bool = False


def tier_term(tier: int, since: date) -> Term:
    """The whole time a tier has, counted from `since`."""
    due = limits.due_on(tier, since, working_calendar())
    return Term(since, due, f"{Tier(tier).label}办理时限，自{since:%-m月%-d日}起算")


def rest_term(problem: Problem, *, stopped_on: date, since: date, why: str) -> Term:
    """What was left of the deadline in force when the clock stopped, given back from `since`."""
    calendar = working_calendar()
    days = limits.days_kept(problem.deadline.due_on, stopped_on, calendar)
    return Term(since, calendar.add(since, days), f"{why}，续算剩余{days}个工作日")


def set_deadline(problem: Problem, term: Term, *, by: Actor, at: datetime) -> None:
    """Another row; the problem points to it. Nothing is overwritten."""
    problem.deadline = Deadline.objects.create(
        problem=problem,
        number=problem.deadlines.count() + 1,
        tier=problem.tier,
        since=term.since,
        due_on=term.due_on,
        is_extension=term.is_extension,
        reason=term.reason[:300],
        set_at=at,
        set_by_label=by.label,
    )


def write_step(problem: Problem, *, move: str, came_from: str, text: str, by: Actor, at: datetime) -> None:
    """Save the problem as it now stands, with the line of its timeline; then tell whoever must act."""
    problem.version += 1
    problem.save()
    last = problem.steps.aggregate(last=Max("number"))["last"] or 0
    ProblemStep.objects.create(
        problem=problem,
        number=last + 1,
        move=move,
        from_state=came_from,
        to_state=problem.state,
        tier=problem.tier,
        text=text,
        at=at,
        by_id=by.id,
        by_label=by.label,
    )
    _outdate_proposals(problem, at=at)
    _tell_next(problem, at=at)


def _outdate_proposals(problem: Problem, *, at: datetime) -> None:
    """A proposal was made of a deadline; once that deadline no longer runs, nobody shall confirm it."""
    waiting = problem.proposals.waiting()
    if problem.state in RUNNING:
        waiting = waiting.exclude(source_kind="deadline", source_id=str(problem.deadline_id))
    keys = list(waiting.values_list("pk", flat=True))
    if keys:
        problem.proposals.filter(pk__in=keys).update(state=ProposalState.OUTDATED)
        inbox.resolve(kind=PROPOSAL_WAITING, subject=[f"proposal:{key}" for key in keys], at=at)


def _tell_next(problem: Problem, *, at: datetime) -> None:
    subject = f"problem:{problem.pk}"
    for kind in (WAITING, REMINDER):
        inbox.resolve(kind=kind, subject=subject, at=at)
    people = people_to_act(problem)
    if not people:
        return
    inbox.notify(
        users=people,
        kind=WAITING,
        subject=subject,
        text=f"{problem.listing.project.name}：{problem.title}（{problem.get_state_display()}）",
        url=reverse("problem", args=[problem.pk]),
        at=at,
        due_at=closing_hour(problem.deadline.due_on) if problem.deadline and problem.state in RUNNING else None,
    )


def people_to_act(problem: Problem) -> set[int]:
    """Keys of the accounts whose turn it is."""
    if problem.state == ProblemState.RETURNED:
        return _reporters(problem)
    if problem.state == ProblemState.PENDING_CHECK:
        return owners(problem) - {problem.resolved_by_id}
    if problem.state in RUNNING:
        members = User.objects.holding(Role.DEPARTMENT_MEMBER, department_id=problem.department_id)
        return owners(problem) | (_keys(members) if problem.department_id else set())
    return set()


def owners(problem: Problem) -> set[int]:
    """Who works at the tier where the problem lies."""
    if problem.tier != Tier.COUNTY:
        return _keys(User.objects.holding(Role.DISPATCHER))
    if problem.unit.kind == UnitKind.CITY_LEVEL:
        return _keys(User.objects.holding(Role.SECTION_OFFICER))
    return _keys(User.objects.holding(Role.COUNTY_APPROVER, unit_id=problem.unit_id))


def _reporters(problem: Problem) -> set[int]:
    owner_id = problem.listing.project.owner_id
    people = _keys(User.objects.holding(Role.COUNTY_REPORTER, unit_id=problem.unit_id))
    return people | (_keys(User.objects.holding(Role.OWNER_REPORTER, firm_id=owner_id)) if owner_id else set())


def _keys(people: object) -> set[int]:
    return set(people.values_list("pk", flat=True))
