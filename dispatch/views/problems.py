"""问题台账 and one problem: its timeline, its deadlines, and what this person may do with it next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow, allow_to, seen_version
from core.foundation.verdict import Refused, Verdict
from core.foundation.working_days import WorkingCalendar
from core.organisations.calendar import working_calendar
from core.organisations.models import Department, ReportingUnit
from dispatch import limits, permissions, workbook
from dispatch.actions import problems, proposals
from dispatch.choices import RUNNING, ProblemState, Tier
from dispatch.clocks import Clock, clock_of
from dispatch.filters import SHOWS, LedgerFilter
from dispatch.forms import GroundsForm, ProblemForm, WordForm
from dispatch.models import Problem
from dispatch.states import PROBLEM, REQUEST
from dispatch.terms import terms_on
from reporting.choices import ProblemClass

from .asking import requests_part
from .finding import listing_of, problems_of, visible_problem

PAGE_SIZE = 50
LEDGER = (Can.READ_PROJECTS, Can.ANSWER_TASKS)


def may_read_ledger(user: User) -> Verdict:
    return next((found for found in map(user.may, LEDGER) if found), user.may(Can.READ_PROJECTS))


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """问题台账: the most urgent first; filters stand in the address."""
    allow(may_read_ledger(request.user))
    today, calendar = clock.today(), working_calendar()
    asked = LedgerFilter.read(request.GET)
    page = Paginator(asked.apply(problems_of(request.user), today), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, problem_clock(row, today, calendar)) for row in page]
    context = {
        "page": page,
        "rows": rows,
        "asked": asked,
        "shows": _shows(request.user),
        "tiers": Tier.choices,
        "classes": ProblemClass.choices,
        "units": _units(request.user),
        "counts": _counts(request.user),
        "may_import": bool(request.user.may(Can.COORDINATE)),
    }
    return render(request, "dispatch/problem_list.html", context)


@require_safe
def problem_export(request: HttpRequest) -> FileResponse:
    """导出所见: the filtered ledger as a workbook, whole."""
    allow(may_read_ledger(request.user))
    today = clock.today()
    rows = workbook.with_ledger(LedgerFilter.read(request.GET).apply(problems_of(request.user), today))
    content = workbook.export(rows.iterator(chunk_size=500), today=today, calendar=working_calendar())
    return FileResponse(content, as_attachment=True, filename=workbook.file_name(today))


def _shows(user: User) -> dict[str, str]:
    return SHOWS if user.may(Can.REPORT_PROBLEMS) else {key: SHOWS[key] for key in SHOWS if key != "draft"}


def _counts(user: User) -> list[tuple[str, int]]:
    """Unsolved problems by tier, the whole ladder."""
    found = Problem.objects.visible_to(user).unsolved().order_by().values_list("tier").annotate(count=Count("pk"))
    by_tier = dict(found)
    return [(label, by_tier.get(value, 0)) for value, label in Tier.choices]


def _units(user: User) -> list[ReportingUnit]:
    scope = user.scope(Can.READ_PROJECTS)
    return list(ReportingUnit.objects.all()) if scope.whole_city else []


def problem_clock(problem: Problem, today: Any, calendar: Any) -> Clock:
    due = problem.deadline.due_on if problem.deadline else None
    return clock_of(due, today, calendar, runs=problem.state in RUNNING)


@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_problem(request.user, pk)
    return render(request, "dispatch/problem.html", problem_page(request.user, found))


def _word_form(found: Problem, partners: list[Department]) -> WordForm:
    """Who has the problem now stays so unless somebody says otherwise."""
    return WordForm(
        initial={
            "seen_version": found.version,
            "department": found.department_id,
            "partners": partners,
            "responsible_person": found.responsible_person,
        }
    )


@dataclass(frozen=True)
class Offer:
    """A move this person may make, or might with another precondition: its button."""

    move: str
    label: str
    verdict: Verdict
    tone: str


_TONES = {
    "report": "primary",
    "accept": "primary",
    "close": "primary",
    "resolve": "primary",
    "return": "warn",
    "fail": "warn",
}


_LABELS = {
    row.move: row.label for table in (PROBLEM, REQUEST) for state in table.states for row in table.moves_from(state)
}
_LABELS["ask"] = "提出申请"


def offers_of(user: User, found: Problem) -> list[Offer]:
    """In the table's order; what belongs to other people is left out, what is refused now stays with its reason."""
    today = clock.today()
    made = [
        Offer(row.move, row.label, permissions.may(user, found, row.move, today=today), _TONES.get(row.move, ""))
        for row in PROBLEM.moves_from(found.state)
    ]
    return [offer for offer in made if offer.verdict.code not in {"forbidden", "needs_proposal", "needs_request"}]


def problem_page(user: User, found: Problem, **part: Any) -> dict[str, Any]:
    """The page anew, with what was filled in for a request or its decision."""
    partners = list(found.partners.all())
    page = _page(user, found, _word_form(found, partners), partners)
    return page | requests_part(user, found, **part) if part else page


