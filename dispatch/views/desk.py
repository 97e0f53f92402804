"""调度台: what waits for this person in dispatch, by tier and clock. The bureau's desk, and each department's."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.accounts.access import requires
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.working_days import WorkingCalendar
from core.organisations.calendar import working_calendar
from dispatch.choices import ProposalState
from dispatch.models import Meeting, Proposal
from dispatch.workload import load_of, waiting_problems, waiting_tasks

from .finding import problems_of
from .problems import problem_clock
from .tasks import task_clock, tasks_of

SHOWN = 30


@require_safe
@requires(Can.SOLVE_PROBLEMS, Can.REPORT_PROBLEMS, Can.COORDINATE, Can.CONFIRM_ESCALATION, Can.ANSWER_TASKS)
def dispatch_desk(request: HttpRequest) -> HttpResponse:
    """The queue of one person: proposals, problems, tasks, the open meetings. Longer queues lead to their lists."""
    user = request.user
    context = queues_of(user, clock.today(), working_calendar()) | {
        "decides": bool(user.may(Can.COORDINATE)) or bool(user.may(Can.CONFIRM_ESCALATION)),
        "proposals": list(_proposals(user)),
        "reads_meetings": bool(user.may(Can.READ_MEETINGS)),
        "meetings": _open_meetings(user),
    }
    return render(request, "dispatch/desk.html", context)


def queues_of(user: User, today: date, calendar: WorkingCalendar) -> dict[str, Any]:
    """Problems and tasks whose turn is the person's, with their clocks, and how many there are in all."""
    problems = problems_of(user).filter(waiting_problems(user)).order_by("deadline__due_on", "pk")[:SHOWN]
    tasks = tasks_of(user).filter(waiting_tasks(user)).order_by("deadline__due_on", "pk")[:SHOWN]
    return {
        "load": load_of(user, today),
        "shown": SHOWN,
        "problems": [(row, problem_clock(row, today, calendar)) for row in problems],
        "tasks": [(row, task_clock(row, today, calendar)) for row in tasks],
    }


def _proposals(user: User) -> Any:
    states = [ProposalState.PROPOSED] if user.may(Can.COORDINATE) else [ProposalState.ENDORSED]
    found = Proposal.objects.visible_to(user).filter(state__in=states)
    return found.select_related("listing__project").order_by("proposed_at")[:SHOWN]


def _open_meetings(user: User) -> list[Meeting]:
    """Those still being prepared or written up, the oldest first."""
    if not user.may(Can.READ_MEETINGS):
        return []
    return list(Meeting.objects.filter(campaign__is_current=True).exclude(state="settled").order_by("held_on", "pk"))
