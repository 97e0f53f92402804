"""How a report moves. The full state × move matrix is generated from this table in the tests."""

from core.foundation.workflow import Transition, Workflow

from .choices import DutyState as S

DUTY = Workflow(
    "本月填报",
    S,
    (
        Transition("submit", frozenset({S.OPEN, S.RETURNED}), S.SUBMITTED, "报送"),
        Transition("withdraw", frozenset({S.SUBMITTED}), S.OPEN, "撤回"),
        Transition("restore_return", frozenset({S.SUBMITTED}), S.RETURNED, "恢复退回待改"),
        Transition("pass_unit", frozenset({S.SUBMITTED}), S.UNIT_APPROVED, "初审通过"),
        Transition("return_unit", frozenset({S.SUBMITTED}), S.RETURNED, "初审退回"),
        Transition("pass_city", frozenset({S.UNIT_APPROVED}), S.ACCEPTED, "市审通过"),
        Transition("return_city", frozenset({S.UNIT_APPROVED}), S.RETURNED, "市审退回"),
    ),
)
