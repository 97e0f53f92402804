"""How a report moves. The full state × move × right matrix is generated from this table in the tests."""

from core.foundation.workflow import Transition, Workflow

from .choices import DutyState as S

DUTY = Workflow(
    name="duty",
    states=tuple(state.value for state in S),
    transitions=(
        Transition(move="submit", sources=frozenset({S.OPEN, S.RETURNED}), target=S.SUBMITTED, label="报送"),
        Transition(move="withdraw", sources=frozenset({S.SUBMITTED}), target=S.OPEN, label="撤回"),
        Transition(move="pass_unit", sources=frozenset({S.SUBMITTED}), target=S.UNIT_APPROVED, label="初审通过"),
        Transition(move="return_unit", sources=frozenset({S.SUBMITTED}), target=S.RETURNED, label="初审退回"),
        Transition(move="pass_city", sources=frozenset({S.UNIT_APPROVED}), target=S.ACCEPTED, label="市审通过"),
        Transition(move="return_city", sources=frozenset({S.UNIT_APPROVED}), target=S.RETURNED, label="市审退回"),
    ),
)
