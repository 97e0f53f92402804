"""What may be asked about a problem, and what was: the part of its page that 办理申请 fill."""

from typing import Any

from core.accounts.models import User
from core.foundation import clock
from dispatch import permissions
from dispatch.choices import RequestKind, RequestState
from dispatch.forms import AskForm, RequestDecisionForm
from dispatch.models import Problem


def kinds_of(user: User, found: Problem) -> list[tuple[str, str]]:
    """What the person may ask for now."""
    today = clock.today()
    return [
        (kind.value, kind.label) for kind in RequestKind if permissions.may_ask(user, found, kind.value, today=today)
    ]


def ask_form(user: User, found: Problem, *data: Any) -> AskForm:
    return AskForm(*data, kinds=kinds_of(user, found), initial={"seen_version": found.version})


def requests_part(
    user: User, found: Problem, ask: AskForm | None = None, decision: RequestDecisionForm | None = None
) -> dict[str, Any]:
    """The requests, newest first, and the forms of whoever may ask or decide."""
    rows = list(found.requests.select_related("asked_by", "decided_by", "paper"))
    waiting = next((row for row in rows if row.state == RequestState.WAITING), None)
    if waiting is not None:
        waiting.problem = found
    moves = {
        move: permissions.may_decide_request(user, waiting, move)
        for move in ("grant", "refuse", "withdraw")
        if waiting is not None
    }
    kinds = [] if waiting is not None else kinds_of(user, found)
    return {
        "requests": rows,
        "waiting_request": waiting,
        "request_moves": {move: verdict for move, verdict in moves.items() if verdict.code != "forbidden"},
        "ask_form": ask or (ask_form(user, found) if kinds else None),
        "ask_labels": "、".join(label for _, label in kinds),
        "decision_form": decision or RequestDecisionForm(),
    }
