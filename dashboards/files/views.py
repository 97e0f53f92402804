from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from core.foundation.verdict import Refused
from core.operations.downloads import download
from core.operations.models import StoredFile

from .access import may_have


@require_GET
def stored_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file itself; not found for whoever may not have it."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not may_have(request.user, stored):
        raise Http404
    try:
        return download(stored)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("home")
