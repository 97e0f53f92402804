"""系统管理员: which days are worked."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.answers import told
from core.accounts.forms import CalendarDayForm, add_refusal
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused
from core.organisations.actions import remove_calendar_day, set_calendar_day
from core.organisations.calendar import working_calendar
from core.organisations.models import CalendarDay

EARLIEST, LATEST = 2000, 2099


@require_safe
@requires(Can.MANAGE_CALENDAR)
def calendar_days(request: HttpRequest) -> HttpResponse:
    return _year(request, _asked_year(request), CalendarDayForm())


@require_POST
@requires(Can.MANAGE_CALENDAR)
def calendar_day_set(request: HttpRequest) -> HttpResponse:
    form = CalendarDayForm(request.POST)
    if not form.is_valid():
        return _year(request, _asked_year(request), form)
    try:
        set_calendar_day(
            day=form.cleaned_data["date"],
            is_working=form.cleaned_data["is_working"],
            note=form.cleaned_data["note"],
            at=clock.now(),
            by=request.user.actor,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _year(request, form.cleaned_data["date"].year, form)
    return _back(form.cleaned_data["date"].year)


@require_POST
@requires(Can.MANAGE_CALENDAR)
def calendar_day_remove(request: HttpRequest, day: date) -> HttpResponse:
    with told(request, f"{day}已移除，改按星期推算。"):
        remove_calendar_day(day=day, at=clock.now(), by=request.user.actor)
    return _back(day.year)


def _asked_year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    return min(max(year, EARLIEST), LATEST)


def _year(request: HttpRequest, year: int, form: CalendarDayForm) -> HttpResponse:
    calendar, today = working_calendar(), clock.today()
    unknown = calendar.unknown_years(date(today.year, 1, 1), date(today.year + 1, 12, 31))
    first, last = date(year, 1, 1), date(year, 12, 31)
    context = {
        "year": year,
        "years": sorted({known.year for known in calendar.days} | {today.year, today.year + 1, year}),
        "is_known": calendar.is_known(year),
        "unknown_years": sorted(unknown - {year}),
        "working_days": calendar.used(first, last) + calendar.is_working(first),
        "days": CalendarDay.objects.filter(date__range=(first, last)),
        "form": form,
    }
    return render(request, "organisations/calendar_days.html", context, status=422 if form.errors else 200)


def _back(year: int) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('calendar_days')}?year={year}")
