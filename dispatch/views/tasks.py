"""Tasks: the list of what is owed, and one task with its timeline and what this person may do with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.models import User
from core.foundation import clock
from core.foundation.asking import allow, allow_to
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from dispatch import permissions
from dispatch.actions import tasks
from dispatch.choices import TaskState
from dispatch.clocks import Clock, clock_of
from dispatch.forms import MoveForm
from dispatch.models import Task
from dispatch.states import TASK

from .problems import Offer, may_read_ledger

PAGE_SIZE = 50
SHOWS = {"": "未销号", "overdue": "已逾期", "answered": "待销号", "closed": "已销号", "all": "全部"}
_LABELS = {row.move: row.label for state in TASK.states for row in TASK.moves_from(state)} | {"issue": "交办"}
_TONES = {"claim": "primary", "answer": "primary", "close": "primary", "fail": "warn"}


def tasks_of(user: User) -> QuerySet[Task]:
    """Tasks the person may read, with what a row shows."""
    return Task.objects.visible_to(user).select_related(
        "department", "unit", "deadline", "listing__project", "problem", "answered_by", "closed_by"
    )


def visible_task(user: User, pk: int) -> Task:
    found = tasks_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个事项，或不在您的管辖范围。")
    return found


def task_clock(task: Task, today: Any, calendar: Any) -> Clock:
    return clock_of(task.deadline.due_on if task.deadline else None, today, calendar, runs=task.runs)


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """督办议定事项: the most urgent first."""
    allow(may_read_ledger(request.user))
    today, calendar = clock.today(), working_calendar()
    show = request.GET.get("show", "") if request.GET.get("show", "") in SHOWS else ""
    found = {
        "": tasks_of(request.user).open(),
        "overdue": tasks_of(request.user).overdue(today),
        "answered": tasks_of(request.user).filter(state=TaskState.ANSWERED),
        "closed": tasks_of(request.user).filter(state=TaskState.CLOSED),
        "all": tasks_of(request.user),
    }[show]
    ordered = found.order_by(F("closed_at").desc(nulls_first=True), "deadline__due_on", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, task_clock(row, today, calendar)) for row in page]
    return render(request, "dispatch/task_list.html", {"page": page, "rows": rows, "show": show, "shows": SHOWS})


@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_task(request.user, pk)
    form = MoveForm(initial={"seen_version": found.version})
    return render(request, "dispatch/task.html", _page(request.user, found, form))


def _page(user: User, found: Task, form: MoveForm) -> dict[str, Any]:
    today, calendar = clock.today(), working_calendar()
    made = [
        Offer(row.move, row.label, permissions.may_task(user, found, row.move, today=today), _TONES.get(row.move, ""))
        for row in TASK.moves_from(found.state)
    ]
    offers = [offer for offer in made if offer.verdict.code != "forbidden"]
    return {
        "task": found,
        "clock": task_clock(found, today, calendar),
        "partners": list(found.partners.all()),
        "steps": [(step, _LABELS[step.move]) for step in found.steps.order_by("-number")],
        "deadlines": list(found.deadlines.order_by("-number")),
        "files": list(tasks.evidence_of(found)),
        "offers": offers,
        "moves": {offer.move for offer in offers if offer.verdict},
        "form": form,
        "sees_problem": found.problem_id is not None and may_see_problem(user, found),
    }


def may_see_problem(user: User, found: Task) -> bool:
    return found.problem.__class__.objects.visible_to(user).filter(pk=found.problem_id).exists()


@require_POST
def task_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move of the table, named by the button pressed."""
    found = visible_task(request.user, pk)
    form, move = MoveForm(request.POST, request.FILES), request.POST.get("move", "")
    if move in TASK.moves:
        verdict = permissions.may_task(request.user, found, move, today=clock.today())
        allow_to(verdict)
    else:
        form.add_error(None, "请选择要办理的动作。")
    if not form.is_valid():
        return render(request, "dispatch/task.html", _page(request.user, found, form), status=422)
    seen = form.cleaned_data["seen_version"]
    try:
        tasks.move(task_id=pk, seen_version=seen, move=move, word=form.word(), by=request.user, at=clock.now())
    except Refused as refusal:
        form.show_refusal(refusal)
        found = visible_task(request.user, pk)
        return render(request, "dispatch/task.html", _page(request.user, found, form), status=refusal.status)
    messages.success(request, f"{found.label}：已{TASK.transition(found.state, move).label}。")
    return redirect("task", pk=pk)
