"""The plan's import desk in the words of tests: rows by hand or a workbook, compared, received and committed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from openpyxl import Workbook

from core.foundation.money import wan
from core.intake import actions
from core.intake.comparison import Compared, FileRow
from core.intake.desks import Occasion, desk_named
from core.intake.models import Batch
from core.journal.actor import Actor
from projects.actions import BatchPaper
from projects.imports.plan.comparing import compare
from projects.imports.plan.standing import load_plans
from projects.models import Campaign, PlanLine


def occasion(campaign: Campaign) -> Occasion:
    return Occasion(desk_named("plan"), str(campaign.year))


def compared(campaign: Campaign, *rows: dict[str, str]) -> list[Compared]:
    """Rows of one sheet by field, “month_plan_wan@07” for July's amount."""
    given = [FileRow(number, "表", number + 4, values) for number, values in enumerate(rows, start=1)]
    return compare(given, load_plans(campaign))


def receive(file: BinaryIO, name: str, *, campaign: Campaign, by: Actor, at: datetime) -> Batch:
    return actions.receive(file, name, occasion=occasion(campaign), by=by, at=at)


def commit(batch: Batch, *, reason: str, paper: BatchPaper | None, seen_digest: str, by: Actor, at: datetime) -> Batch:
    words = {"reason": reason, "paper": paper}
    return actions.commit(batch, words=words, seen_digest=seen_digest, by=by, at=at)


def months(*amounts: float | str, series: str = "month_plan_wan") -> dict[str, str]:
    """Twelve amounts (or fewer, from January on) as a row holds them; "" leaves a month blank."""
    given = enumerate(amounts, start=1)
    return {f"{series}@{month:02d}": f"{float(amount):.2f}" for month, amount in given if amount != ""}


TWO_LEVELS = ("项目编码", "项目名称", "年度计划", *["月计划"] * 12)


def plan_table(campaign: Campaign, **amounts: Sequence[Decimal]) -> Workbook:
    """The year's plans under two rows of heads, a row a project; everything is due in the last quarter, or, for the
    codes named (“QZ18_0001”), as `amounts` say for single months."""
    book = Workbook()
    sheet = book.active
    sheet.append([f"{campaign.year}年城乡建设项目投资计划"])
    sheet.append(["单位：万元"])
    sheet.append(TWO_LEVELS)
    sheet.append([None] * 3 + [f"{month}月" for month in range(1, 13)])
    for column in range(1, 4):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.merge_cells(start_row=3, end_row=3, start_column=4, end_column=15)
    lines = PlanLine.objects.live().filter(listing__campaign=campaign, listing__left_by__isnull=True)
    for line in lines.filter(listing__project__has_parts=False).select_related("listing__project").order_by("listing"):
        project, plan = line.listing.project, line.annual_plan_wan
        third = wan(plan / 3)
        late = [0] * 9 + [third, third, plan - 2 * third]
        sheet.append([project.code, project.name, plan, *amounts.get(project.code.replace("-", "_"), late)])
    return book
