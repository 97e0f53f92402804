"""How a refusal reaches the person: as JSON beside the field, or as a message on the page that is shown again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from core.foundation.verdict import Refused


def as_json(refusal: Refused) -> JsonResponse:
    return JsonResponse(
        {"message": refusal.message, "code": refusal.code, "field_errors": refusal.field_errors},
        status=refusal.status,
    )


def back_with(request: HttpRequest, refusal: Refused, url: str) -> HttpResponse:
    """Nothing was typed that could be lost: say why on the page one came from. Missing rights are a 403 page."""
    if refusal.status == 403:
        raise PermissionDenied(refusal.message)
    messages.error(request, refusal.message)
    return HttpResponseRedirect(url)
