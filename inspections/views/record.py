"""On site, on a phone: the checklist line by line, findings, photos that come later. Sent twice is stored once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.organisations.calendar import working_calendar
from inspections import permissions
from inspections.actions import findings, visits
from inspections.actions.findings import NewFinding, broken_before
from inspections.checklists import lines_for
from inspections.choices import Mark, Severity
from inspections.forms import FindingForm, PhotoForm
from inspections.models import CheckMark, Finding, Visit
from projects.choices import PartyRole

from .finding import done, seen_visit

QUEUE = "application/json"
"""What the phone's queue accepts: it wants a word, not a page."""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.INSPECT)
def inspection_checklist(request: HttpRequest, code: str) -> HttpResponse:
    """Line by line; an unmet one becomes a finding with one touch, which stores the list first."""
    visit = seen_visit(request.user, code)
    allow(permissions.may_record(request.user, visit))
    if request.method == "POST":
        return _filled(request, visit)
    lines = list(lines_for(visit, at=clock.now()))
    given, unanswered = {each.item_id: each for each in visit.marks.all()}, CheckMark()
    found = set(visit.findings.values_list("item_id", flat=True))
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in lines:
        rows = groups.setdefault((line.edition.checklist.name, line.group), [])
        rows.append({"line": line, "given": given.get(line.pk, unanswered), "is_found": line.pk in found})
    context = {
        "visit": visit,
        "groups": [(name, group, rows) for (name, group), rows in groups.items()],
        "marks": Mark.choices,
        "answered": len(given),
        "count": len(lines),
    }
    return render(request, "inspections/checklist.html", context)


def _filled(request: HttpRequest, visit: Visit) -> HttpResponse:
    marks, notes = _numbered(request, "item_"), _numbered(request, "note_")
    wanted = request.POST.get("finding", "")
    if wanted.isdecimal():
        marks[int(wanted)] = Mark.BAD
    answered = visits.fill_checklist(code=visit.code, marks=marks, notes=notes, by=request.user, at=clock.now())
    if wanted.isdecimal():
        said = {"item": wanted, "text": notes.get(int(wanted), "")}
        return redirect(f"{reverse('inspection_finding', args=[visit.code])}?{urlencode(said)}")
    messages.success(request, f"检查表已存，已答{answered}项。")
    return redirect("inspection_visit", visit.code)


def _numbered(request: HttpRequest, prefix: str) -> dict[int, str]:
    """Non-empty fields “prefix + key”."""
    return {
        int(name.removeprefix(prefix)): value
        for name, value in request.POST.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal() and value
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.INSPECT)
def inspection_finding(request: HttpRequest, code: str) -> HttpResponse:
    """记发现: photo, what, how grave, whose. The phone's queue gets JSON, a form without script gets pages."""
    visit = seen_visit(request.user, code)
    allow(permissions.may_record(request.user, visit))
    lines, queued = lines_for(visit, at=clock.now()), request.headers.get("Accept") == QUEUE
    form = FindingForm(request.POST or None, request.FILES or None, lines=lines)
    if request.method == "POST" and done(form, lambda typed: _recorded(request, visit, typed)):
        if queued:
            return JsonResponse({"stored": True}, status=201)
        messages.success(request, "已记下。")
        again = "again" in request.POST
        return redirect("inspection_finding" if again else "inspection_visit", code)
    if queued:
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"stored": False, "said": said}, status=422)
    programme, today, calendar = visit.programme, clock.today(), working_calendar()
    days = [(each, programme.days_for(each)) for each in Severity]
    known_faults = broken_before(visit)
    typed = form.data or request.GET
    context = {
        "visit": visit,
        "form": form,
        "items": [(line, line.code in known_faults) for line in lines],
        "severities": [(each, number, calendar.add(today, number)) for each, number in days],
        "parties": PartyRole.choices,
        "count": visit.findings.count(),
        "chosen": {name: typed.get(name, "") for name in ("item", "severity", "liable_party", "text")},
        "preset": request.GET.get("item", ""),
    }
    return render(request, "inspections/finding.html", context, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, visit: Visit, typed: dict[str, Any]) -> Finding:
    item = typed["item"]
    of = NewFinding(
        fault=item.fault if item else typed["fault"],
        severity=typed["severity"],
        liable_party=typed["liable_party"],
        item=item,
        text=typed["text"],
        fixed_on_spot=typed["fixed_on_spot"],
        photos=tuple(each.file for each in typed["photos"]),
        photos_follow=typed["photos_follow"] or 0,
        client_id=typed["client_id"],
    )
    return findings.record_finding(code=visit.code, of=of, by=request.user, at=clock.now())


@require_POST
@requires(Can.INSPECT)
def inspection_finding_photo(request: HttpRequest, code: str) -> HttpResponse:
    """One photo of a finding that was sent before it, each in a request of its own: a weak signal loses one only."""
    visit = seen_visit(request.user, code)
    allow(permissions.may_record(request.user, visit))
    form = PhotoForm(request.POST, request.FILES)
    if done(
        form,
        lambda typed: findings.add_photo(
            code=code,
            finding=typed["finding"],
            client_id=typed["client_id"],
            photo=typed["photo"].file,
            by=request.user,
            at=clock.now(),
        ),
    ):
        return JsonResponse({"stored": True}, status=201)
    said = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return JsonResponse({"stored": False, "said": said}, status=422)
