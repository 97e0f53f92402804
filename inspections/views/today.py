"""今日任务: the phone home of inspectors and experts. A site stands here only after the person opened it."""

from django.contrib import messages
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from inspections import permissions
from inspections.actions import plans, visits
from inspections.checklists import lines_for
from inspections.choices import OrderState, VisitState
from inspections.forms import PlaceForm, ReasonForm
from inspections.models import Assignment, Finding, RectificationOrder, Visit

from .finding import seen_visit

FINISHED_SHOWN = 6
"""Visits behind the person that stay on the screen; the others are in the records."""


@require_safe
@never_cache
@requires(Can.INSPECT)
def inspection_today(request: HttpRequest) -> HttpResponse:
    """Where I am sent: what I have opened, how many I have not, and what waits for a re-check."""
    user = request.user
    mine = Assignment.objects.standing().filter(visit=OuterRef("pk"), inspector__user=user)
    rows = (
        Visit.objects.visible_to(user)
        .filter(Exists(mine))
        .select_related("listing__project", "listing__unit", "listing__category", "programme", "order")
        .annotate(
            found=Count("findings", distinct=True),
            answered=Count("marks", distinct=True),
            order_number=F("order__number"),
        )
    )
    now = clock.now()
    on_site = list(rows.filter(state=VisitState.ON_SITE).order_by("-checked_in_at"))
    finished = list(rows.filter(state=VisitState.FINISHED).order_by("-finished_at")[:FINISHED_SHOWN])
    planned = list(rows.filter(state=VisitState.PLANNED).order_by("programme__ends_on", "listing__unit__order", "pk"))
    _name_last_faults([*on_site, *planned])
    for each in on_site:  # one as a rule: a person stands at one place
        each.lines = lines_for(each, at=now).count()
    opened = Assignment.objects.standing().opened().filter(visit=OuterRef("pk"), inspector__user=user)
    context = {
        "now": now,
        "person": permissions.inspector_of(user),
        "on_site": on_site,
        "planned": planned,
        "finished": finished,
        "unopened": Visit.objects.sent_to(user).exclude(Exists(opened)).count(),
        "rechecks": RectificationOrder.objects.visible_to(user)
        .filter(state=OrderState.REPLIED)
        .exclude(issued_by=user)
        .select_related("visit__listing__project"),
    }
    return render(request, "inspections/today.html", context)


def _name_last_faults(shown: list[Visit]) -> None:
    """Give each visit `last_fault`: what an earlier visit found there last, with whether its order is closed."""
    projects = {each.listing.project_id for each in shown}
    rows = (
        Finding.objects.filter(visit__listing__project__in=projects, visit__state=VisitState.FINISHED)
        .exclude(visit__in=[each.pk for each in shown])
        .annotate(project=F("visit__listing__project"), is_closed=Q(order_item__order__state=OrderState.CLOSED))
        .order_by("at")
    )
    last = {each.project: each for each in rows}
    for each in shown:
        each.last_fault = last.get(each.listing.project_id)


@require_POST
@never_cache
@requires(Can.INSPECT)
def inspection_today_open(request: HttpRequest) -> HttpResponse:
    opened = plans.open_assignments(by=request.user, at=clock.now())
    messages.success(request, f"已打开{opened}个点。名单保密，签到前请勿告知任何人。" if opened else "没有新的任务。")
    return redirect("inspection_today")


@require_POST
@requires(Can.INSPECT)
def inspection_check_in(request: HttpRequest, code: str) -> HttpResponse:
    visit, form = seen_visit(request.user, code), PlaceForm(request.POST)
    values = form.cleaned_data if form.is_valid() else {}
    place = (values.get("latitude"), values.get("longitude"))
    known = place if None not in place else None
    visits.check_in(code=visit.code, place=known, by=request.user, at=clock.now())
    messages.success(request, "已签到。从现在起受检单位能看到本次检查。")
    return redirect("inspection_visit", code)


@require_POST
@requires(Can.INSPECT)
def inspection_recuse(request: HttpRequest, code: str) -> HttpResponse:
    visit, form = seen_visit(request.user, code), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    plans.recuse(code=visit.code, reason=reason, by=request.user, at=clock.now())
    messages.success(request, "已回避，由抽取顺序的下一人接替。")
    return redirect("inspection_today")
