"""检查记录 and 整改清单: what exists for the person, filtered, and the same as a workbook."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import IO, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.sheets import SheetColumn, Table, write_table
from core.organisations.models import ReportingUnit
from inspections.choices import OPEN_ORDERS, REVEALED
from inspections.filters import ORDER_STATES, STATES, WAYS, Wanted
from inspections.models import Programme, Visit

from .finding import seen_orders

PAGE_SIZE = 50
READERS = (Can.READ_INSPECTIONS, Can.ANSWER_ORDERS, Can.INSPECT)


def _may_list(user: User) -> None:
    verdicts = [user.may(right) for right in READERS]
    if not any(verdicts):
        raise PermissionDenied(verdicts[0].reason)


def _rows(request: HttpRequest, wanted: Wanted) -> QuerySet[Visit]:
    """Revealed visits only: a list is no place for a plan, not even for who knows it."""
    rows = wanted.of_visits(
        Visit.objects.visible_to(request.user).filter(state__in=REVEALED), today=clock.today()
    ).select_related("listing__project", "listing__unit", "programme__campaign", "order")
    counted = rows.annotate(found=Count("findings"), order_number=F("order__number"))
    return counted.order_by("-checked_in_at", "pk")


@require_safe
def inspection_visits(request: HttpRequest) -> HttpResponse:
    _may_list(request.user)
    wanted = Wanted.read(request.GET)
    page = Paginator(_rows(request, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    today = clock.today()
    context = {
        "page": page,
        "wanted": wanted,
        "rows": [_listed(request.user, each, today=today) for each in page.object_list],
        "address": urlencode({key: value for key, value in request.GET.items() if key != "page"}),
        **_menus(request.user),
    }
    return render(request, "inspections/visits.html", context)


def _listed(user: User, visit: Visit, *, today: date) -> tuple[Visit, bool, bool]:
    """The visit, whether its outcome may be shown, whether its order is late."""
    order = visit.order if visit.order_number else None
    late = order is not None and order.state in OPEN_ORDERS and order.due_on < today
    return visit, _shows_outcome(user, visit), late


def _shows_outcome(user: User, visit: Visit) -> bool:
    """Counts and scores only when the visit is over, for those who were inspected."""
    return visit.state == "finished" or bool(user.may(Can.READ_INSPECTIONS)) or bool(user.may(Can.INSPECT))


def _menus(user: User) -> dict[str, Any]:
    reads_all = user.scope(Can.READ_INSPECTIONS).whole_city
    return {
        "states": STATES,
        "ways": WAYS,
        "order_states": [("none", "无整改通知"), *ORDER_STATES],
        "units": ReportingUnit.objects.all() if reads_all else (),
        "programmes": Programme.objects.select_related("campaign") if reads_all else (),
    }


@require_safe
def inspection_visits_export(request: HttpRequest) -> FileResponse:
    """导出所见."""
    _may_list(request.user)
    rows = _rows(request, Wanted.read(request.GET))
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    heads = [SheetColumn(head, width) for head, width in HEADS]
    note = f"截至{clock.now():%Y年%-m月%-d日 %H:%M}"
    write_table(target, Table("检查记录", "现场检查记录", note, heads), _sheet_rows(rows, request.user))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename="现场检查记录.xlsx")


HEADS = (
    ("项目编码", 14), ("项目名称", 36), ("单位", 12), ("督查方案", 24), ("产生方式", 10), ("到场时间", 18),
    ("状态", 10), ("得分", 8), ("问题数", 8), ("整改文号", 20), ("整改期限", 12), ("整改状态", 10),
)  # fmt: skip


def _sheet_rows(rows: QuerySet[Visit], user: User) -> Iterator[list[Any]]:
    for each in rows.iterator(chunk_size=500):
        order = getattr(each, "order", None)
        shown = _shows_outcome(user, each)
        yield [
            each.listing.project.code,
            each.listing.project.name,
            each.listing.unit.name,
            each.programme.name,
            each.get_how_display(),
            f"{each.checked_in_at.astimezone(clock.now().tzinfo):%Y-%m-%d %H:%M}",
            each.get_state_display(),
            each.score if shown else None,
            each.found if shown else None,
            order.document_number if order else "",
            order.due_on if order else None,
            order.get_state_display() if order else "",
        ]


@require_safe
def inspection_orders(request: HttpRequest) -> HttpResponse:
    """整改: what I have to mend (or to see mended), what is late first."""
    _may_list(request.user)
    wanted, today = Wanted.read(request.GET), clock.today()
    rows = wanted.of_orders(seen_orders(request.user), today=today).annotate(found=Count("items"))
    ordered = rows.order_by("closed_at", "due_on", "pk")
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    mine = seen_orders(request.user)
    context = {
        "page": page,
        "wanted": wanted,
        "today": today,
        "answers": request.user.may(Can.ANSWER_ORDERS),
        "counts": {
            "open": mine.filter(state__in=("issued", "rectifying")).count(),
            "overdue": mine.overdue(today=today).count(),
        },
        **_menus(request.user),
    }
    return render(request, "inspections/orders.html", context)
