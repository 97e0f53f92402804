"""Background work as people see it: how far it is, what went wrong, stop and try again."""

import json
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.accounts.answers import told
from core.accounts.models import User
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM, Actor
from core.operations import actions
from core.operations.choices import JobState
from core.operations.models import Job

from .access import jobs_visible_to, oversees_jobs
from .cards import card_context, card_of

PER_PAGE = 50
Verb = Callable[..., Job]


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """All background work, the latest first, for those who answer for it."""
    if not oversees_jobs(request.user):
        raise PermissionDenied("您的角色不看全部后台任务；自己发起的任务请从发起它的页面打开。")
    state = request.GET.get("state", "")
    jobs = Job.objects.recent_first()
    if state in JobState.values:
        jobs = jobs.filter(state=state)
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    names = _names({job.requested_by_id for job in page})
    rows = [(job, card_of(job), names.get(job.requested_by_id, SYSTEM.label)) for job in page]
    return render(request, "dashboards/job_list.html", {"page": page, "rows": rows, "state": state, "states": JobState})


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _job(request, pk)
    requester = _names({shown.requested_by_id}).get(shown.requested_by_id, SYSTEM.label)
    context = {"row": shown, "requester": requester, "oversees": oversees_jobs(request.user)}
    return render(request, "dashboards/job.html", context | card_context(shown))


@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The card alone; any page may hold it, and it asks for itself until the job is over."""
    return _card(request, _job(request, pk))


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.cancel_job, done="已取消。")


@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.retry_job, done="已重新排队。")


def _do(request: HttpRequest, pk: int, verb: Verb, *, done: str) -> HttpResponse:
    """The action, then the card for a button on some page, or the job's own page for a plain form."""
    shown = _job(request, pk)
    by: Actor = request.user.actor
    at: datetime = clock.now()
    if not request.htmx:
        with told(request, done):
            verb(shown.pk, by=by, at=at)
        return redirect("job", pk)
    toast = {"text": done, "tone": "ok"}
    try:
        verb(shown.pk, by=by, at=at)
    except Refused as refused:
        toast = {"text": refused.message, "tone": "late"}
    response = _card(request, _job(request, pk))
    response["HX-Trigger"] = json.dumps({"toast": toast})
    return response


def _job(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(jobs_visible_to(request.user).select_related("run"), pk=pk)


def _card(request: HttpRequest, shown: Job) -> HttpResponse:
    return render(request, "kit/job_progress.html", card_context(shown))


def _names(ids: set[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "display_name"))
