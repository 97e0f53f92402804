"""办理时限: what each tier has today, what is coming, and what was; a bureau leader sets others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused
from dispatch import permissions
from dispatch.actions.terms import set_terms
from dispatch.forms import TermsForm
from dispatch.models import DispatchTerms
from dispatch.terms import terms_on
from projects.models import Campaign


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Can.COORDINATE, Can.CONFIRM_ESCALATION)
def dispatch_terms(request: HttpRequest) -> HttpResponse:
    campaign, today = get_object_or_404(Campaign, is_current=True), clock.today()
    now, status = terms_on(campaign.pk, today), 200
    form = TermsForm(request.POST or None, initial=vars(now))
    if request.method == "POST":
        permissions.may_set_terms(request.user).require()
        status = 422
        if form.is_valid():
            try:
                said: dict[str, Any] = {"from_on": form.cleaned_data["from_on"], "reason": form.cleaned_data["reason"]}
                made = set_terms(campaign=campaign, terms=form.terms(), by=request.user, at=clock.now(), **said)
            except Refused as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, f"新的办理时限自{made.from_on:%-m月%-d日}起施行。")
                return redirect("dispatch_terms")
    context = {
        "terms": now,
        "form": form,
        "rows": DispatchTerms.objects.filter(campaign=campaign).select_related("set_by"),
        "today": today,
        "may_set": permissions.may_set_terms(request.user),
    }
    return render(request, "dispatch/terms.html", context, status=status)
