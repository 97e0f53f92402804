"""办理申请 on a problem's page: asked there with reason and paper, decided there by who stands over the tier."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from core.foundation import clock
from core.foundation.asking import allow_to
from core.foundation.verdict import Refused
from dispatch import permissions
from dispatch.actions import requests
from dispatch.choices import RequestKind
from dispatch.forms import RequestDecisionForm

from .asking import ask_form
from .finding import visible_problem, visible_request
from .problems import problem_page


@require_POST
def problem_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more time, 暂缓 or 恢复办理."""
    found, kind = visible_problem(request.user, pk), request.POST.get("kind", "")
    if kind in RequestKind.values:
        allow_to(permissions.may_ask(request.user, found, kind, today=clock.today()))
    form = ask_form(request.user, found, request.POST, request.FILES)
    if form.is_valid():
        try:
            made = requests.ask(
                problem_id=pk,
                seen_version=form.cleaned_data["seen_version"],
                asked=form.asked(),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"{found.label}：{made.label}申请已提出，决定之前期限照算。")
            return redirect("problem", pk=pk)
    page: dict[str, Any] = problem_page(request.user, found, ask=form)
    return render(request, "dispatch/problem.html", page, status=422)


@require_POST
def request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant, refuse or withdraw, named by the button pressed."""
    asked = visible_request(request.user, pk)
    found = asked.problem
    form, status = RequestDecisionForm(request.POST), 422
    if form.is_valid():
        move = form.cleaned_data["move"]
        allow_to(permissions.may_decide_request(request.user, asked, move))
        try:
            made = requests.decide(
                request_id=pk, move=move, note=form.cleaned_data["note"], by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_refusal(refusal)
            status, found = refusal.status, visible_problem(request.user, asked.problem_id)
        else:
            messages.success(request, f"{made.label}申请：{made.get_state_display()}。")
            return redirect("problem", pk=asked.problem_id)
    page: dict[str, Any] = problem_page(request.user, found, decision=form)
    return render(request, "dispatch/problem.html", page, status=status)
