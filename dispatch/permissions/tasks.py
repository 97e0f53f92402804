"""Who may make which move of a task: whoever leads it answers, the dispatcher confirms."""

from collections.abc import Callable, Mapping
from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Verdict, all_of
from core.organisations.choices import UnitKind
from dispatch.models import Task
from dispatch.states import TASK

from .common import allow_if, in_time, second_person


def may_task(user: User, task: Task, move: str, *, today: date) -> Verdict:
    """Whether the person may make this move of the task now."""
    return all_of(
        allow_if(_ACTORS[move](user, task)),
        TASK.verdict(task.state, move),
        second_person(user, move, task.answered_by_id),
        in_time(task.deadline, move, today),
    )


def _leads(user: User, task: Task) -> bool:
    """Of the leading department or unit; the bureau's own sections and 市本级 are the section's business."""
    if task.department is not None:
        own = task.department_id in user.scope(Can.ANSWER_TASKS).department_ids
        return own or (task.department.is_bureau_section and _is_section(user))
    units = user.scope(Can.REPORT_PROBLEMS).unit_ids | user.scope(Can.SOLVE_PROBLEMS).unit_ids
    return task.unit_id in units or (task.unit.kind == UnitKind.CITY_LEVEL and _is_section(user))


def _is_section(user: User) -> bool:
    return user.scope(Can.SOLVE_PROBLEMS).whole_city


def _dispatches(user: User, _task: Task) -> bool:
    return bool(user.may(Can.COORDINATE))


def _confirms(user: User, _task: Task) -> bool:
    return bool(user.may(Can.COORDINATE)) or bool(user.may(Can.CONFIRM_ESCALATION))


_ACTORS: Mapping[str, Callable[[User, Task], bool]] = {
    "claim": _leads,
    "note": lambda user, task: _leads(user, task) or _dispatches(user, task),
    "answer": _leads,
    "close": _confirms,
    "fail": _confirms,
    "reopen": _dispatches,
    "extend": _dispatches,
}
