from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.operations.downloads import download
from core.operations.models import StoredFile

from .access import may_have


@require_safe
def stored_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself; not found for whoever may not have it. Refused when the disk has lost it."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not may_have(request.user, stored):
        raise Http404("没有这份文件，或不在您的管辖范围。")
    return download(stored)
