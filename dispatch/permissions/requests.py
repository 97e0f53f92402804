"""Who asks for more time, a standing clock or a problem taken up again, and who decides: never the same person."""

from collections.abc import Callable, Mapping
from datetime import date

from core.accounts.models import User
from core.foundation.verdict import YES, Verdict, all_of, no
from dispatch.choices import RequestKind
from dispatch.models import Problem, ProblemRequest
from dispatch.states import PROBLEM, REQUEST

from .common import allow_if, in_time
from .problems import above, leads, owns, reports

OWN = no("申请由您提出，须由另一人决定。", code="own_request")


def may_ask(user: User, problem: Problem, kind: str, *, today: date) -> Verdict:
    """Whoever works at the tier, or has the problem, asks for time; who reports it too, to take it up again."""
    return all_of(
        allow_if(_ASKS[RequestKind(kind)](user, problem)),
        PROBLEM.verdict(problem.state, kind),
        in_time(problem.deadline, kind, today),
    )


def may_decide_request(user: User, request: ProblemRequest, move: str) -> Verdict:
    """Grant or refuse: whoever stands over the tier. Withdraw: who asked."""
    if move == "withdraw":
        return all_of(allow_if(request.asked_by_id == user.pk), REQUEST.verdict(request.state, move))
    return all_of(
        allow_if(above(user, request.problem)),
        REQUEST.verdict(request.state, move),
        OWN if request.asked_by_id == user.pk else YES,
    )


def _works_or_leads(user: User, problem: Problem) -> bool:
    return owns(user, problem) or leads(user, problem)


_ASKS: Mapping[RequestKind, Callable[[User, Problem], bool]] = {
    RequestKind.EXTEND: _works_or_leads,
    RequestKind.SUSPEND: _works_or_leads,
    RequestKind.REOPEN: lambda user, problem: owns(user, problem) or reports(user, problem),
}
