"""What django-axes asks before each log-in attempt and tells after it.

Its own counters are not used: they know no growing lock, and they would keep the names and addresses that were typed.
"""

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.foundation import clock
from core.foundation.clock import real_now

from . import lockout
from .actions import note_lock_out
from .models import LoginGuard


class LockoutHandler(AbstractAxesHandler, AxesBaseHandler):
    """What django-axes asks before each attempt and tells after it."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return lockout.locked_until(request, _username(credentials)) is not None

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        guard = LoginGuard.objects.filter(key=lockout.account_key(_username(credentials))).first()
        return guard.failures if guard else 0

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: object
    ) -> None:
        """Count a wrong password; an attempt made while locked counts nothing, or a lock would never end."""
        if request is None:
            return
        username = _username(credentials)
        request.axes_credentials = credentials
        if lockout.locked_until(request, username) is None and lockout.record_failure(request, username):
            note_lock_out(username=username, address=lockout.client_address(request), at=clock.now())
        request.axes_locked_out = lockout.locked_until(request, username) is not None

    def user_logged_in(self, sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
        lockout.release(user.get_username(), request=request)

    def user_logged_out(self, sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
        """Nothing is counted at the way out."""


def _username(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Turn the answer to an attempt that met a lock into 429, with the time when the next one may be made."""
    until = lockout.locked_until(request, _username(credentials)) or real_now()
    minutes = max(1, -(-int((until - real_now()).total_seconds()) // 60))
    if not request.path.startswith("/api/"):
        context = {"cooloff_text": f"{minutes} 分钟后自动解锁；再次连续输错，锁定时间加倍，最长1小时。"}
        response = render(request, "registration/locked.html", context)
    elif response is None:
        response = HttpResponse()
    response.status_code = 429
    response["Retry-After"] = str(minutes * 60)
    return response
