"""Who may do what with problems and proposals, as verdicts: the same one greys the button and refuses the post.

They judge rows already fetched through their scope; an action asks again under the lock.
"""

from collections.abc import Callable, Mapping
from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, all_of, no
from core.organisations.choices import UnitKind
from projects.models import Listing

from .choices import TWO_CONFIRMATIONS, ProblemState, Tier
from .models import Problem, Proposal
from .states import PROBLEM, PROPOSAL

NOT_YOURS = no("这件事不归您办理；如需变更，请与当前层级的办理人联系。", code="forbidden")
RISES_BY_PROPOSAL = no("市局以上提级须先提出提级建议，经调度员和局领导确认。", code="needs_proposal")


def _reaches(user: User, right: Can, listing: Listing) -> bool:
    scope = user.scope(right)
    return scope.whole_city or listing.unit_id in scope.unit_ids or listing.project.owner_id in scope.firm_ids


def may_report(user: User, listing: Listing) -> Verdict:
    """Write a problem down for a project: the people who report for it."""
    listed = YES if listing.left_by_id is None else no("项目已退出本年名单，不再上报问题。", code="left")
    return all_of(user.may(Can.REPORT_PROBLEMS), _allow(_reaches(user, Can.REPORT_PROBLEMS, listing)), listed)


def may(user: User, problem: Problem, move: str, *, today: date) -> Verdict:
    """Whether the person may make this move of the problem now."""
    return all_of(
        _allow(_ACTORS[move](user, problem)),
        PROBLEM.verdict(problem.state, move),
        _second_person(user, problem, move),
        _way_up(problem, move),
        _in_time(problem, move, today),
    )


def _allow(allowed: bool) -> Verdict:
    return YES if allowed else NOT_YOURS


def _second_person(user: User, problem: Problem, move: str) -> Verdict:
    if move in {"close", "fail"} and problem.resolved_by_id == user.pk:
        return no("销号须由申请人以外的人确认，请由另一人办理。", code="own_application")
    return YES


def _way_up(problem: Problem, move: str) -> Verdict:
    return RISES_BY_PROPOSAL if move == "raise" and problem.tier != Tier.COUNTY else YES


def _in_time(problem: Problem, move: str, today: date) -> Verdict:
    if move == "extend" and problem.deadline is not None and problem.deadline.due_on < today:
        return no("期限已过，不能再延期；请提级协调或申请销号。", code="overdue")
    return YES


def _reports(user: User, problem: Problem) -> bool:
    return _reaches(user, Can.REPORT_PROBLEMS, problem.listing)


def _owns(user: User, problem: Problem) -> bool:
    """Works at the tier where the problem lies: its county (for 市本级 the section), above it the dispatcher."""
    if problem.tier != Tier.COUNTY:
        return bool(user.may(Can.COORDINATE))
    scope = user.scope(Can.SOLVE_PROBLEMS)
    return problem.unit_id in scope.unit_ids or (scope.whole_city and problem.unit.kind == UnitKind.CITY_LEVEL)


def _leads(user: User, problem: Problem) -> bool:
    """Of the department the problem was given to."""
    return problem.department_id in user.scope(Can.ANSWER_TASKS).department_ids


def _works_on_it(user: User, problem: Problem) -> bool:
    return _reports(user, problem) or _owns(user, problem) or _leads(user, problem)


def _above(user: User, problem: Problem) -> bool:
    """Whoever stands over the tier: nobody gives more time to himself."""
    return bool(user.may(Can.COORDINATE if problem.tier == Tier.COUNTY else Can.CONFIRM_ESCALATION))


def _owns_or_above(user: User, problem: Problem) -> bool:
    return _owns(user, problem) or _above(user, problem)


def _dispatches(user: User, _problem: Problem) -> bool:
    return bool(user.may(Can.COORDINATE))


_ACTORS: Mapping[str, Callable[[User, Problem], bool]] = {
    "report": _reports,
    "accept": _owns,
    "return": _owns,
    "coordinate": _owns,
    "note": _works_on_it,
    "resolve": _works_on_it,
    "close": _owns_or_above,
    "fail": _owns_or_above,
    "raise": _owns,
    "suspend": _dispatches,
    "resume": _dispatches,
    "reopen": _dispatches,
    "extend": _above,
}


def may_attach(user: User, problem: Problem) -> Verdict:
    """Add evidence: whoever works on the problem, until it is closed."""
    closed = no("问题已销号，不能再附材料；确需补充请恢复办理。", code="closed")
    return all_of(_allow(_works_on_it(user, problem)), closed if problem.state == ProblemState.CLOSED else YES)


def may_suggest_escalation(user: User, problem: Problem) -> Verdict:
    """Ask for a higher tier: the dispatcher, while the problem lies with the bureau or the joint meeting."""
    return all_of(
        user.may(Can.COORDINATE),
        PROBLEM.verdict(problem.state, "raise"),
        no("县级问题由县级直接提级协调。", code="wrong_tier") if problem.tier == Tier.COUNTY else YES,
        no("已到市政府层级，不能再提级。", code="top") if problem.tier == Tier.CITY else YES,
    )


def may_decide(user: User, proposal: Proposal, move: str) -> Verdict:
    """Confirm or dismiss: the dispatcher first, a bureau leader second where two are needed."""
    two = proposal.kind in TWO_CONFIRMATIONS
    if move in {"endorse", "adopt"}:
        wrong = no("提级和督办须报局领导确认，请先签“同意，报局领导”。", code="two_confirmations")
        fits = YES if two == (move == "endorse") else wrong if two else no("这类事项由调度员采纳即可。", code="one")
        return all_of(user.may(Can.COORDINATE), PROPOSAL.verdict(proposal.state, move), fits)
    if move == "confirm":
        return all_of(
            user.may(Can.CONFIRM_ESCALATION), PROPOSAL.verdict(proposal.state, move), _not_the_first(user, proposal)
        )
    endorsed = proposal.endorsed_by_id is not None
    return all_of(
        user.may(Can.CONFIRM_ESCALATION if endorsed else Can.COORDINATE), PROPOSAL.verdict(proposal.state, move)
    )


def _not_the_first(user: User, proposal: Proposal) -> Verdict:
    if proposal.endorsed_by_id == user.pk:
        return no("须由两人先后确认，您已签过意见，请由另一位局领导确认。", code="own_endorsement")
    return YES
