"""月度汇总: the list, one brief, its workbook, the proof that it can be made again, and the leader's release."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from core.accounts.access import requires
from core.accounts.answers import told
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.months import Month
from dashboards.board.editions import Edition
from dashboards.board.links import board_url, register_url
from dashboards.board.sight import Sight, sight_of
from reporting.actions import months
from reporting.models import ReportingMonth
from reporting.permissions import may_release
from reporting.rollups.briefs import recompute_digest

from . import workbook
from .read import brief_page, brief_rows, find_edition

RUNNING = "暂定汇总随审随变，定版后才能核对。"


@require_GET
@requires(Can.READ_BOARD)
def brief_list(request: HttpRequest) -> HttpResponse:
    sight = sight_of(request.user)
    return render(request, "dashboards/briefs/list.html", {"rows": brief_rows(sight), "city": sight.whole_city})


@require_GET
@requires(Can.READ_BOARD)
def brief(request: HttpRequest, month: Month, number: int) -> HttpResponse:
    """One brief as it was made, whatever came after it."""
    sight = sight_of(request.user)
    page = brief_page(_edition(month, number, sight), sight)
    context = {
        "page": page,
        "brief": page.brief,
        "unit_rows": [(row, page.starts[row.unit.pk]) for row in page.standings.ranked + page.standings.apart],
        "city": sight.whole_city,
        "release": may_release(request.user, page.month) if page.month else None,
        "is_newest": page.reading.edition.versions[0].pk == page.brief.pk,
        "links": {"board": board_url(page.brief), "register": register_url(page.brief)},
    }
    return render(request, "dashboards/briefs/brief.html", context)


@require_GET
@requires(Can.READ_BOARD)
def brief_export(request: HttpRequest, month: Month, number: int) -> FileResponse:
    sight = sight_of(request.user)
    page = brief_page(_edition(month, number, sight), sight)
    return FileResponse(workbook.export(page), as_attachment=True, filename=workbook.file_name(page))


@require_POST
@requires(Can.READ_BOARD)
def brief_recompute(request: HttpRequest, month: Month, number: int) -> HttpResponse:
    """Make the brief again from the same moment and say whether it is the same; nothing is kept."""
    found = _edition(month, number, sight_of(request.user)).brief
    if found.is_running:
        return HttpResponse(RUNNING, status=409, content_type="text/plain; charset=utf-8")
    again = recompute_digest(found)
    context = {
        "brief": found,
        "again": again,
        "is_equal": again == found.digest,
        "at": clock.now(),
        "version": settings.VERSION,
    }
    if not request.htmx:
        say = messages.success if context["is_equal"] else messages.error
        say(
            request,
            "重新核算一致。" if context["is_equal"] else f"重新核算不一致，重算摘要 {again}，请通知系统管理员核查。",
        )
        return redirect("brief", month=month, number=number)
    return render(request, "dashboards/briefs/proof.html", context)


@require_POST
@requires(Can.RELEASE_BRIEF)
def brief_release(request: HttpRequest, month: Month, number: int) -> HttpResponse:
    """局领导审签 of the month, on the page of its newest brief."""
    found = _edition(month, number, sight_of(request.user)).brief
    held = get_object_or_404(ReportingMonth, campaign=found.campaign_id, month=month)
    with told(request, f"{month.label}汇总已审签。"):
        months.release_month(reporting_month=held, by=request.user, at=clock.now())
    return redirect("brief", month=month, number=number)


def _edition(month: Month, number: int, sight: Sight) -> Edition:
    edition = find_edition(month, number, sight)
    if edition is None:
        raise Http404
    return edition
