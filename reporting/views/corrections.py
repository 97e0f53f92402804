"""Changing a locked figure: asking for it, and the second person's decision with the later months in view."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.foundation.verdict import Refused
from projects.querysets import within
from reporting import permissions
from reporting.actions import corrections, papers
from reporting.choices import Basis, CorrectionState
from reporting.forms import CorrectionForm, DecisionForm
from reporting.models import Correction, Duty

from .finding import visible_duty

PAGE_SIZE = 50


def visible_corrections(user: User) -> QuerySet[Correction]:
    reached = within(user.scope(Can.READ_PROJECTS), "duty__listing__")
    return Correction.objects.filter(reached).select_related(
        "duty__listing__project",
        "duty__unit",
        "duty__reporting_month__campaign",
        "replaces",
        "requested_by",
        "decided_by",
        "paper",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correction_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction; `preview` answers only with what each later month would become."""
    duty = visible_duty(request.user, pk)
    allow(permissions.may_request_correction(request.user, duty))
    form = CorrectionForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"duty": duty, "form": form, "effects": [], "refusal": "", "basis": Basis(duty.basis).label}
    if "preview" in request.POST:
        return render(request, "reporting/correction_effects.html", page | _preview(duty, form))
    if request.method != "POST" or not form.is_valid():
        return render(request, "reporting/correction_request.html", page, status=422 if form.errors else 200)
    try:
        made = _asked(request, duty, form)
    except Refused as refusal:
        page["refusal"] = refusal.message
        return render(request, "reporting/correction_request.html", page, status=refusal.status)
    messages.success(request, "更正申请已提交，由市局第二人复核。")
    return HttpResponseRedirect(reverse("correction", args=[made.pk]))


def _preview(duty: Duty, form: CorrectionForm) -> dict[str, Any]:
    form.is_valid()
    wanted = form.cleaned_data.get("ytd_done_wan")
    if wanted is None:
        return {"refusal": "请先填更正后的本年累计。"}
    try:
        return {"effects": corrections.effects(duty=duty, ytd_done_wan=wanted)}
    except Refused as refusal:
        return {"refusal": refusal.message}


def _asked(request: HttpRequest, duty: Duty, form: CorrectionForm) -> Correction:
    return papers.request_correction_with(
        duty=duty,
        ytd_done_wan=form.cleaned_data["ytd_done_wan"],
        reason=form.cleaned_data["reason"],
        upload=form.cleaned_data["paper"],
        by=request.user,
        at=clock.now(),
    )


@require_safe
def correction_list(request: HttpRequest) -> HttpResponse:
    """Requests the person may read, those that wait first."""
    allow(request.user.may(Can.READ_PROJECTS))
    show = request.GET.get("show", "")
    wanted = visible_corrections(request.user)
    if show == "open":
        wanted = wanted.filter(state=CorrectionState.REQUESTED)
    page = Paginator(
        wanted.order_by(F("decided_at").asc(nulls_first=True), "-requested_at", "-pk"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    return render(request, "reporting/correction_list.html", {"page": page, "show": show})


@require_safe
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request.user, pk)
    return render(request, "reporting/correction.html", _page(request.user, found, DecisionForm()))


@require_http_methods(["POST"])
def correction_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word, on the effects just shown."""
    found = _visible(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return render(request, "reporting/correction.html", _page(request.user, found, form), status=422)
    try:
        corrections.decide_correction(
            correction_id=pk,
            approve=form.cleaned_data["approve"] == "1",
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        if refusal.status == 403:
            raise PermissionDenied(refusal.message) from refusal
        form.add_error(None, refusal.message)
        return render(request, "reporting/correction.html", _page(request.user, found, form), status=refusal.status)
    messages.success(request, "已办结，有关月份的汇总将重新出版。")
    return HttpResponseRedirect(reverse("correction", args=[pk]))


def _visible(user: User, pk: int) -> Correction:
    found = visible_corrections(user).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这份更正申请，或不在您的管辖范围。")
    return found


def _page(user: User, found: Correction, form: DecisionForm) -> dict[str, Any]:
    is_open = found.state == CorrectionState.REQUESTED
    return {
        "correction": found,
        "form": form,
        "effects": _effects(found) if is_open else [],
        "refusal": "",
        "verdict": permissions.may_decide_correction(user, found),
        "is_open": is_open,
    }


def _effects(found: Correction) -> list[corrections.Effect]:
    """What deciding would do; nothing when the figures are no longer there to be changed."""
    try:
        return corrections.effects(duty=found.duty, ytd_done_wan=found.ytd_done_wan)
    except Refused:
        return []
