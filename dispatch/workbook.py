"""问题台账 as a workbook: the ledger as filtered on the screen, in the columns of the office's own table."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from core.foundation.clock import day_of
from core.foundation.sheets import SheetColumn, Table, write_table
from core.foundation.working_days import WorkingCalendar

from .choices import RUNNING
from .clocks import clock_of
from .models import Deadline, Problem, ProblemStep

COLUMNS = (
    SheetColumn("编号", 8),
    SheetColumn("项目编码", 14),
    SheetColumn("项目", 30),
    SheetColumn("问题", 30),
    SheetColumn("问题描述", 40),
    SheetColumn("问题类别", 12),
    SheetColumn("提出单位", 14),
    SheetColumn("提出日期", 12, "yyyy-mm-dd"),
    SheetColumn("层级", 10),
    SheetColumn("牵头单位", 20),
    SheetColumn("配合单位", 24),
    SheetColumn("责任人", 10),
    SheetColumn("已采取措施", 30),
    SheetColumn("提请协调事项", 30),
    SheetColumn("措施", 30),
    SheetColumn("完成时限", 12, "yyyy-mm-dd"),
    SheetColumn("延期次数", 10),
    SheetColumn("进展", 40),
    SheetColumn("状态", 10),
    SheetColumn("是否逾期", 16),
    SheetColumn("销号日期", 12, "yyyy-mm-dd"),
    SheetColumn("核销人", 12),
)


def with_ledger(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Adds what only the workbook shows: `last_word`, the text of the newest step, and `extensions`, how many."""
    steps = ProblemStep.objects.filter(problem=OuterRef("pk")).exclude(text="").order_by("-number")
    extended = Deadline.objects.filter(problem=OuterRef("pk"), is_extension=True).order_by()
    counted = extended.values("problem").annotate(count=Count("pk")).values("count")
    return problems.prefetch_related("partners").annotate(
        last_word=Coalesce(Subquery(steps.values("text")[:1]), Value("", output_field=TextField())),
        extensions=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    )


def export(problems: Iterable[Problem], *, today: date, calendar: WorkingCalendar) -> IO[bytes]:
    """An open temporary file at its start. Rows come from `with_ledger`."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    table = Table("问题台账", "城乡建设大会战问题台账", f"截至{today:%Y年%-m月%-d日}；期限按工作日计", COLUMNS)
    write_table(target, table, _rows(problems, today, calendar))
    target.seek(0)
    return target


def file_name(today: date) -> str:
    return f"问题台账_{today:%Y%m%d}.xlsx"


def _rows(problems: Iterable[Problem], today: date, calendar: WorkingCalendar) -> Iterator[list[Any]]:
    for row in problems:
        due = row.deadline.due_on if row.deadline else None
        clock = clock_of(due, today, calendar, runs=row.state in RUNNING)
        yield [
            row.number,
            row.listing.project.code,
            row.listing.project.name,
            row.title,
            row.description,
            row.get_problem_class_display(),
            row.unit.name,
            day_of(row.reported_at) if row.reported_at else None,
            row.get_tier_display(),
            row.department.name if row.department else None,
            "、".join(each.name for each in row.partners.all()) or None,
            row.responsible_person,
            row.tried,
            row.wanted_decision,
            row.measures,
            due,
            row.extensions,
            row.last_word,
            row.get_state_display(),
            clock.words if clock.is_over else "否",
            day_of(row.closed_at) if row.closed_at else None,
            row.closed_by.display_name if row.closed_by else None,
        ]
