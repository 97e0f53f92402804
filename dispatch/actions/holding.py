"""Taking hold of a problem, writing down its move and its deadline, and telling whoever must act next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.journal.actor import Actor
from core.organisations.calendar import closing_hour, working_calendar
from core.organisations.choices import UnitKind
from dispatch import limits
from dispatch.choices import RUNNING, ProblemState, ProposalState, RequestState, Tier
from dispatch.models import Deadline, Problem, ProblemRequest, ProblemStep, Proposal
from dispatch.states import PROBLEM
from dispatch.terms import terms_on

WAITING, REMINDER, PROPOSAL_WAITING = "problem_waiting", "problem_due", "proposal_waiting"
REQUEST_WAITING = "request_waiting"
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


def tier_term(problem: Problem, since: date) -> Term:
    """The whole time the problem's tier has, counted from `since` by the terms of that day."""
    due = limits.due_on(problem.tier, since, working_calendar(), terms_on(problem.campaign_id, since))
    return Term(since, due, f"{Tier(problem.tier).label}办理时限，自{since:%-m月%-d日}起算")


def run_again(problem: Problem, *, stopped_on: date, why: str, by: Actor, at: datetime) -> None:
    """The clock runs again: what was left when it stopped becomes a row. A deadline that had passed stays passed."""
    since, calendar = day_of(at), working_calendar()
    due = limits.runs_again(problem.deadline.due_on, stopped_on, since, calendar)
    if due is not None:
        left = calendar.used(stopped_on, problem.deadline.due_on)
        rest = f"续算剩余{left}个工作日" if left else "停计时当日到期，当日办结"
        set_deadline(problem, Term(since, due, f"{why}，{rest}"), by=by, at=at)


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
    add_line(problem, move=move, came_from=came_from, text=text, by=by, at=at)
    _outdate_proposals(problem, at=at)
    if came_from != ProblemState.DRAFT:
        _outdate_requests(problem, at=at)
    _tell_next(problem, at=at)


def add_line(problem: Problem, *, move: str, came_from: str, text: str, by: Actor, at: datetime) -> None:
    """A line of the timeline, nothing else: what happened beside the problem makes nobody's open page stale."""
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


def _outdate_proposals(problem: Problem, *, at: datetime) -> None:
    """A proposal was made of a deadline; once that deadline no longer runs, nobody shall confirm it."""
    waiting = problem.proposals.waiting()
    if problem.state in RUNNING:
        waiting = waiting.filter(source_kind="deadline").exclude(source_id=str(problem.deadline_id))
    outdate(waiting, at=at)


def _outdate_requests(problem: Problem, *, at: datetime) -> None:
    """What was asked about another deadline, or can no longer be done, waits for nobody any more."""
    possible = {row.move for row in PROBLEM.moves_from(problem.state)}
    waiting = problem.requests.waiting().exclude(deadline=problem.deadline_id, kind__in=possible)
    keys = list(waiting.values_list("pk", flat=True))
    if keys:
        ProblemRequest.objects.filter(pk__in=keys).update(state=RequestState.OUTDATED)
        inbox.resolve(kind=REQUEST_WAITING, subject=[f"request:{key}" for key in keys], at=at)


def outdate(waiting: QuerySet[Proposal], *, at: datetime) -> None:
    """Papers whose ground is gone leave the desks; the problem's or the task's row is locked by the caller."""
    keys = list(waiting.values_list("pk", flat=True))
    if keys:
        Proposal.objects.filter(pk__in=keys).update(state=ProposalState.OUTDATED)
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
        return checkers(problem)
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


def checkers(problem: Problem) -> set[int]:
    """Who confirms 销号: the tier's own people, and those above it when one of them applied."""
    own = owners(problem)
    if problem.resolved_by_id not in own:
        return own
    return own - {problem.resolved_by_id} | deciders(problem)


def deciders(problem: Problem) -> set[int]:
    """Who stands over the tier."""
    return _keys(User.objects.holding(Role.DISPATCHER if problem.tier == Tier.COUNTY else Role.BUREAU_LEADER))


def _reporters(problem: Problem) -> set[int]:
    owner_id = problem.listing.project.owner_id
    people = _keys(User.objects.holding(Role.COUNTY_REPORTER, unit_id=problem.unit_id))
    return people | (_keys(User.objects.holding(Role.OWNER_REPORTER, firm_id=owner_id)) if owner_id else set())


def _keys(people: object) -> set[int]:
    return set(people.values_list("pk", flat=True))
