"""审批件: the list of files with what presses first, for the section, a department, leaders and counties alike."""

import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals import rollups
from approvals.choices import OPEN, CaseLight, CaseState, Stage
from approvals.filters import ALL, DECIDED, TO_DELIVER, WAITING, Chosen, listed_cases
from approvals.models import ApprovalCase
from approvals.rollups.standing import over, pressing
from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.sheets import SheetColumn, Table, write_table
from core.organisations.models import ReportingUnit

PAGE_SIZE, SHOWN_AT_HOME = 50, 12
WITH_DEPARTMENT = (CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.DECIDED)


@require_safe
@requires(Can.READ_PROJECTS, Can.HANDLE_APPROVALS)
def approval_cases(request: HttpRequest) -> HttpResponse:
    """Open files first, late before pressing, then by due day; decided ones at the end."""
    chosen, today = Chosen.of(request.GET), clock.today()
    seen = listed_cases(request.user, Chosen(light=ALL), today=today)
    cases = ordered(listed_cases(request.user, chosen, today=today), today)
    standing = rollups.standing(seen, today=today)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(case, case.light(today)) for case in page],
        "chosen": chosen,
        "counts": standing.counts,
        "pills": pills(chosen, standing.counts, first=f"在办 {standing.counts.open}"),
        "today": today,
        "address": urlencode(chosen.address()),
        "has_matrix": bool(request.user.may(Can.READ_PROJECTS)),
    }
    return render(request, "approvals/cases.html", context | menus(standing))


def ordered(cases: QuerySet[ApprovalCase], today: date) -> QuerySet[ApprovalCase]:
    """Late, pressing, to be answered or delivered, running, stopped; then what is done, newest first."""
    rank = Case(
        When(over(today), then=Value(0)),
        When(pressing(today), then=Value(1)),
        When(state__in=[CaseState.SUBMITTED, CaseState.DECIDED], then=Value(2)),
        When(state=CaseState.IN_REVIEW, then=Value(3)),
        When(state__in=OPEN, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    return (
        cases.select_related("project", "matter", "department")
        .annotate(rank=rank)
        .order_by("rank", F("decided_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "received_on", "pk")
    )


def pills(chosen: Chosen, counts: rollups.LightCounts, *, first: str) -> list[tuple[str, str, int | None, Any, bool]]:
    """(query, word, number, light or None, is chosen): pressing one shows it alone, pressing it again shows all."""
    offered: list[tuple[str, str, int | None, CaseLight | None]] = [
        ("", first, None, None),
        (CaseLight.RED, "超期", counts.red, CaseLight.RED),
        (CaseLight.YELLOW, "临期", counts.yellow, CaseLight.YELLOW),
        (CaseLight.GREEN, "正常", counts.green, CaseLight.GREEN),
        (CaseLight.PAUSED, "暂停计时", counts.paused, CaseLight.PAUSED),
        (WAITING, "待受理、待补正", counts.waiting, None),
        (TO_DELIVER, "待送达", counts.to_deliver, None),
        (DECIDED, "已决定", counts.decided, None),
    ]
    return [
        (
            urlencode(chosen.address(light="" if value == chosen.light else value)),
            word,
            number,
            light,
            value == chosen.light,
        )
        for value, word, number, light in offered
    ]


def menus(standing: rollups.Standing) -> dict[str, Any]:
    """The closed choices of the filter row."""
    return {
        "stages": Stage.choices,
        "units": ReportingUnit.objects.all(),
        "departments": standing.departments,
    }


HEADS = (
    *(SheetColumn("受理编号", 22), SheetColumn("项目编码", 14), SheetColumn("项目名称", 36), SheetColumn("事项", 30)),
    *(SheetColumn("阶段", 14), SheetColumn("审批部门", 18), SheetColumn("状态", 10), SheetColumn("灯", 10)),
    *(
        SheetColumn("绿色通道", 14),
        SheetColumn("承诺（工作日）", 10),
        SheetColumn("一般承诺", 10),
        SheetColumn("延长", 8),
    ),
    *(SheetColumn("收件日", 12), SheetColumn("受理日", 12), SheetColumn("到期日", 12), SheetColumn("决定日", 12)),
    *(SheetColumn("用时（工作日）", 10), SheetColumn("较一般承诺节省", 10), SheetColumn("批文号", 22)),
    *(SheetColumn("现在在谁手里", 18), SheetColumn("到手日", 12)),
)


@require_safe
@requires(Can.READ_PROJECTS, Can.HANDLE_APPROVALS)
def approval_cases_export(request: HttpRequest) -> FileResponse:
    """导出所见: the files of the page under its filters, all pages of them."""
    chosen, today = Chosen.of(request.GET), clock.today()
    cases = ordered(listed_cases(request.user, chosen, today=today), today)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    table = Table("审批件", "项目审批件", f"截至{today:%Y-%m-%d}；天数为工作日", HEADS)
    write_table(target, table, (_line(case, today) for case in _all(cases)))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"审批件_{today:%Y%m%d}.xlsx")


def _all(cases: QuerySet[ApprovalCase]) -> Iterator[ApprovalCase]:
    return cases.iterator(chunk_size=500)


def _line(case: ApprovalCase, today: date) -> list[Any]:
    return [
        *(case.number, case.project.code, case.project.name, case.matter.name, case.matter.get_stage_display()),
        *(case.department.name, case.get_state_display(), str(case.light(today).label), case.green_basis),
        *(case.limit_days, case.ordinary_days, case.extension_days, case.received_on, case.accepted_on, case.due_on),
        *(case.decided_on, case.used_days, case.saved_days, case.document_number),
        *(case.department.name if case.holder == "department" else str(case.holder.label), case.holder_since),
    ]


@require_safe
@requires(Can.READ_PROJECTS, Can.HANDLE_APPROVALS)
def approval_strip(request: HttpRequest) -> HttpResponse:
    """For homes: how the files stand, and for a department's member which of them wait, the most pressing first."""
    user, today = request.user, clock.today()
    cases = listed_cases(user, Chosen(), today=today)
    context: dict[str, Any] = {
        "counts": rollups.standing(cases, today=today).counts,
        "rows": [],
        "shown": SHOWN_AT_HOME,
    }
    if not user.may(Can.READ_PROJECTS):
        waiting = ordered(cases.handled_by(user).filter(state__in=WITH_DEPARTMENT), today)[:SHOWN_AT_HOME]
        context["rows"] = [(case, case.light(today)) for case in waiting]
    return render(request, "approvals/_strip.html", context)
