"""Adjusting plans: choose projects, say what changes, see the effect on the whole list, then sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.months import Month
from core.foundation.verdict import Refused
from projects import actions
from projects.choices import CurveBasis
from projects.forms import PaperForm, PlanRows
from projects.models import Campaign, Listing, PlanLine
from projects.permissions import may_adjust_plan
from projects.rollups import Effect, list_totals

MOST_FOUND = 10


@dataclass(frozen=True)
class Proposal:
    """An adjustment on its way to be signed: the projects chosen, what was typed for each, and the paper."""

    campaign: Campaign
    listings: dict[int, Listing]
    rows: Any
    paper: PaperForm

    def is_valid(self) -> bool:
        return all([self.rows.is_valid(), self.paper.is_valid()])


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.EDIT_PLAN)
def plan_adjust(request: HttpRequest) -> HttpResponse:
    """GET with `code` for each project; POST `step=preview` shows the effect, `step=sign` signs what was shown."""
    campaign = Campaign.objects.filter(is_current=True).first()
    if campaign is None:
        raise Http404
    listings = _chosen(request, campaign)
    if request.method != "POST":
        return _page(request, Proposal(campaign, listings, PlanRows(initial=_initial(listings)), _new_paper()))
    proposal = Proposal(campaign, listings, PlanRows(request.POST), PaperForm(request.POST))
    if not proposal.is_valid():
        return _page(request, proposal, status=422)
    adjustment = _adjustment(proposal)
    try:
        effect = actions.effect_of_adjustment(campaign, adjustment)
        if request.POST.get("step") == "sign" and request.POST.get("seen") == _digest(adjustment, effect):
            return _sign(request, proposal, adjustment)
    except Refused as refused:
        proposal.paper.add_refusal(refused)
        return _page(request, proposal, status=422)
    return _page(request, proposal, effect=effect, seen=_digest(adjustment, effect))


def _sign(request: HttpRequest, proposal: Proposal, adjustment: actions.Adjustment) -> HttpResponse:
    """The new plans are known from this moment on: figures that were issued before stay what they are."""
    at = clock.now()
    batch = actions.adjust_plan(
        campaign=proposal.campaign,
        paper=actions.BatchPaper(**proposal.paper.cleaned_data, approved_at=at),
        adjustment=adjustment,
        by=request.user.actor,
        at=at,
    )
    messages.success(request, f"已签署第{batch.number}批计划：{batch.title}。下一次汇总起按新计划计算。")
    return redirect("plan_adjust")


def _chosen(request: HttpRequest, campaign: Campaign) -> dict[int, Listing]:
    """The listings named in the address or in the form, in the list's order."""
    listed = Listing.objects.visible_to(request.user).filter(campaign=campaign)
    if request.method == "POST":
        keys = [value for name, value in request.POST.items() if name.endswith("-listing") and value.isdecimal()]
        named = Q(pk__in=keys)
    else:
        named = Q(project__code__in=request.GET.getlist("code"))
    rows = listed.filter(named).select_related("project", "unit").order_by("order")
    return {row.pk: row for row in rows}


def _initial(listings: dict[int, Listing]) -> list[dict[str, Any]]:
    return [{"listing": pk} for pk in listings]


def _new_paper() -> PaperForm:
    return PaperForm(initial={"effective_month": Month.of(clock.now())})


def _adjustment(proposal: Proposal) -> actions.Adjustment:
    """What was typed, as the action takes it. A row that says nothing changes nothing; what leaves needs no plan."""
    listings = proposal.listings
    said = [form.cleaned_data for form in proposal.rows if form.cleaned_data["listing"] in listings]
    live = _live_plans(list(listings))
    leaving = tuple(row["listing"] for row in said if row["leaves"])
    changes = tuple(
        actions.PlanChange(row["listing"], row["annual_plan_wan"], *_dates(live.get(row["listing"])))
        for row in said
        if row["annual_plan_wan"] is not None and not row["leaves"]
    )
    return actions.Adjustment(changes=changes, withdrawals=leaving)


def _dates(line: PlanLine | None) -> tuple[Any, Any]:
    return (line.planned_start, line.planned_finish) if line else (None, None)


def _live_plans(listings: Sequence[int]) -> dict[int, PlanLine]:
    return {line.listing_id: line for line in PlanLine.objects.live().filter(listing_id__in=listings)}


def _digest(adjustment: actions.Adjustment, effect: Effect) -> str:
    """What was shown before signing: the changes, and the list they were measured against."""
    changes = [[change.listing_id, change.annual_plan_wan] for change in adjustment.changes]
    before = [effect.before.entries, effect.before.plan_wan]
    return sha256_hex(canonical_json([changes, list(adjustment.withdrawals), before]))


def _page(
    request: HttpRequest, proposal: Proposal, *, effect: Effect | None = None, seen: str = "", status: int = 200
) -> HttpResponse:
    campaign, listings = proposal.campaign, proposal.listings
    codes = [listing.project.code for listing in listings.values()]
    text = request.GET.get("q", "").strip()
    context = {
        "campaign": campaign,
        "verdict": may_adjust_plan(request.user, campaign),
        "rows": proposal.rows,
        "lines": _lines(proposal.rows, listings),
        "paper": proposal.paper,
        "effect": effect,
        "seen": seen,
        "totals": effect.before if effect else list_totals(campaign),
        "codes": codes,
        "text": text,
        "found": _found(request, campaign, text, codes) if text else [],
    }
    return render(request, "projects/plan_adjust.html", context, status=status)


def _lines(rows: Any, listings: dict[int, Listing]) -> list[dict[str, Any]]:
    """Each chosen project beside its form, its standing plan and what can be done with it."""
    live = _live_plans(list(listings))
    shown = []
    for form in rows:
        pk = form["listing"].value()
        listing = listings.get(int(pk)) if str(pk).isdecimal() else None
        if listing is None:
            continue
        line = live.get(listing.pk)
        shown.append(
            {
                "form": form,
                "listing": listing,
                "plan_wan": line.annual_plan_wan if line else None,
                "step_wan": _step(form, line),
                "loses_curve": bool(line and line.curve_basis == CurveBasis.ENTERED),
                "is_package": listing.project.has_parts,
                "is_part": listing.project.parent_id is not None,
                "has_left": listing.left_by_id is not None,
                "without": _address([row.project.code for row in listings.values() if row is not listing]),
            }
        )
    return shown


def _step(form: Any, line: PlanLine | None) -> Decimal | None:
    """What the row adds to the plan, once it was understood."""
    if not form.is_bound or not form.is_valid() or line is None:
        return None
    if form.cleaned_data["leaves"]:
        return -line.annual_plan_wan
    plan = form.cleaned_data["annual_plan_wan"]
    return None if plan is None else plan - line.annual_plan_wan


def _found(request: HttpRequest, campaign: Campaign, text: str, codes: Sequence[str]) -> list[tuple[Listing, str]]:
    """Projects to choose from, with the address that adds each."""
    listed = Listing.objects.visible_to(request.user).filter(campaign=campaign).current()
    found = (
        listed.filter(Q(project__name__icontains=text) | Q(project__code__icontains=text))
        .exclude(project__code__in=codes)
        .select_related("project", "unit")
        .order_by("order")
    )
    return [(row, _address([*codes, row.project.code])) for row in found[:MOST_FOUND]]


def _address(codes: Sequence[str]) -> str:
    return f"{reverse('plan_adjust')}?{urlencode([('code', code) for code in codes])}"
