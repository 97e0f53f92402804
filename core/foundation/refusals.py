"""A refusal that no view caught becomes an answer in the asker's own way: nothing was written, the reason is shown.

`rest.refusals` does the same for the API.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import permission_denied

from core.foundation.verdict import Refused

_SWAPPED = 422
"""The kit puts htmx answers of this status into the page, as forms with errors."""


class Refusals:
    """Turns an uncaught Refused into its answer.

    Programs get JSON, htmx a plain sentence (the kit shows it at the corner), a missing right the 403 page. A sent form
    leads back to the page it came from with the reason on top; everything else is a page of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refused) else None


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to one refused request."""
    if _wants_json(request):
        return as_json(refused)
    sentence = _sentence(refused)
    if request.headers.get("HX-Request") == "true":
        status = 409 if refused.status == _SWAPPED else refused.status
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    if refused.status == 403:
        return permission_denied(request, PermissionDenied(sentence))
    back = came_from(request) if request.method == "POST" else None
    if back is None:
        return render(request, "409.html", {"reason": sentence}, status=refused.status)
    messages.error(request, sentence)
    return HttpResponseRedirect(back)


def as_json(refused: Refused) -> JsonResponse:
    body = {"message": refused.message, "code": refused.code, "field_errors": refused.field_errors}
    return JsonResponse(body, status=refused.status)


def came_from(request: HttpRequest) -> str | None:
    """The page the person was looking at, as a path of ours; None when it is unknown or somebody else's."""
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(shown, {request.get_host()}, require_https=request.is_secure()):
        return None
    parts = urlsplit(shown)
    path = "/" + parts.path.lstrip("/")  # “//elsewhere” would leave the portal
    return f"{path}?{parts.query}" if parts.query else path


def _wants_json(request: HttpRequest) -> bool:
    """Asked for, or spoken; a browser's “anything” means a page."""
    if request.content_type == "application/json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _sentence(refused: Refused) -> str:
    """The reason with what is wrong in each field, for places that have no fields."""
    details = [text for texts in refused.field_errors.values() for text in texts if text not in refused.message]
    return f"{refused.message.rstrip('。')}：{'；'.join(details)}" if details else refused.message
