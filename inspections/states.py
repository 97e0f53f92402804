"""How draws, visits and orders move. The full state × move matrices are generated from these tables in the tests."""

from core.foundation.workflow import Transition, Workflow

from .choices import DrawState as D
from .choices import OrderState as O
from .choices import VisitState as V

DRAW = Workflow(
    "抽取",
    D,
    (
        Transition("commit", frozenset({D.FROZEN}), D.COMMITTED, "公布摘要"),
        Transition("enter_outside", frozenset({D.COMMITTED}), D.SEEDED, "录入外部值"),
        Transition("draw", frozenset({D.SEEDED}), D.DRAWN, "抽取"),
        Transition("void", frozenset({D.FROZEN, D.COMMITTED, D.SEEDED, D.DRAWN}), D.VOIDED, "作废重抽"),
    ),
)

VISIT = Workflow(
    "现场检查",
    V,
    (
        Transition("check_in", frozenset({V.PLANNED}), V.ON_SITE, "签到"),
        Transition("finish", frozenset({V.ON_SITE}), V.FINISHED, "结束检查"),
        Transition("cancel", frozenset({V.PLANNED}), V.CANCELLED, "取消"),
    ),
)

ORDER = Workflow(
    "整改通知",
    O,
    (
        Transition("acknowledge", frozenset({O.ISSUED}), O.RECTIFYING, "签收"),
        Transition("send", frozenset({O.RECTIFYING}), O.REPLIED, "报送整改结果"),
        Transition("pass_recheck", frozenset({O.REPLIED}), O.PASSED, "复查通过"),
        Transition("fail_recheck", frozenset({O.REPLIED}), O.RECTIFYING, "复查不通过"),
        Transition("resume", frozenset({O.PASSED}), O.RESUMED, "同意复工"),
        Transition("close", frozenset({O.PASSED, O.RESUMED}), O.CLOSED, "销号"),
    ),
)
