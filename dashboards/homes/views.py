"""The door: everybody's first screen after log-in, and the demonstration's clock."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused
from core.operations import periods
from core.organisations.calendar import working_calendar
from dashboards import demonstration_clock as demonstration
from dispatch.views.desk import queues_of
from reporting.workload import current_month


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To where this person's day begins."""
    return redirect(request.user.grants.home)


@require_GET
def my_items(request: HttpRequest) -> HttpResponse:
    """我的事项: what a member of the joint meeting owes and by when; for others what waits in the inbox."""
    items = request.user.inbox_items.filter(resolved_at__isnull=True)[:50]
    context = {"items": items, "desk": None}
    if request.user.may(Can.ANSWER_TASKS):
        context["desk"] = queues_of(request.user, clock.today(), working_calendar())
    return render(request, "dashboards/my_items.html", context)


@require_POST
def demonstration_clock(request: HttpRequest) -> HttpResponse:
    """Move the demonstration's clock and let the calendar do at once what became due."""
    if not settings.DEMONSTRATION:
        raise Http404
    try:
        done = demonstration.move(request.POST.get("move", ""), user=request.user, month=current_month())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("home")
    periods.run_due(clock.now())
    messages.success(request, f"演示时钟已拨到{done.to:%Y年%m月%d日 %H:%M}。")
    return redirect("home")
