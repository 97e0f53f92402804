"""How long a log-in lasts, and what a person must settle before going on. Real time throughout."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.foundation.clock import real_now
from core.foundation.refusals import came_from

from . import sessions
from .passwords import change_is_due
from .second_factor import is_owed as second_factor_is_owed

ENDED = "您离开较久，已自动退出。刚才的操作没有执行，已自动保存的内容都在；请重新登录后继续。"

DUTY_URLS = frozenset({"password_change", "second_factor", "second_factor_enrol", "second_factor_code", "logout"})


class SessionLimits:
    """Ends a session after 30 idle minutes or eight hours, and answers those who are logged out in their own way.

    Password, role and status changes end sessions elsewhere: `User.get_session_auth_hash` covers the session epoch.
    The session row is written at most once a minute. Pages of logged-in people are kept by no browser and no proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.is_over(request.session):
                logout(request)
            else:
                sessions.touch(request.session)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Plain GETs of strangers are redirected by Django's own middleware; here the cases it would answer badly."""
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        is_htmx = request.headers.get("HX-Request") == "true"
        if request.method in {"GET", "HEAD"}:
            return _leave(HttpResponse(status=401), to=login_url(_page_of(request))) if is_htmx else None
        if is_htmx:  # the page stays where it is, with all that was typed on it
            return HttpResponse(ENDED, status=401, content_type="text/plain; charset=utf-8")
        return redirect(login_url(_page_of(request)))


class AccountDuties:
    """Leads a person to the new password or the second factor that is due; nothing else opens before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        is_api = request.path.startswith("/api/")
        if not request.user.is_authenticated or not (is_api or getattr(view, "login_required", True)):
            return None
        if request.resolver_match is not None and request.resolver_match.url_name in DUTY_URLS:
            return None
        duty = self._duty(request)
        if duty is None:
            return None
        if is_api:
            return JsonResponse({"code": duty, "detail": "请先在网页上修改密码或完成二次验证"}, status=403)
        if request.headers.get("HX-Request") == "true":
            return _leave(HttpResponse(status=403), to=reverse(duty))
        return redirect(duty)

    def _duty(self, request: HttpRequest) -> str | None:
        """The url name of what is due first."""
        if second_factor_is_owed(request.user):
            return "second_factor"
        if change_is_due(request.user, real_now=real_now()):
            return "password_change"
        return None


def login_url(back_to: str) -> str:
    """The log-in page, saying that the session ended, and leading back to where the person was."""
    return f"{reverse('login')}?{urlencode({'next': back_to, 'reason': 'idle'})}"


def _page_of(request: HttpRequest) -> str:
    """The page the person was looking at, as a path of ours: for fragments and posts not the address asked for."""
    if request.method == "GET" and request.headers.get("HX-Request") != "true":
        return request.get_full_path()
    return came_from(request) or reverse("home")


def _leave(response: HttpResponse, *, to: str) -> HttpResponse:
    """Make htmx leave the page instead of putting the answer into it."""
    response["HX-Redirect"] = to
    return response
