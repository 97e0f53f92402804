"""One visit: read by everybody it exists for, filled by its team on a phone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.operations.storage import open_file
from inspections import permissions
from inspections.actions import figures, orders, visits
from inspections.actions.orders import gravest, to_mend
from inspections.actions.visits import Ending
from inspections.checklists import lines_for
from inspections.choices import ORDERS_FOR, OrderKind, PhotoOf, Severity
from inspections.forms import EndingForm, FigureForm, IssueForm
from inspections.models import Finding, Photo, VerifiedFigure, Visit
from inspections.pictures import distance_km
from inspections.summary import match_rate

from .finding import done, seen_visit

DEDUCTION = {Severity.MINOR: 2, Severity.SERIOUS: 5, Severity.MAJOR: 10}
"""Points a finding takes off the score that the last form proposes; the team may write another."""


@require_safe
def inspection_visit(request: HttpRequest, code: str) -> HttpResponse:
    """The record. While the team is on site, the inspected side learns that it is there and nothing more."""
    visit, user = seen_visit(request.user, code), request.user
    may_read = permissions.may_read_findings(user, visit)
    findings, is_sent = _findings(visit) if may_read else [], bool(permissions.is_sent(user, visit))
    context = {
        "visit": visit,
        "order": getattr(visit, "order", None),
        "may_read": may_read,
        "reads_all": bool(user.may(Can.READ_INSPECTIONS)),
        "findings": findings,
        "team": visit.assignments.standing().select_related("inspector__user"),
        "verified": _verified(visit) if user.may(Can.READ_INSPECTIONS) or is_sent else None,
        "marks": visit.marks.count() if may_read else 0,
        "items": lines_for(visit, at=clock.now()).count(),
        "may_check_in": permissions.may_check_in(user, visit),
        "may_record": permissions.may_record(user, visit),
        "may_issue": permissions.may_issue(user, visit, to_mend=sum(not each.fixed_on_spot for each in findings)),
        "kinds": _kinds(findings),
    }
    return render(request, f"inspections/{'visit_phone' if is_sent else 'visit'}.html", context)


def _kinds(findings: list[Finding]) -> list[OrderKind]:
    """Orders that suit what has to be mended, the mildest first."""
    open_ones = [each for each in findings if not each.fixed_on_spot]
    return list(ORDERS_FOR[Severity(gravest(open_ones))]) if open_ones else []


def _findings(visit: Visit) -> list[Finding]:
    """With `shots` = its photos, each with `away` km when it says a place and the project has one."""
    rows = list(visit.findings.select_related("item", "by__user").prefetch_related("photos").order_by("number"))
    project = visit.listing.project
    site = (project.latitude, project.longitude)
    for each in rows:
        each.shots = [photo for photo in each.photos.all() if photo.of == PhotoOf.FINDING]
        for photo in each.shots:
            known = None not in site and photo.latitude is not None
            photo.away = distance_km(site, (photo.latitude, photo.longitude)) if known else None
    return rows


def _verified(visit: Visit) -> dict[str, Any] | None:
    row = VerifiedFigure.objects.filter(visit=visit).select_related("by__user").first()
    return row and {"row": row, "rate": match_rate(row.reported_ytd_wan, row.verified_ytd_wan)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.INSPECT)
def inspection_figure(request: HttpRequest, code: str) -> HttpResponse:
    """核实上报数: the ledger's figure beside what was verified."""
    visit = seen_visit(request.user, code)
    allow(permissions.may_record(request.user, visit))
    verified = _verified(visit)
    initial = {"verified_ytd_wan": verified["row"].verified_ytd_wan, "basis": verified["row"].basis} if verified else {}
    form = FigureForm(request.POST or None, initial=initial)
    if request.method == "POST" and done(
        form, lambda typed: figures.verify_figure(code=code, by=request.user, at=clock.now(), **typed)
    ):
        messages.success(request, "核实数已存。")
        return redirect("inspection_visit", code)
    context = {"visit": visit, "form": form, "reported": figures.reported_figure(visit, at=clock.now())}
    return render(request, "inspections/figure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.INSPECT)
def inspection_finish(request: HttpRequest, code: str) -> HttpResponse:
    visit = seen_visit(request.user, code)
    allow(permissions.may_record(request.user, visit))
    findings = list(visit.findings.all())
    proposed = max(0, 100 - sum(DEDUCTION[Severity(each.severity)] for each in findings))
    form = EndingForm(request.POST or None, initial={"score": proposed})
    if request.method == "POST" and done(form, lambda typed: _ended(request, code, typed)):
        messages.success(request, "检查已结束，受检单位现在可以看到检查结果。")
        return redirect("inspection_visit", code)
    context = {"visit": visit, "form": form, "findings": findings, "proposed": proposed}
    return render(request, "inspections/finish.html", context, status=422 if form.errors else 200)


def _ended(request: HttpRequest, code: str, typed: dict[str, Any]) -> Visit:
    of = Ending(**{**typed, "stayed_unannounced": typed["stayed_unannounced"] == "1"})
    return visits.finish(code=code, of=of, by=request.user, at=clock.now())


@require_POST
@requires(Can.INSPECT)
def inspection_issue(request: HttpRequest, code: str) -> HttpResponse:
    visit = seen_visit(request.user, code)
    allow(permissions.may_issue(request.user, visit, to_mend=len(to_mend(visit))))
    form = IssueForm(request.POST)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    made = orders.issue(code=code, kind=kind, by=request.user, at=clock.now())
    messages.success(request, f"{made.document_number} 已发出，限{made.due_on:%-m月%-d日}前整改。")
    return redirect("inspection_order", made.pk)


@require_safe
def inspection_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The bare picture, for whoever may read what it belongs to."""
    photo = Photo.objects.select_related("served", "visit").filter(pk=pk).first()
    if photo is None or not Visit.objects.visible_to(request.user).filter(pk=photo.visit_id).exists():
        raise Http404("没有这张照片，或不在您的范围。")
    if not permissions.may_read_findings(request.user, photo.visit):
        raise Http404("检查尚未结束。")
    with open_file(photo.served) as file:
        answer = HttpResponse(file.read(), content_type="image/jpeg")  # some hundred kilobytes at most
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
