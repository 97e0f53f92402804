"""Who may do what in dispatch, as verdicts: the same one greys the button and refuses the post.

They judge rows already fetched through their scope; an action asks again under the lock.
"""

from .meetings import may_arrange, may_meet, may_record
from .problems import may, may_report, may_suggest_escalation
from .proposals import may_decide
from .requests import may_ask, may_decide_request
from .tasks import may_task
from .terms import may_set_terms

__all__ = [
    "may",
    "may_arrange",
    "may_ask",
    "may_decide",
    "may_decide_request",
    "may_meet",
    "may_record",
    "may_report",
    "may_set_terms",
    "may_suggest_escalation",
    "may_task",
]
