"""How problems, requests about them, proposals, tasks and meetings move: the tests take their matrices from here.

Rising to the next tier is a move like another: the problem waits to be accepted there and the clock starts anew.
"""

from core.foundation.workflow import Transition, Workflow

from .choices import MeetingState as M
from .choices import ProblemState as P
from .choices import ProposalState as S
from .choices import RequestState as R
from .choices import TaskState as T

_AT_WORK = frozenset({P.ACCEPTED, P.IN_COORDINATION})
_WITH_TEXT = frozenset({"text"})

PROBLEM = Workflow(
    "问题",
    P,
    (
        Transition("report", frozenset({P.DRAFT, P.RETURNED}), P.REPORTED, "上报"),
        Transition("accept", frozenset({P.REPORTED}), P.ACCEPTED, "受理"),
        Transition("return", frozenset({P.REPORTED}), P.RETURNED, "退回补充", needs=_WITH_TEXT),
        Transition("coordinate", _AT_WORK, P.IN_COORDINATION, "交办", needs=_WITH_TEXT),
        Transition("note", frozenset({P.ACCEPTED}), P.ACCEPTED, "记进展", needs=_WITH_TEXT),
        Transition("note", frozenset({P.IN_COORDINATION}), P.IN_COORDINATION, "记进展", needs=_WITH_TEXT),
        Transition("resolve", _AT_WORK, P.PENDING_CHECK, "申请销号", needs=_WITH_TEXT | {"evidence"}),
        Transition("close", frozenset({P.PENDING_CHECK}), P.CLOSED, "确认销号"),
        Transition("fail", frozenset({P.PENDING_CHECK}), P.IN_COORDINATION, "不予销号", needs=_WITH_TEXT),
        Transition("raise", frozenset({P.REPORTED, *_AT_WORK}), P.REPORTED, "提级协调", needs=_WITH_TEXT),
        Transition("suspend", _AT_WORK, P.SUSPENDED, "暂缓", needs=_WITH_TEXT),
        Transition("resume", frozenset({P.SUSPENDED}), P.IN_COORDINATION, "恢复计时", needs=_WITH_TEXT),
        Transition("reopen", frozenset({P.CLOSED}), P.IN_COORDINATION, "恢复办理", needs=_WITH_TEXT),
        Transition("extend", frozenset({P.ACCEPTED}), P.ACCEPTED, "延期", needs=_WITH_TEXT | {"working_days"}),
        Transition(
            "extend", frozenset({P.IN_COORDINATION}), P.IN_COORDINATION, "延期", needs=_WITH_TEXT | {"working_days"}
        ),
    ),
)

PROPOSAL = Workflow(
    "拟办件",
    S,
    (
        Transition("endorse", frozenset({S.PROPOSED}), S.ENDORSED, "同意，报局领导"),
        Transition("adopt", frozenset({S.PROPOSED}), S.CONFIRMED, "采纳"),
        Transition("confirm", frozenset({S.ENDORSED}), S.CONFIRMED, "确认"),
        Transition("dismiss", frozenset({S.PROPOSED, S.ENDORSED}), S.DISMISSED, "不予采纳", needs=_WITH_TEXT),
        Transition("outdate", frozenset({S.PROPOSED, S.ENDORSED}), S.OUTDATED, "失效"),
    ),
)

REQUEST = Workflow(
    "办理申请",
    R,
    (
        Transition("grant", frozenset({R.WAITING}), R.GRANTED, "同意"),
        Transition("refuse", frozenset({R.WAITING}), R.REFUSED, "不予同意", needs=_WITH_TEXT),
        Transition("withdraw", frozenset({R.WAITING}), R.WITHDRAWN, "撤回申请"),
        Transition("outdate", frozenset({R.WAITING}), R.OUTDATED, "失效"),
    ),
)

_OPEN_TASK = frozenset({T.ISSUED, T.IN_PROGRESS})

TASK = Workflow(
    "事项",
    T,
    (
        Transition("claim", frozenset({T.ISSUED}), T.IN_PROGRESS, "签收"),
        Transition("note", frozenset({T.IN_PROGRESS}), T.IN_PROGRESS, "记进展", needs=_WITH_TEXT),
        Transition("answer", _OPEN_TASK, T.ANSWERED, "报办结", needs=_WITH_TEXT | {"evidence"}),
        Transition("close", frozenset({T.ANSWERED}), T.CLOSED, "确认销号"),
        Transition("fail", frozenset({T.ANSWERED}), T.IN_PROGRESS, "退回重办", needs=_WITH_TEXT),
        Transition("reopen", frozenset({T.CLOSED}), T.IN_PROGRESS, "恢复办理", needs=_WITH_TEXT),
        Transition("extend", frozenset({T.ISSUED}), T.ISSUED, "延期", needs=_WITH_TEXT | {"working_days"}),
        Transition("extend", frozenset({T.IN_PROGRESS}), T.IN_PROGRESS, "延期", needs=_WITH_TEXT | {"working_days"}),
    ),
)

MEETING = Workflow(
    "联席会议",
    M,
    (
        Transition("hold", frozenset({M.PLANNED}), M.HELD, "开会，转入纪要起草"),
        Transition("submit", frozenset({M.HELD}), M.REVIEW, "纪要送局领导审定"),
        Transition("return", frozenset({M.REVIEW}), M.HELD, "退回修改", needs=_WITH_TEXT),
        Transition("settle", frozenset({M.REVIEW}), M.SETTLED, "审定，交办议定事项"),
    ),
)
