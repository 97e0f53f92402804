"""Handing out the scans of the month to those who may read what they belong to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.foundation.verdict import Refused
from core.operations.downloads import download
from core.operations.models import StoredFile
from reporting.choices import PaperOf
from reporting.models import Duty

from .units import visible_submission


@require_safe
def report_paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a write-back or of a correction, for whoever may read its report."""
    paper = StoredFile.objects.filter(pk=pk, owner_kind__in=[PaperOf.DUTY, PaperOf.CORRECTION]).first()
    if paper is None or not Duty.objects.visible_to(request.user).filter(pk=paper.owner_id).exists():
        raise Http404("没有这份文件，或不在您的管辖范围。")
    return _handed_out(paper)


@require_safe
def unit_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed and sealed sheet behind a receipt."""
    submission = visible_submission(request.user, pk)
    if submission.scan is None:
        raise Http404("这次整县报送没有扫描件。")
    return _handed_out(submission.scan)


def _handed_out(stored: StoredFile) -> HttpResponse:
    """404 with the cure when the disk has lost it."""
    try:
        return download(stored)
    except Refused as refusal:
        raise Http404(refusal.message) from None
