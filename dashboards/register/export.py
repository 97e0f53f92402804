"""导出所见: the rows and columns of the page, all pages of them, as a workbook that the import desk can read again."""

import tempfile
from typing import IO

from core.accounts.models import User
from core.foundation.sheets import SheetColumn, Table, write_table

from .columns import COLUMNS, Column
from .lines import all_rows
from .look import Look
from .sums import Totals, totals_of


def export(look: Look, user: User) -> IO[bytes]:
    """The workbook as an open temporary file, at its start. The look must have a brief."""
    columns = _with_code(look.columns)
    totals = totals_of(look.brief, user, look.lines, chosen=look.facets.chosen, keys=look.facets.keys)
    rows = all_rows(look.lines, columns, sort=look.sort, brief=look.brief)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    write_table(
        target,
        _table(look, columns, totals),
        ([column.kind.sheet(column.value(row)) for column in columns] for row in rows),
    )
    target.seek(0)
    return target


def file_name(look: Look) -> str:
    return f"项目库_{look.brief.month.label}{look.brief.label}.xlsx"


def as_of(look: Look) -> str:
    """Which figures these are: printed on the page and in the workbook alike."""
    brief = look.brief
    if brief is None:
        return ""
    cutoff = f"，数据截止{brief.data_cutoff.month}月{brief.data_cutoff.day}日" if brief.data_cutoff else ""
    coverage = f"，已报{brief.reported}/{brief.expected}" if brief.is_running else ""
    return f"按{brief.month.short}{brief.label}数据{cutoff}{coverage}"


def _with_code(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The code first: by it the import knows a project again."""
    return (COLUMNS["code"], *(column for column in columns if column.key != "code"))


def _table(look: Look, columns: tuple[Column, ...], totals: Totals) -> Table:
    heads = [SheetColumn(_head(column), column.kind.sheet_width, column.kind.sheet_format) for column in columns]
    foot = [column.kind.sheet(totals.of(column.total)) if column.total else None for column in columns]
    foot[:2] = ["合计", f"{totals.projects}项"]
    title = f"{look.brief.campaign.name}项目库"
    return Table("项目库", title, f"单位：万元；{as_of(look)}", heads, foot)


def _head(column: Column) -> str:
    return f"{column.label}（{column.unit}）" if column.unit in {"个百分点", "%"} else column.label
