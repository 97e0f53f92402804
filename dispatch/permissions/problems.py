"""Who may make which move of a problem: by the tier where it lies."""

from collections.abc import Callable, Mapping
from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no
from core.organisations.choices import UnitKind
from dispatch.choices import RequestKind, Tier
from dispatch.models import Problem
from dispatch.states import PROBLEM
from projects.models import Listing

from .common import allow_if, in_time, reaches, second_person

BY_REQUEST = frozenset(RequestKind.values)
"""Above the county these moves are the effect of a request that another person granted."""

NEEDS_REQUEST = no("市局以上的延期、暂缓、恢复办理，须先提出申请并附依据，由局领导决定。", code="needs_request")
RISES_BY_PROPOSAL = no("市局以上提级须先提出提级建议，经调度员和局领导确认。", code="needs_proposal")


def may_report(user: User, listing: Listing) -> Verdict:
    """Write a problem down for a project: the people who report for it."""
    listed = YES if listing.left_by_id is None else no("项目已退出本年名单，不再上报问题。", code="left")
    return all_of(user.may(Can.REPORT_PROBLEMS), allow_if(reaches(user, Can.REPORT_PROBLEMS, listing)), listed)


def may(user: User, problem: Problem, move: str, *, today: date) -> Verdict:
    """Whether the person may make this move of the problem now."""
    return all_of(
        allow_if(_ACTORS[move](user, problem)),
        PROBLEM.verdict(problem.state, move),
        second_person(user, move, problem.resolved_by_id),
        _way_up(problem, move),
        in_time(problem.deadline, move, today),
    )


def _way_up(problem: Problem, move: str) -> Verdict:
    if problem.tier == Tier.COUNTY:
        return YES
    return RISES_BY_PROPOSAL if move == "raise" else NEEDS_REQUEST if move in BY_REQUEST else YES


def reports(user: User, problem: Problem) -> bool:
    """Of the people who report for its project."""
    return reaches(user, Can.REPORT_PROBLEMS, problem.listing)


def owns(user: User, problem: Problem) -> bool:
    """Works at the tier where the problem lies: its county (for 市本级 the section), above it the dispatcher."""
    if problem.tier != Tier.COUNTY:
        return bool(user.may(Can.COORDINATE))
    scope = user.scope(Can.SOLVE_PROBLEMS)
    return problem.unit_id in scope.unit_ids or (scope.whole_city and problem.unit.kind == UnitKind.CITY_LEVEL)


def leads(user: User, problem: Problem) -> bool:
    """Of the department the problem was given to."""
    return problem.department_id in user.scope(Can.ANSWER_TASKS).department_ids


def _works_on_it(user: User, problem: Problem) -> bool:
    return reports(user, problem) or owns(user, problem) or leads(user, problem)


def above(user: User, problem: Problem) -> bool:
    """Whoever stands over the tier: nobody gives more time to himself, nor stops his own clock."""
    return bool(user.may(Can.COORDINATE if problem.tier == Tier.COUNTY else Can.CONFIRM_ESCALATION))


def _owns_or_above(user: User, problem: Problem) -> bool:
    return owns(user, problem) or above(user, problem)


_ACTORS: Mapping[str, Callable[[User, Problem], bool]] = {
    "report": reports,
    "accept": owns,
    "return": owns,
    "coordinate": owns,
    "note": _works_on_it,
    "resolve": _works_on_it,
    "close": _owns_or_above,
    "fail": _owns_or_above,
    "raise": owns,
    "suspend": above,
    "resume": above,
    "reopen": above,
    "extend": above,
}


def may_suggest_escalation(user: User, problem: Problem) -> Verdict:
    """Ask for a higher tier: the dispatcher, while the problem lies with the bureau or the joint meeting."""
    return all_of(
        user.may(Can.COORDINATE),
        PROBLEM.verdict(problem.state, "raise"),
        no("县级问题由县级直接提级协调。", code="wrong_tier") if problem.tier == Tier.COUNTY else YES,
        no("已到市政府层级，不能再提级。", code="top") if problem.tier == Tier.CITY else YES,
    )
