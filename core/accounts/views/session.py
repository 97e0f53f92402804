"""Coming, going and the password."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts import actions, lockout
from core.accounts.forms import LoginForm, PasswordForm, add_refusal
from core.accounts.passwords import change_is_due
from core.foundation import clock
from core.foundation.verdict import Refused


class Login(LoginView):
    """The log-in page. A browser that succeeds is known from then on (see `lockout`)."""

    http_method_names = ["get", "head", "post", "options"]
    form_class = LoginForm
    template_name = "registration/login.html"

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        """A locked account gets a page that says until when; names nobody has are locked just the same."""
        until = getattr(self.request, "login_locked_until", None)
        if until is None:
            return super().form_invalid(form)
        minutes = lockout.minutes_left(until)
        context = {"cooloff_text": f"{minutes} 分钟后自动解锁；再次连续输错，锁定时间加倍，最长1小时。"}
        response = render(self.request, "registration/locked.html", context, status=429)
        response["Retry-After"] = str(minutes * 60)
        return response

    def form_valid(self, form: LoginForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        address = lockout.client_address(self.request)
        actions.note_log_in(user=user, address=address, way="page", at=clock.now())
        lockout.remember_browser(response, user.username)
        return response


class Logout(LogoutView):
    """By POST only: a link or a picture must not log anybody out."""

    http_method_names = ["post", "options"]

    @method_decorator(never_cache)
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        actions.note_log_out(user=request.user, at=clock.now())
        return super().post(request, *args, **kwargs)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; this session goes on, all others of the person end."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.change_password(
                user=request.user,
                new_password=form.cleaned_data["new_password1"],
                at=clock.now(),
                real_at=clock.real_now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            update_session_auth_hash(request, user)
            return redirect("password_change_done")
    context = {"form": form, "is_due": change_is_due(request.user, real_now=clock.real_now())}
    return render(request, "registration/password_change_form.html", context, status=422 if form.errors else 200)


@require_safe
def password_change_done(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/password_change_done.html")
