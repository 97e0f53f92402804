"""安全管理员: who holds which role over what."""

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import actions
from core.accounts.access import requires
from core.accounts.answers import told
from core.accounts.forms import GrantFilter, GrantForm, add_refusal
from core.accounts.models import RoleGrant
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused

PAGE_SIZE = 50


@require_safe
@requires(Can.GRANT_ROLES)
def grant_list(request: HttpRequest) -> HttpResponse:
    form = GrantFilter(request.GET)
    page = Paginator(_filtered(form), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/grant_list.html", {"filter": form, "page": page})


def _filtered(form: GrantFilter) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.select_related("user", "unit", "firm", "department")
    if not form.is_valid() or not form.cleaned_data["ended"]:
        grants = grants.filter(ended_at__isnull=True)
    if form.is_valid() and form.cleaned_data["role"]:
        grants = grants.filter(role=form.cleaned_data["role"])
    if form.is_valid() and (text := form.cleaned_data["text"]):
        grants = grants.filter(Q(user__username__icontains=text) | Q(user__display_name__icontains=text))
    return grants.order_by("user__username", "role", "pk")


@require_http_methods(["GET", "POST"])
@requires(Can.GRANT_ROLES)
def grant_new(request: HttpRequest) -> HttpResponse:
    form = GrantForm(request.POST or None, initial={"user": request.GET.get("user")})
    if request.method == "POST" and form.is_valid():
        try:
            _grant(form, request)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("grant_list")
    return render(request, "accounts/grant_form.html", {"form": form}, status=422 if form.errors else 200)


def _grant(form: GrantForm, request: HttpRequest) -> None:
    places = form.places()
    if len(places) > 1:
        raise Refused("上报单位、业主、部门至多填一个", code="invalid")
    actions.grant_role(
        user_id=form.cleaned_data["user"].pk,
        role=form.cleaned_data["role"],
        place=places[0] if places else None,
        reason=form.cleaned_data["reason"],
        at=clock.now(),
        by=request.user.actor,
    )


@require_POST
@requires(Can.GRANT_ROLES)
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    with told(request, f"已终止“{grant.user}”的“{grant.get_role_display()}”，其登录立即失效。"):
        actions.end_grant(grant_id=pk, reason=request.POST.get("reason", ""), at=clock.now(), by=request.user.actor)
    return redirect("grant_list")