def _page(user: User, found: Problem, form: WordForm, partners: list[Department] | None = None) -> dict[str, Any]:
    today, calendar = clock.today(), working_calendar()
    offers = offers_of(user, found)
    moves = {offer.move for offer in offers if offer.verdict}
    waiting = list(found.proposals.visible_to(user).waiting())
    return {
        "problem": found,
        "clock": problem_clock(found, today, calendar),
        "accept_by": _accept_by(found, calendar),
        "steps": [(step, _LABELS[step.move]) for step in found.steps.order_by("-number")],
        "deadlines": list(found.deadlines.order_by("-number")),
        "files": list(problems.evidence_of(found)),
        "partners": list(found.partners.all()) if partners is None else partners,
        "offers": offers,
        "moves": moves,
        "form": form,
        "next_step": _next_step(found),
        "may_edit": "report" in moves,
        "escalation": bool(permissions.may_suggest_escalation(user, found)) and not waiting,
        "grounds_form": GroundsForm(initial={"seen_version": found.version}),
        "proposals": waiting,
        **requests_part(user, found),
    }


def _accept_by(found: Problem, calendar: WorkingCalendar) -> date | None:
    if found.state != ProblemState.REPORTED:
        return None
    since = found.deadline.since
    return limits.accept_by(since, calendar, terms_on(found.campaign_id, since))


def _next_step(found: Problem) -> str:
    """Who acts next, in words for everybody else."""
    at_tier = {
        Tier.COUNTY: f"{found.unit.name}（县级审核员；市本级由业务科室）",
        Tier.BUREAU: "市局调度员",
        Tier.MEETING: "市局调度员（联席会议议定）",
        Tier.CITY: "市局调度员（市政府协调）",
    }[Tier(found.tier)]
    over_it = "市局调度员" if found.tier == Tier.COUNTY else "局领导"
    return {
        ProblemState.DRAFT: "由填写单位上报。",
        ProblemState.REPORTED: f"由{at_tier}受理或退回。",
        ProblemState.RETURNED: f"由{found.unit.name}补充后再报。",
        ProblemState.ACCEPTED: f"由{at_tier}交办或直接办结。",
        ProblemState.IN_COORDINATION: f"由{found.department or at_tier}办理，办结后申请销号。",
        ProblemState.PENDING_CHECK: "由申请人以外的人确认销号。",
        ProblemState.SUSPENDED: f"暂缓期间不计时；情形消除后由{over_it}恢复。",
        ProblemState.CLOSED: "已销号。",
    }[ProblemState(found.state)]


@require_http_methods(["GET", "HEAD", "POST"])
def problem_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a problem down for a project; `report` sends it at once, otherwise it stays a draft of the unit."""
    listing = listing_of(request.user, code)
    allow(permissions.may_report(request.user, listing))
    form = ProblemForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        context = {"listing": listing, "form": form, "version": 0}
        return render(request, "dispatch/problem_form.html", context, status=422 if form.errors else 200)
    evidence = form.evidence_given()
    made = problems.draft(listing=listing, said=form.statement(), evidence=evidence, by=request.user, at=clock.now())
    return _saved(request, made)


@require_http_methods(["GET", "HEAD", "POST"])
def problem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned problem; `report` sends it at once."""
    found = visible_problem(request.user, pk)
    allow(permissions.may(request.user, found, "report", today=clock.today()))
    initial = {name: getattr(found, name) for name in ProblemForm.base_fields if name != "evidence"}
    form = ProblemForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        context = {"listing": found.listing, "problem": found, "form": form, "version": found.version}
        return render(request, "dispatch/problem_form.html", context, status=422 if form.errors else 200)
    made = problems.edit(
        problem_id=pk,
        seen_version=seen_version(request, "seen_version"),
        said=form.statement(),
        evidence=form.evidence_given(),
        by=request.user,
        at=clock.now(),
    )
    return _saved(request, made)


def _saved(request: HttpRequest, made: Problem) -> HttpResponse:
    """What was written is kept; with the button 上报 it goes on at once."""
    if "report" in request.POST:
        problems.move(
            problem_id=made.pk,
            seen_version=made.version,
            move="report",
            word=problems.Word(),
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, f"{made.label}已上报，时限自今日起算。")
    else:
        messages.success(request, f"{made.label}已存为草稿，尚未上报。")
    return HttpResponseRedirect(reverse("problem", args=[made.pk]))


@require_POST
def problem_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move of the table, named by the button pressed."""
    found = visible_problem(request.user, pk)
    form = WordForm(request.POST, request.FILES)
    move = request.POST.get("move", "")
    if move in PROBLEM.moves:
        verdict = permissions.may(request.user, found, move, today=clock.today())
        allow_to(verdict)
    else:
        form.add_error(None, "请选择要办理的动作。")
    if not form.is_valid():
        return render(request, "dispatch/problem.html", _page(request.user, found, form), status=422)
    try:
        problems.move(
            problem_id=pk,
            seen_version=form.cleaned_data["seen_version"],
            move=move,
            word=form.word(),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.show_refusal(refusal)
        found = visible_problem(request.user, pk)
        return render(request, "dispatch/problem.html", _page(request.user, found, form), status=refusal.status)
    messages.success(request, f"{found.label}：已{PROBLEM.transition(found.state, move).label}。")
    return redirect("problem", pk=pk)


@require_POST
def problem_escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """提级建议 by the dispatcher, before the time is over."""
    found = visible_problem(request.user, pk)
    allow_to(permissions.may_suggest_escalation(request.user, found))
    form = GroundsForm(request.POST)
    if not form.is_valid():
        raise Refused("提级须写明理由。", code="invalid")
    made = proposals.suggest_escalation(
        problem_id=pk,
        seen_version=form.cleaned_data["seen_version"],
        grounds=form.cleaned_data["grounds"],
        by=request.user,
        at=clock.now(),
    )
    return redirect("proposal", pk=made.pk)
