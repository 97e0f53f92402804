"""What django-axes asks before each log-in attempt and tells after it.

Its own counters are not used: they know no growing lock, and they would keep the names and addresses that were typed.
"""

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.http import HttpRequest

from core.foundation import clock

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
        """Count a wrong password; an attempt made while locked counts nothing, or a lock would never end.

        Leaves `request.login_locked_until` for the view that answers: a moment of real time, or None.
        """
        if request is None:
            return
        username = _username(credentials)
        if lockout.locked_until(request, username) is None and lockout.record_failure(request, username):
            note_lock_out(username=username, address=lockout.client_address(request), at=clock.now())
        request.login_locked_until = lockout.locked_until(request, username)

    def user_logged_in(self, sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
        lockout.release(user.get_username(), request=request)

    def user_logged_out(self, sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
        """Nothing is counted at the way out."""


def _username(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")
