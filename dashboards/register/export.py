"""导出所见: the rows and columns of the page, all pages of them, as files that the import desk can read again."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from core.foundation.separated import all_guarded, lines_of
from core.foundation.sheets import SheetColumn, Table, write_table

from .columns import COLUMNS, Column
from .lines import all_values
from .look import Look
from .sums import Totals, totals_of

Columns = tuple[Column, ...]
Values = Iterable[Any]

_CSV_UNITS = frozenset({"万元", "个百分点"})

AT_ONCE = 5_000
"""Rows that a person waits for: a second. A longer workbook is written in the background; CSV never needs that."""


def totals(look: Look) -> Totals:
    """What the foot of the workbook says, its number of rows among it; one query."""
    return totals_of(look.brief, look.user, look.lines, chosen=look.facets.chosen, keys=look.facets.keys)


def workbook(look: Look, sums: Totals) -> IO[bytes]:
    """The workbook as an open temporary file, at its start. The look must have a brief."""
    columns = _with_code(look.columns)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed on open
    try:
        rows = (row for values in _chunks(look, columns, _for_sheet) for row in zip(*values, strict=True))
        write_table(target, _table(look, columns, sums), rows)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def csv_lines(look: Look) -> Iterator[bytes]:
    """The same rows as CSV in pieces: heads first, no title and no foot, amounts with their unit in the head."""
    columns = _with_code(look.columns)
    heads = [f"{column.label}（{column.unit}）" if column.unit in _CSV_UNITS else column.label for column in columns]
    return lines_of(heads, _chunks(look, columns, _for_csv, as_texts=True))


def _chunks(
    look: Look, columns: Columns, made: Callable[[Column, Values], Values], *, as_texts: bool = False
) -> Iterator[list[Values]]:
    """What `made` makes of each column's values: a call for each of a million cells would cost more than fetching."""
    for values in all_values(look.lines, columns, sort=look.sort, brief=look.brief, as_texts=as_texts):
        yield list(map(made, columns, values))


def _for_sheet(column: Column, values: Values) -> Values:
    return map(column.kind.sheet, values) if column.kind.sheet else values


def _for_csv(column: Column, values: Values) -> Values:
    """Texts that people typed never begin like a formula."""
    if column.kind.is_typed:
        return all_guarded(values)
    return map(column.kind.plain, values) if column.kind.plain else values


def file_name(look: Look, ending: str = "xlsx") -> str:
    return f"项目库_{look.brief.month.label}{look.brief.label}.{ending}"


def as_of(look: Look) -> str:
    """Which figures these are: printed on the page and in the workbook alike."""
    brief = look.brief
    if brief is None:
        return ""
    cutoff = f"，数据截止{brief.data_cutoff.month}月{brief.data_cutoff.day}日" if brief.data_cutoff else ""
    coverage = f"，已报{brief.reported}/{brief.expected}" if brief.is_running else ""
    return f"按{brief.month.short}{brief.label}数据{cutoff}{coverage}"


def _with_code(columns: Columns) -> Columns:
    """The code first: by it the import knows a project again."""
    return (COLUMNS["code"], *(column for column in columns if column.key != "code"))


def _table(look: Look, columns: Columns, sums: Totals) -> Table:
    heads = [SheetColumn(_head(column), column.kind.sheet_width, column.kind.sheet_format) for column in columns]
    foot = [_foot_value(column, sums) if column.total else None for column in columns]
    foot[:2] = ["合计", f"{sums.projects}项"]
    title = f"{look.brief.campaign.name}项目库"
    return Table("项目库", title, f"单位：万元；{as_of(look)}", heads, foot)


def _foot_value(column: Column, sums: Totals) -> Any:
    value = sums.of(column.total)
    return column.kind.sheet(value) if column.kind.sheet else value


def _head(column: Column) -> str:
    return f"{column.label}（{column.unit}）" if column.unit in {"个百分点", "%"} else column.label
