"""Rounds of the joint review: drawings in, disciplines signed, one combined opinion out."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from approvals import permissions
from approvals.actions import correcting, drawing
from approvals.forms import CorrectionForm, FirstRoundForm, IssueForm, NextRoundForm, OpinionForm
from approvals.members import staffed
from approvals.models import ApprovalCase, DisciplineOpinion
from core.foundation import clock
from core.foundation.asking import allow, seen_version
from core.foundation.verdict import Refused

from .case import shown
from .finding import visible_case


@require_POST
def approval_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The first round with its disciplines, or the next one with a reply to every open point."""
    case = visible_case(request.user, pk)
    allow(permissions.handles(request.user, case))
    is_first = not case.rounds.exists()
    form: forms.Form
    if is_first:
        form = FirstRoundForm(request.POST)
    else:
        form = NextRoundForm(request.POST, items=list(drawing.open_items(case)))
    if not form.is_valid():
        return shown(request, case, round_form=form, refused_form="round")
    seen = {"case_id": case.pk, "seen_version": seen_version(request)}
    who = {"by": request.user, "at": clock.now()}
    if isinstance(form, FirstRoundForm):
        started = drawing.start_first_round(**seen, disciplines=form.seats(), **who)
    else:
        started = drawing.start_next_round(**seen, replies=form.replies(), **who)
    messages.success(request, f"第{started.number}轮图审已开始，{started.opinions.count()}个专业并联审查。")
    return _back(case)


@require_POST
def approval_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """出具联合意见: all disciplines at once."""
    case = visible_case(request.user, pk)
    allow(permissions.handles(request.user, case))
    form = IssueForm(request.POST)
    if not form.is_valid():
        return shown(request, case, issue_form=form, refused_form="issue")
    issued = drawing.issue_round(
        case_id=case.pk,
        seen_version=seen_version(request),
        by=request.user,
        at=clock.now(),
        **form.cleaned_data,
    )
    issued.refresh_from_db()
    messages.success(request, f"第{issued.number}轮联合意见已出具：{issued.get_state_display()}。")
    return _back(case)


@require_http_methods(["GET", "HEAD", "POST"])
def approval_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One discipline's sheet: settle its open points, add new ones, sign."""
    found = DisciplineOpinion.objects.select_related("round", "department").filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份专业意见。")
    case = visible_case(request.user, found.round.case_id)
    seat = found.department_id
    verdict = permissions.may_give_opinion(request.user, case, found, staffed=seat in staffed([seat]))
    if verdict.code == "forbidden":
        allow(verdict)
    own = drawing.open_items(case).filter(opinion__discipline=found.discipline)
    form = OpinionForm(request.POST or None, opinion=found, open_items=list(own))
    if request.method == "POST" and form.is_valid():
        signed = drawing.Signed(
            form.cleaned_data["reviewer"],
            [drawing.Point(**row) for row in form.points()],
            form.settled(),
        )
        drawing.give_opinion(opinion_id=found.pk, signed=signed, by=request.user, at=clock.now())
        messages.success(request, f"{found.get_discipline_display()}专业已签署。")
        return _back(case)
    context = {"case": case, "opinion": found, "verdict": verdict, "form": form}
    return render(request, "approvals/opinion.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def approval_opinion_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正 of a signed sheet: as it stands, to be put right with a reason."""
    rows = DisciplineOpinion.objects.select_related("round__case", "department").prefetch_related("corrections")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份专业意见。")
    case, seat = visible_case(request.user, found.round.case_id), found.department_id
    verdict = permissions.may_correct_opinion(
        request.user, case, found, staffed=seat in staffed([seat]), is_last=correcting.is_last(found)
    )
    allow(verdict)
    items = list(found.items.filter(struck_in__isnull=True))
    initial = {"seen_number": len(found.corrections.all()), "reviewer": found.reviewer_now}
    form = CorrectionForm(request.POST or None, items=items, is_again=found.round.number > 1, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen_number"]
        try:
            correcting.correct_opinion(
                opinion_id=pk, seen_number=seen, corrected=form.corrected(), by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"{found.get_discipline_display()}专业意见已更正，原意见留存。")
            return _back(case)
    context = {"case": case, "opinion": found, "form": form, "is_issued": found.round.issued_on is not None}
    return render(request, "approvals/correct.html", context, status=422 if form.errors else 200)


def _back(case: ApprovalCase) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("approval_case", args=[case.pk]))
