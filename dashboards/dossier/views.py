"""The dossier of a project, its card for printing, and what is fetched when it is looked at more closely."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import DateTimeField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.foundation import clock
from core.foundation.months import Month
from dashboards.lights import LIGHT_MARKS
from projects.choices import PartyRole
from projects.completeness import gaps
from projects.models import Listing
from projects.models.project import FACT_FIELDS
from projects.permissions import may_adjust_plan, may_edit_project
from reporting.models import Duty
from reporting.views.history import history_of as versions_of

from .figures import Measures, curve, month_rows
from .history import history_of
from .inspected import inspections_of
from .known import known_on
from .problems import panel_of
from .record import Record, visible_listing
from .timeline import judged, strip


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """The dossier. People, themes and history follow as `project_aside`."""
    record = Record(visible_listing(request.user, code), clock.now(), request.user)
    problems = {"problems": panel_of(record.listing, request.user, record.today)}
    return render(request, "dashboards/dossier/project.html", _context(record) | _moves(request, record) | problems)


@require_safe
def project_card(request: HttpRequest, code: str) -> HttpResponse:
    """项目卡: one A4 page."""
    record = Record(visible_listing(request.user, code), clock.now(), request.user)
    context = _context(record)
    context |= {"months": context["months"][::-1], "parties": _parties(record.listing), "printed_at": record.now}
    return render(request, "dashboards/dossier/card.html", context)


def _context(record: Record) -> dict[str, Any]:
    listing, today = record.listing, record.today
    nodes = judged(record.milestones, today)
    return {
        "record": record,
        "listing": listing,
        "project": listing.project,
        "measures": Measures(record),
        "lights": _lights(record),
        "curve": curve(record),
        "months": month_rows(record),
        "nodes": nodes,
        "strip": strip(nodes, year=listing.campaign.year, today=today),
        "today": today,
        "plans": _plan_history(record),
        "parts": [(line, LIGHT_MARKS[line.light]) for line in record.parts],
    }


def _lights(record: Record) -> list[tuple[str, Any]]:
    line = record.latest
    if line is None:
        return []
    return [("投资", LIGHT_MARKS[line.investment_light]), ("节点", LIGHT_MARKS[line.milestone_light])]


def _plan_history(record: Record) -> list[tuple[Any, Any]]:
    """Plan lines, newest first, each with its difference from the one before it (万元)."""
    lines = record.plan_lines
    steps = [None, *(b.annual_plan_wan - a.annual_plan_wan for a, b in pairwise(lines))]
    return list(zip(lines, steps, strict=False))[::-1]


def _moves(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the person may do from here; refused buttons stay with their reason."""
    return {
        "may_edit": may_edit_project(request.user),
        "may_adjust": may_adjust_plan(request.user, record.listing.campaign),
        "gaps": gaps({name: getattr(record.project, name) for name in (*FACT_FIELDS, "national_code")}),
    }


@require_safe
def project_known(request: HttpRequest, code: str) -> HttpResponse:
    """按×月×日数据: the project as known at the end of a day, beside what is known now."""
    listing, today = visible_listing(request.user, code), clock.today()
    day = _day(request.GET.get("on", ""), latest=today)
    context = {"listing": listing, "project": listing.project, "day": day, "today": today}
    return render(request, "dashboards/dossier/known.html", context | {"known": known_on(listing, day)})


def _day(text: str, *, latest: date) -> date:
    """The asked day, at the latest today; the end of last month when nothing readable was asked."""
    try:
        return min(date.fromisoformat(text), latest)
    except ValueError:
        return Month.of(latest).previous().last


@require_safe
def project_aside(request: HttpRequest, code: str) -> HttpResponse:
    """The six parties, the themes, the inspections and the newest changes."""
    listing = visible_listing(request.user, code)
    context = {
        "project": listing.project,
        "listing": listing,
        "parties": _parties(listing),
        "themes": list(listing.themes.all()),
        "visits": inspections_of(listing, request.user),
        "history": history_of(listing),
    }
    return render(request, "dashboards/dossier/_aside.html", context)


def _parties(listing: Listing) -> list[tuple[str, str]]:
    """Each of the six roles with its firms; several are joined."""
    names: dict[str, list[str]] = {role: [] for role in PartyRole.values}
    for role, name in listing.project.parties.order_by("pk").values_list("role", "firm__name"):
        names[role].append(name)
    return [(PartyRole(role).label, "、".join(firms)) for role, firms in names.items()]


@require_safe
def project_history(request: HttpRequest, code: str) -> HttpResponse:
    """Older changes, before the moment given as `before`."""
    listing = visible_listing(request.user, code)
    try:
        before = DateTimeField().clean(request.GET.get("before", ""))
    except ValidationError as error:
        raise Http404 from error
    context = {"project": listing.project, "history": history_of(listing, before=before)}
    return render(request, "dashboards/dossier/_history.html", context)


@require_safe
def project_month(request: HttpRequest, code: str, month: Month) -> HttpResponse:
    """Panel: every version of one month's report with its checks."""
    listing = visible_listing(request.user, code)
    duty = Duty.objects.filter(listing=listing, month=month).select_related("current", "unit").first()
    if duty is None:
        raise Http404
    context = {"project": listing.project, "duty": duty, "versions": versions_of(duty)}
    return render(request, "dashboards/dossier/month.html", context)
