"""系统管理员: who has an account, and whether it opens."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import actions, lockout
from core.accounts.access import requires
from core.accounts.answers import told
from core.accounts.forms import AccountFilter, AccountForm, ReasonForm, add_refusal
from core.accounts.models import RoleGrant, User
from core.accounts.querysets import UserQuerySet
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import Refused

PAGE_SIZE = 50


@require_safe
@requires(Can.MANAGE_ACCOUNTS)
def account_list(request: HttpRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    live = RoleGrant.objects.filter(ended_at__isnull=True).select_related("unit", "firm", "department")
    users = _filtered(form).select_related("department").prefetch_related(Prefetch("role_grants", live, "live_grants"))
    page = Paginator(users, PAGE_SIZE).get_page(request.GET.get("page"))
    locked = lockout.locked_accounts([user.username for user in page])
    for user in page:
        user.locked_until = locked.get(user.username)
    return render(request, "accounts/account_list.html", {"filter": form, "page": page})


def _filtered(form: AccountFilter) -> UserQuerySet:
    users = User.objects.all()
    if not form.is_valid():
        return users
    if form.cleaned_data["text"]:
        users = users.matching(form.cleaned_data["text"])
    match form.cleaned_data["state"]:
        case "active":
            users = users.filter(is_active=True)
        case "closed":
            users = users.filter(is_active=False)
        case "locked":
            names = users.values_list("username", flat=True)
            users = users.filter(username__in=lockout.locked_accounts(list(names)))
    return users


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Can.MANAGE_ACCOUNTS)
def account_new(request: HttpRequest) -> HttpResponse:
    """Opens an account and shows its one-time password in this answer only."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = actions.create_account(
                of=actions.NewAccount(**form.cleaned_data),
                at=clock.now(),
                real_at=clock.real_now(),
                by=request.user.actor,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return render(request, "accounts/password_once.html", {"person": user, "password": password})
    return render(request, "accounts/account_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@requires(Can.MANAGE_ACCOUNTS)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with the steps an administrator may take, each of which wants a reason."""
    person = get_object_or_404(User.objects.select_related("department"), pk=pk)
    grants = person.role_grants.filter(ended_at__isnull=True).select_related("unit", "firm", "department")
    context = {
        "person": person,
        "grants": grants,
        "locked_until": lockout.locked_accounts([person.username]).get(person.username),
        "form": ReasonForm(),
        "is_oneself": person.pk == request.user.pk,
    }
    return render(request, "accounts/account.html", context)


@require_POST
@requires(Can.MANAGE_ACCOUNTS)
def account_status(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    opens = request.POST.get("is_active") == "1"
    done = f"账号“{person}”已启用。" if opens else f"账号“{person}”已停用，其登录和令牌立即失效。"
    with told(request, done):
        actions.set_active(user_id=pk, is_active=opens, reason=_reason(request), at=clock.now(), by=request.user.actor)
    return redirect("account", pk=pk)


@never_cache
@require_POST
@requires(Can.MANAGE_ACCOUNTS)
def account_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the one-time password in this answer only."""
    get_object_or_404(User, pk=pk)
    password = ""
    with told(request, "密码已重置，原有登录和令牌立即失效。"):
        person, password = actions.reset_password(
            user_id=pk, reason=_reason(request), at=clock.now(), real_at=clock.real_now(), by=request.user.actor
        )
    if not password:
        return redirect("account", pk=pk)
    return render(request, "accounts/password_once.html", {"person": person, "password": password})


@require_POST
@requires(Can.MANAGE_ACCOUNTS)
def account_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(User, pk=pk)
    with told(request, "已解除登录锁定，可以重新登录。"):
        actions.unlock_account(user_id=pk, reason=_reason(request), at=clock.now(), by=request.user.actor)
    return redirect("account", pk=pk)


@require_POST
@requires(Can.MANAGE_ACCOUNTS)
def account_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """For somebody who lost the telephone: the next log-in asks to enrol again."""
    get_object_or_404(User, pk=pk)
    with told(request, "已解除二次验证，该账号下次登录须重新绑定。"):
        actions.reset_second_factor(user_id=pk, reason=_reason(request), at=clock.now(), by=request.user.actor)
    return redirect("account", pk=pk)


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused("请写明原因（200字以内）", code="invalid")
    return form.cleaned_data["reason"]
