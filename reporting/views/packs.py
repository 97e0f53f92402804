"""下载预填表: the month's form as a workbook, whole or in slices by owner."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.asking import allow
from core.foundation.verdict import Refused
from reporting.imports.duties import load_duties
from reporting.packs.content import by_owner, pack_of
from reporting.packs.workbook import file_name, write_pack, write_slices

from .finding import month_choice

_IN_MEMORY = 4 * 1024 * 1024


@require_safe
def report_workbook(request: HttpRequest) -> FileResponse:
    """`?month=2018-07`, and `&by=owner` for a zip with one workbook for each owner."""
    allow(request.user.may(Can.FILL_REPORTS))
    choice = month_choice(request)
    if choice is None or choice.row is None:
        raise Http404("这个月还没有开放填报。")
    if choice.is_locked:
        raise Refused(f"{choice.month.label}已锁数，没有要填的表；数据可在“打印上报表”中查看。", code="locked")
    at = clock.now()
    duties = load_duties(choice.row, request.user, unit="", at=at)
    pack = pack_of(request.user, choice.row, duties, at=at)
    target = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - the response closes it
    if request.GET.get("by") == "owner":
        write_slices(target, by_owner(pack))
        name = file_name(pack).removesuffix(".xlsx") + "（按建设单位）.zip"
    else:
        write_pack(target, pack)
        name = file_name(pack)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["Cache-Control"] = "private, no-store"
    return response
