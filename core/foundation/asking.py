"""What a view settles before it acts: whether the person may, and which version of the row was on the page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.foundation.verdict import Verdict

_LONG_AGO = -1


def allow(verdict: Verdict) -> None:
    """403 with the reason, for what is in scope but not allowed."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def allow_to(verdict: Verdict) -> None:
    """403 for who may never do it; what is only not possible now is the action's to refuse, under the lock."""
    if verdict.code == "forbidden":
        allow(verdict)


def seen_version(request: HttpRequest, field: str = "version") -> int:
    """The version the page was made from; a page that does not say counts as seen long ago."""
    text = request.POST.get(field, "")
    return int(text) if text.isdecimal() else _LONG_AGO
