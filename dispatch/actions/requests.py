"""办理申请: more time, 暂缓 and 恢复办理 asked for with reason and paper, decided by who stands over the tier."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.operations.storage import store_file
from core.organisations.calendar import working_calendar
from dispatch import permissions
from dispatch.choices import RUNNING, PaperOf, RequestKind
from dispatch.models import Problem, ProblemRequest
from dispatch.states import REQUEST

from .holding import REQUEST_WAITING, WAITING, add_line, deciders, held_problem, signed
from .problems import Evidence, Word, carry_out


@dataclass(frozen=True)
class Asked:
    """What is asked for, why, and the paper it rests on; `working_days` for an extension."""

    kind: str
    reason: str
    paper: Evidence | None = None
    working_days: int | None = None


@transaction.atomic
def ask(*, problem_id: int, seen_version: int, asked: Asked, by: User, at: datetime) -> ProblemRequest:
    """Ask; one request waits at a time. The problem does not move, and its clock runs on until somebody decides."""
    problem = held_problem(problem_id=problem_id, seen_version=seen_version)
    permissions.may_ask(by, problem, asked.kind, today=day_of(at)).require()
    if problem.requests.waiting().exists():
        raise Refused("这个问题已有一份申请待决定，请先等决定或撤回。", code="pending")
    paper = _complete(asked)
    name, content = paper
    made = ProblemRequest.objects.create(
        problem=problem,
        number=problem.requests.count() + 1,
        kind=asked.kind,
        deadline=problem.deadline,
        working_days=asked.working_days if asked.kind == RequestKind.EXTEND else None,
        reason=asked.reason.strip()[:300],
        paper=store_file(name, content, kind="request", by=by.actor, at=at, owner=(PaperOf.PROBLEM, problem.pk)),
        asked_by=by,
        asked_at=at,
    )
    text = f"申请{made.label}：{made.reason}"
    add_line(problem, move="ask", came_from=problem.state, text=text, by=signed(by), at=at)
    inbox.notify(
        users=deciders(problem) - {by.pk},
        kind=REQUEST_WAITING,
        subject=f"request:{made.pk}",
        text=f"{problem.listing.project.name}：{problem.title}，申请{made.label}",
        url=reverse("problem", args=[problem.pk]),
        at=at,
    )
    _journal(problem, made, "problem.ask", made.reason, by=by, at=at)
    return made


def _complete(asked: Asked) -> Evidence:
    errors: dict[str, list[str]] = {}
    if not asked.reason.strip():
        errors["reason"] = ["请写明申请的理由。"]
    if asked.kind == RequestKind.EXTEND and not 1 <= (asked.working_days or 0) <= 60:
        errors["working_days"] = ["申请延期请填延长的工作日数，1 至 60。"]
    if asked.paper is None:
        errors["paper"] = ["申请须附依据（文件、函件或会议记录的扫描件）。"]
    if errors or asked.paper is None:
        raise Refused(next(iter(errors.values()))[0], field_errors=errors)
    return asked.paper


@transaction.atomic
def decide(*, request_id: int, move: str, note: str, by: User, at: datetime) -> ProblemRequest:
    """Grant, refuse or withdraw. What is granted happens in the same transaction, as the problem's own move.

    The request's state is what the person saw: it is decided once, and out of date once the problem has moved on.
    """
    request, note = held_request(request_id=request_id), note.strip()
    problem = request.problem
    permissions.may_decide_request(by, request, move).require()
    if "text" in REQUEST.transition(request.state, move).needs and not note:
        raise Refused("不予同意须写明理由。", field_errors={"note": ["不予同意须写明理由。"]})
    request.state = REQUEST.transition(request.state, move).target
    if move != "withdraw":
        request.decided_by, request.decided_at, request.decision_note = by, at, note[:300]
    request.save()
    inbox.resolve(kind=REQUEST_WAITING, subject=f"request:{request.pk}", at=at)
    if move == "grant":
        _grant(problem, request, by=by, at=at)
    else:
        text = f"{request.asked_by.display_name}的{request.label}申请" + (f"：{note}" if note else "")
        add_line(problem, move=move, came_from=problem.state, text=text, by=signed(by), at=at)
        _tell_refusal(problem, request, move, at=at)
    _journal(problem, request, f"problem.{move}_request", note, by=by, at=at)
    return request


def held_request(*, request_id: int) -> ProblemRequest:
    """Lock the problem, then the request, and return it with that problem."""
    problem_id = ProblemRequest.objects.values_list("problem_id", flat=True).get(pk=request_id)
    problem = held_problem(problem_id=problem_id, seen_version=None)
    request = ProblemRequest.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=request_id)
    request.problem = problem
    return request


def _grant(problem: Problem, request: ProblemRequest, *, by: User, at: datetime) -> None:
    """Asked in time counts, also when it is decided after the deadline; but a deadline is not set into the past."""
    if request.kind == RequestKind.EXTEND:
        due = working_calendar().add(problem.deadline.due_on, request.working_days or 0)
        if due < day_of(at):
            cure = "请不予同意，由申请单位提级协调或如实报办理情况"
            raise Refused(f"按申请的天数，延长后的期限{due:%-m月%-d日}也已过；{cure}。", code="overdue")
    note = f"；意见：{request.decision_note}" if request.decision_note else ""
    text = f"{request.asked_by.display_name}申请：{request.reason.rstrip('。；')}{note}"
    carry_out(problem, request.kind, Word(text=text, working_days=request.working_days), by=by, at=at)


def _tell_refusal(problem: Problem, request: ProblemRequest, move: str, *, at: datetime) -> None:
    """Who asked must go on with what there is; a closed problem asks nothing of anybody."""
    if move == "refuse" and problem.state in RUNNING:
        inbox.notify(
            users=request.asked_by,
            kind=WAITING,
            subject=f"problem:{problem.pk}",
            text=f"{problem.listing.project.name}：{problem.title}，{request.label}申请不予同意",
            url=reverse("problem", args=[problem.pk]),
            at=at,
        )


def _journal(problem: Problem, request: ProblemRequest, action: str, reason: str, *, by: User, at: datetime) -> None:
    payload = {"number": problem.number, "request": request.number, "kind": request.kind, "days": request.working_days}
    record(by=by.actor, at=at, action=action, subject=("problem", problem.pk), reason=reason, payload=payload)
