from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.clock import day_of
from core.foundation.months import Month
from core.organisations.calendar import working_calendar
from core.organisations.models import ReportingUnit
from dispatch.workload import load_of
from reporting import permissions
from reporting.actions import months, reminders
from reporting.models import Brief, ReportingMonth

from . import month_desk


@require_GET
@requires(Can.RUN_MONTH)
def bureau_month(request: HttpRequest) -> HttpResponse:
    """本月工作台: how far the month is, what waits for me, whom to chase."""
    opened = list(ReportingMonth.objects.filter(campaign__is_current=True).select_related("campaign").order_by("month"))
    month = _chosen(opened, request.GET.get("month", ""))
    if month is None:
        return render(request, "dashboards/bureau/empty.html")
    now = clock.now()
    units = month_desk.units_of(month)
    whole = month_desk.total_of(units)
    brief = Brief.objects.filter(campaign=month.campaign, month=month.month).order_by("-number").first()
    context = {
        "month": month,
        "previous": _link(opened, month.month.previous()),
        "next": _link(opened, month.month.next()),
        "units": units,
        "owing": sorted((each for each in units if each.missing), key=lambda each: -each.missing),
        "whole": whole,
        "brief": brief,
        "steps": month_desk.steps_of(month, whole, brief, month_desk.meeting_after(month)),
        "dispatch": load_of(request.user, now.date()),
        "anomalies": month_desk.anomalies_of(month),
        "corrections": month_desk.waiting_corrections(month),
        "chase_text": month_desk.chase_text(month, units, whole, now=now),
        "days_left": working_calendar().used(now.date(), day_of(month.unit_due_at)),
        "is_due": now > month.unit_due_at,
        "lock": permissions.may_lock(request.user, month, missing=whole.expected - whole.accepted, today=now.date()),
    }
    return render(request, "dashboards/bureau/month.html", context)


def _chosen(opened: list[ReportingMonth], wanted: str) -> ReportingMonth | None:
    return next((each for each in opened if str(each.month) == wanted), opened[-1] if opened else None)


def _link(opened: list[ReportingMonth], month: Month) -> str:
    known = any(each.month == month for each in opened)
    return f"{reverse('bureau_month')}?month={month}" if known else ""


def _month(month: Month) -> ReportingMonth:
    return get_object_or_404(ReportingMonth.objects.select_related("campaign"), campaign__is_current=True, month=month)


def _back(month: ReportingMonth) -> HttpResponse:
    return redirect(f"{reverse('bureau_month')}?month={month.month}")


@require_POST
@requires(Can.RUN_MONTH)
def month_lock(request: HttpRequest, month: Month) -> HttpResponse:
    held = _month(month)
    months.lock_month(reporting_month=held, by=request.user, at=clock.now())
    messages.success(request, f"{month.label}已锁数，正在汇总定版。")
    return _back(held)


@require_POST
@requires(Can.RUN_MONTH)
def month_chase(request: HttpRequest, month: Month) -> HttpResponse:
    held = _month(month)
    units = list(ReportingUnit.objects.filter(code__in=request.POST.getlist("unit")))
    if not units:
        messages.error(request, "请先勾选要提醒的单位。")
        return _back(held)
    told = reminders.chase(reporting_month=held, units=units, by=request.user, at=clock.now())
    messages.success(request, f"已向{len(units)}个单位的{told}人发站内提醒。")
    return _back(held)


@require_POST
@requires(Can.RUN_MONTH)
def month_note(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    held, unit = _month(month), get_object_or_404(ReportingUnit, code=code)
    reminders.note_call(
        reporting_month=held, unit=unit, text=request.POST.get("text", ""), by=request.user, at=clock.now()
    )
    return _back(held)
