"""When a session began and was last used. Real time."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from core.foundation.clock import real_now

_STARTED, _SEEN = "started_at", "seen_at"
TOUCH_EVERY_SECONDS = 60


def _now() -> int:
    return int(real_now().timestamp())


@receiver(user_logged_in, dispatch_uid="core.accounts.session_starts")
def start(request: HttpRequest, **_: object) -> None:
    """Write down when the session began; one without this mark is over."""
    request.session[_STARTED] = request.session[_SEEN] = _now()


def is_over(session: SessionBase) -> bool:
    """Idle too long, or open too long whatever was done in it."""
    now, started, seen = _now(), session.get(_STARTED, 0), session.get(_SEEN, 0)
    return now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS


def touch(session: SessionBase) -> None:
    """Note that the session is in use, at most once a minute: a GET must not write a row each time."""
    now = _now()
    if now - session[_SEEN] >= TOUCH_EVERY_SECONDS:
        session[_SEEN] = now
