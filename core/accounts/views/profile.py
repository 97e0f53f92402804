"""A person's own page: who I am here, my tokens, what waits for me, my saved views."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.accounts import actions, second_factor
from core.accounts.answers import told
from core.accounts.forms import TokenForm, add_refusal
from core.accounts.models import InboxItem, SavedView, Token
from core.foundation import clock
from core.foundation.verdict import Refused

RECENTLY_RESOLVED = 20
MOST_WAITING = 100
"""Shown on the page, the most urgent first; a month's opening can ask one person for hundreds of reports."""


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    return _profile(request, TokenForm())


def _profile(request: HttpRequest, form: TokenForm) -> HttpResponse:
    user, real_at = request.user, clock.real_now()
    tokens = list(user.tokens.all())
    for token in tokens:
        token.is_live = token.is_good(user, at=real_at)
    context = {
        "form": form,
        "tokens": tokens,
        "grants": user.role_grants.filter(ended_at__isnull=True).select_related("unit", "firm", "department"),
        "second_factor_is_on": settings.REQUIRE_SECOND_FACTOR,
        "second_factor_is_required": second_factor.is_required(user),
        "has_second_factor": second_factor.has_one(user),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def token_create(request: HttpRequest) -> HttpResponse:
    """Shows the secret in this answer only: it is stored nowhere."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _profile(request, form)
    try:
        token, secret = actions.create_token(
            user=request.user,
            name=form.cleaned_data["name"],
            lasts=timedelta(days=form.cleaned_data["days"]),
            at=clock.now(),
            real_at=clock.real_now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _profile(request, form)
    return render(request, "accounts/token_once.html", {"token": token, "secret": secret})


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Token, pk=pk, user=request.user)
    with told(request, "令牌已撤销，立即失效。"):
        actions.revoke_token(user=request.user, token_id=pk, at=clock.now(), real_at=clock.real_now())
    return redirect("profile")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the person, most urgent first, and what was settled lately."""
    resolved = InboxItem.objects.filter(user=request.user, resolved_at__isnull=False).order_by("-resolved_at")
    context = {
        "items": InboxItem.objects.open_for(request.user)[:MOST_WAITING],
        "resolved": resolved[:RECENTLY_RESOLVED],
        "now": clock.now(),
    }
    return render(request, "accounts/inbox.html", context)


@require_POST
def saved_view_save(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filters of a list page under a name; answers with the fragment of the page's views."""
    problem = ""
    try:
        actions.save_view(
            user=request.user,
            page=page,
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
            is_shared=bool(request.POST.get("is_shared")),
            at=clock.now(),
        )
    except Refused as refused:
        problem = refused.message
    return _saved_views(request, page, problem=problem)


@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        page = actions.delete_view(user=request.user, view_id=pk, at=clock.now())
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    return _saved_views(request, page)


def _saved_views(request: HttpRequest, page: str, *, problem: str = "") -> HttpResponse:
    context = {
        "page": page,
        "saved_views": SavedView.objects.seen_by(request.user, page),
        "query": request.POST.get("query", ""),
        "problem": problem,
    }
    return render(request, "accounts/_saved_views.html", context, status=422 if problem else 200)
