"""How a case moves, and who moves it. The full state × move × role matrix is generated from this table in the tests.

Accepting begins the review: the slip of acceptance and the first day of work are one act here.
"""

from core.accounts.roles import Role
from core.foundation.workflow import Transition, Workflow

from .choices import CaseState as S
from .choices import DraftState as G

DESK = frozenset({Role.SECTION_OFFICER})
"""Keeps the data of approvals: hands in, supplies and withdraws for the applicant."""
HANDLERS = frozenset({Role.SECTION_OFFICER, Role.DEPARTMENT_MEMBER})
"""Whoever decides: members for the files of their department, the section also for departments without an account."""

GUIDE_DRAFT = Workflow(
    "指南待发布稿",
    G,
    (
        Transition("publish", frozenset({G.UPLOADED, G.SCHEDULED}), G.PUBLISHED, "发布", DESK),
        Transition("schedule", frozenset({G.UPLOADED}), G.SCHEDULED, "定于施行日发布", DESK),
        Transition("hold_back", frozenset({G.SCHEDULED}), G.UPLOADED, "暂不发布", DESK),
        Transition("withdraw", frozenset({G.UPLOADED, G.SCHEDULED}), G.WITHDRAWN, "撤下", DESK),
    ),
)

CASE = Workflow(
    "审批件",
    S,
    (
        Transition("supplement", frozenset({S.SUBMITTED}), S.SUPPLEMENT, "告知补正", HANDLERS),
        Transition("supply", frozenset({S.SUPPLEMENT}), S.SUBMITTED, "补齐材料", DESK),
        Transition("accept", frozenset({S.SUBMITTED}), S.IN_REVIEW, "受理", HANDLERS),
        Transition("turn_away", frozenset({S.SUBMITTED, S.SUPPLEMENT}), S.NOT_ACCEPTED, "不予受理", HANDLERS),
        Transition("pause", frozenset({S.IN_REVIEW}), S.PAUSED, "暂停计时", HANDLERS),
        Transition("resume", frozenset({S.PAUSED}), S.IN_REVIEW, "恢复计时", HANDLERS),
        Transition("extend", frozenset({S.IN_REVIEW}), S.IN_REVIEW, "延长期限", HANDLERS),
        Transition("decide", frozenset({S.IN_REVIEW}), S.DECIDED, "作出决定", HANDLERS),
        Transition("deliver", frozenset({S.DECIDED}), S.DELIVERED, "送达", HANDLERS),
        Transition(
            "withdraw", frozenset({S.SUBMITTED, S.SUPPLEMENT, S.IN_REVIEW, S.PAUSED}), S.WITHDRAWN, "撤回申请", DESK
        ),
    ),
)
