"""One project's way through its approvals: route, matters by stage, service log; and its panel for the dossier."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from approvals import permissions, rollups
from approvals.actions import guide as guides
from approvals.actions import receiving, services
from approvals.choices import CaseLight, Stage
from approvals.clock import stage_days
from approvals.forms import RouteForm, VisitForm
from approvals.models import ApprovalCase, ApprovalRoute, GuideVersion, Matter
from approvals.rollups.matrix import Cell, cell
from core.foundation import clock
from core.foundation.asking import allow
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from projects.models import Listing, Project

from .finding import visible_listing


@dataclass(frozen=True)
class Line:
    """One matter of the route with the file that counts: the newest."""

    matter: Matter
    case: ApprovalCase | None
    light: CaseLight
    waits_for: tuple[str, ...]

    @property
    def may_receive(self) -> bool:
        ended = self.case is not None and (self.case.ended_without_decision or self.case.decision == "refuse")
        return self.case is None or ended


@dataclass(frozen=True)
class StageBlock:
    cell: Cell
    lines: tuple[Line, ...]
    limit: int | None
    used: int


@require_safe
def project_approvals(request: HttpRequest, code: str) -> HttpResponse:
    return _shown(request, visible_listing(request.user, code))


def _shown(request: HttpRequest, listing: Listing, *, status: int = 200, **extra: Any) -> HttpResponse:
    route = _route_of(listing)
    cases = _cases_of(listing.project)
    current = GuideVersion.objects.first()
    context = {
        "listing": listing,
        "project": listing.project,
        "route": route,
        "blocks": _blocks(route, cases, clock.today()) if route else [],
        "standing": rollups.standing(ApprovalCase.objects.filter(project=listing.project), today=clock.today()),
        "visits": listing.project.service_visits.all(),
        "keeps": permissions.keeps(request.user),
        "route_form": RouteForm(guide_id=current.pk if current else None),
        "visit_form": VisitForm(initial={"visited_on": clock.today()}),
        "has_guide": current is not None,
        "today": clock.today(),
    }
    return render(request, "approvals/project.html", context | extra, status=status)


def _route_of(listing: Listing) -> ApprovalRoute | None:
    return getattr(listing.project, "approval_route", None)


def _cases_of(project: Project) -> list[ApprovalCase]:
    found = ApprovalCase.objects.filter(project=project).select_related("matter", "department")
    return list(found.prefetch_related("pauses").order_by("attempt"))


def _blocks(route: ApprovalRoute, cases: list[ApprovalCase], today: date) -> list[StageBlock]:
    """Four stages with their matters, in the order of the guide; matters wait for hard predecessors of the route."""
    matters = list(route.template.matters.select_related("lead").prefetch_related("needs__before").order_by("order"))
    newest = {case.matter_code: case for case in cases}
    granted = {case.matter_code for case in cases if case.is_granted}
    limits = {row.stage: row.days for row in route.template.stage_limits.all()}
    on_route = {matter.code for matter in matters}
    calendar = working_calendar()
    blocks = []
    for stage in Stage:
        own = [matter for matter in matters if matter.stage == stage]
        if not own:
            continue
        lines = tuple(_line(matter, newest.get(matter.code), granted, on_route, today) for matter in own)
        running = [case for case in cases if case.matter.stage == stage and case.accepted_on]
        clocks = [(case.clock(calendar), case.decided_on or today) for case in running]
        codes = frozenset(matter.code for matter in own)
        used = stage_days([(counted, until) for counted, until in clocks if counted])
        blocks.append(StageBlock(cell(stage, codes, cases, today=today), lines, limits.get(stage), used))
    return blocks


def _line(matter: Matter, case: ApprovalCase | None, granted: set[str], on_route: set[str], today: date) -> Line:
    waits = tuple(
        need.before.short_name
        for need in matter.needs.all()
        if need.kind == "hard" and need.before.code in on_route and need.before.code not in granted
    )
    return Line(matter, case, case.light(today) if case else CaseLight.UNLIT, waits)


@require_safe
def project_approvals_panel(request: HttpRequest, code: str) -> HttpResponse:
    """The dossier's panel: stages with their lights and what is open now."""
    listing = visible_listing(request.user, code)
    route = _route_of(listing)
    context = {
        "project": listing.project,
        "route": route,
        "row": rollups.matrix([listing], today=clock.today())[0] if route else None,
        "standing": rollups.standing(ApprovalCase.objects.filter(project=listing.project), today=clock.today()),
        "today": clock.today(),
    }
    return render(request, "approvals/_panel.html", context)


@require_POST
def project_route(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the template the project follows."""
    listing = visible_listing(request.user, code)
    allow(permissions.keeps(request.user))
    current = GuideVersion.objects.first()
    form = RouteForm(request.POST, guide_id=current.pk if current else None)
    if not form.is_valid():
        return _shown(request, listing, status=422, route_form=form)
    chosen = form.cleaned_data["template"]
    guides.set_route(project=listing.project, template=chosen, by=request.user, at=clock.now())
    messages.success(request, f"{listing.project.name}按“{chosen.name}”办理审批。")
    return _back(listing)


@require_POST
def project_receive(request: HttpRequest, code: str) -> HttpResponse:
    """收件: hand in the project's papers for one matter."""
    listing = visible_listing(request.user, code)
    allow(permissions.keeps(request.user))
    matter_code = request.POST.get("matter", "")[:12]
    case = receiving.open_case(project=listing.project, matter_code=matter_code, by=request.user, at=clock.now())
    messages.success(request, f"已收件，编号{case.number}，承诺{case.limit_days}个工作日。")
    return HttpResponseRedirect(reverse("approval_case", args=[case.pk]))


@require_POST
def project_service(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a line of the service log."""
    listing = visible_listing(request.user, code)
    allow(permissions.keeps(request.user))
    form = VisitForm(request.POST)
    if not (form.is_valid() and _logged(request, listing, form)):
        return _shown(request, listing, status=422, visit_form=form)
    messages.success(request, "服务记录已登记。")
    return _back(listing)


def _logged(request: HttpRequest, listing: Listing, form: forms.Form) -> bool:
    """False when the action refused; the form says why."""
    visit = services.Visit(**form.cleaned_data)
    try:
        services.log_service(project=listing.project, visit=visit, by=request.user, at=clock.now())
    except Refused as refused:
        if not refused.field_errors:
            raise
        for name, errors in refused.field_errors.items():
            form.add_error(name, errors)
        return False
    return True


def _back(listing: Listing) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("project_approvals", args=[listing.project.code]))
