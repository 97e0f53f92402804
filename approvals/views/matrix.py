"""项目审批: projects × stages with lights, and how departments stand."""

import tempfile
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals import rollups
from approvals.choices import CaseLight, Stage
from approvals.filters import Chosen, by_urgency, filtered_listings, routed_listings
from approvals.models import ApprovalCase, GuideVersion
from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.sheets import SheetColumn, Table, write_table

from .desk import menus, pills

PAGE_SIZE = 50


@require_safe
@requires(Can.READ_PROJECTS)
def approval_matrix(request: HttpRequest) -> HttpResponse:
    chosen, today = Chosen.of(request.GET), clock.today()
    listings = by_urgency(filtered_listings(routed_listings(request.user), chosen, today=today), today=today)
    page = Paginator(listings, PAGE_SIZE).get_page(request.GET.get("page"))
    cases = ApprovalCase.objects.visible_to(request.user)
    standing = rollups.standing(cases, today=today)
    context = {
        "page": page,
        "rows": rollups.matrix(list(page), today=today),
        "stage_labels": Stage.labels,
        "chosen": chosen,
        "counts": standing.counts,
        "pills": pills(chosen, standing.counts, first="全部项目"),
        "green": standing.green,
        "standing": standing,
        "drawings": rollups.drawing_sum(cases),
        "today": today,
        "address": urlencode(chosen.address()),
        "has_guide": page.paginator.count > 0 or GuideVersion.objects.exists(),
    }
    return render(request, "approvals/matrix.html", context | menus(standing))


@require_safe
@requires(Can.READ_PROJECTS)
def approval_matrix_export(request: HttpRequest) -> FileResponse:
    """导出所见: the matrix under its filters, all pages of it."""
    chosen, today = Chosen.of(request.GET), clock.today()
    found = filtered_listings(routed_listings(request.user), chosen, today=today)
    listings = list(by_urgency(found, today=today))
    heads = [
        SheetColumn("项目编码", 14),
        SheetColumn("项目名称", 36),
        SheetColumn("单位", 12),
        SheetColumn("审批模板", 22),
    ]
    for label in Stage.labels:
        heads += [
            SheetColumn(f"{label}：已批", 10),
            SheetColumn("应批", 8),
            SheetColumn("灯", 10),
            SheetColumn("在办", 30),
        ]
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    note = f"截至{today:%Y-%m-%d}；应批为所选模板的事项数"
    rows = rollups.matrix(listings, today=today)
    write_table(target, Table("审批进度", "项目审批进度表", note, heads), (_line(row) for row in rows))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"项目审批进度_{today:%Y%m%d}.xlsx")


def _line(row: rollups.MatrixRow) -> list[Any]:
    line: list[Any] = [row.listing.project.code, row.listing.project.name, row.listing.unit.name, row.template_name]
    for cell in row.cells:
        light = "" if cell.light == CaseLight.UNLIT else str(cell.light.label)
        line += [cell.granted, cell.needed, light, "；".join(_words(case) for case in cell.open)]
    return line


def _words(case: ApprovalCase) -> str:
    due = f"，{case.due_on:%-m-%-d}到期" if case.due_on else ""
    return f"{case.matter.short_name}（{case.get_state_display()}{due}）"
