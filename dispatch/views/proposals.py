"""拟办件: what waits for the dispatcher's and the leader's word."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.accounts.access import requires
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow_to
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from dispatch import permissions
from dispatch.actions import proposals
from dispatch.choices import TWO_CONFIRMATIONS, ProposalKind, ProposalState
from dispatch.forms import ProposalForm
from dispatch.models import Proposal
from dispatch.papers import letters
from dispatch.states import PROPOSAL
from dispatch.terms import terms_on

from .finding import visible_proposal
from .problems import problem_clock

PAGE_SIZE = 50
RIGHTS = (Can.COORDINATE, Can.CONFIRM_ESCALATION)
_TONES = {"endorse": "primary", "adopt": "primary", "confirm": "primary", "dismiss": "warn"}


@require_safe
@requires(*RIGHTS)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Those that wait first; a leader sees by default what waits for leaders."""
    show = request.GET.get("show", "")
    found = Proposal.objects.visible_to(request.user).select_related(
        "listing__project", "listing__unit", "problem", "unit"
    )
    if show != "all":
        mine = [] if request.user.may(Can.COORDINATE) else [ProposalState.ENDORSED]
        found = found.filter(state__in=mine or [ProposalState.PROPOSED, ProposalState.ENDORSED])
    page = Paginator(found.order_by("-proposed_at", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "dispatch/proposal_list.html", {"page": page, "show": show})


@require_safe
@requires(*RIGHTS)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_proposal(request.user, pk)
    form = ProposalForm(initial={"seen_version": found.version})
    return render(request, "dispatch/proposal.html", _page(request.user, found, form))


def _page(user: User, found: Proposal, form: ProposalForm) -> dict[str, Any]:
    rows = [(row, permissions.may_decide(user, found, row.move)) for row in PROPOSAL.moves_from(found.state)]
    hidden = {"forbidden", "two_confirmations", "one"}
    problem = found.problem
    return {
        "proposal": found,
        "clock": problem_clock(problem, clock.today(), working_calendar()) if problem else None,
        "form": form,
        "offers": [
            (row.move, row.label, verdict, _TONES[row.move])
            for row, verdict in rows
            if row.move in _TONES and verdict.code not in hidden
        ],
        "letters": letters.kinds_of(found),
        "task": found.task if hasattr(found, "task") else None,
        "two": found.kind in TWO_CONFIRMATIONS,
        "asks_class": found.kind == ProposalKind.PROBLEM and found.state == ProposalState.PROPOSED,
    }


@require_safe
@requires(*RIGHTS)
def proposal_letter(request: HttpRequest, pk: int, kind: str) -> FileResponse:
    """督办函, 约谈通知 or 约谈记录 as a Word draft; the office's document system numbers, signs and seals it."""
    found = visible_proposal(request.user, pk)
    if kind not in letters.kinds_of(found):
        raise Http404("这份拟办件没有这种文稿；督办、约谈经局领导确认后才有。")
    today = clock.today()
    issuer = terms_on(proposals.campaign_of(found).pk, today).issuer
    content = letters.written(found, kind, today=today, calendar=working_calendar(), issuer=issuer)
    return FileResponse(content, as_attachment=True, filename=letters.file_name(found, kind))


@require_POST
@requires(*RIGHTS)
def proposal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_proposal(request.user, pk)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return render(request, "dispatch/proposal.html", _page(request.user, found, form), status=422)
    said = form.cleaned_data
    verdict = permissions.may_decide(request.user, found, said["move"])
    allow_to(verdict)
    word = {"problem_class": said["problem_class"]} if said["problem_class"] else {}
    try:
        made = proposals.decide(
            proposal_id=pk,
            seen_version=said["seen_version"],
            decision=proposals.Decision(move=said["move"], note=said["note"], **word),
            by=request.user,
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error("note" if "note" in refusal.field_errors else None, refusal.message)
        found = visible_proposal(request.user, pk)
        return render(request, "dispatch/proposal.html", _page(request.user, found, form), status=refusal.status)
    messages.success(request, f"{made.get_kind_display()}：{made.get_state_display()}。")
    return redirect("proposal", pk=pk)
