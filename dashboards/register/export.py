"""导出所见: the rows and columns of the page, all pages of them, as files that the import desk can read again."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import IO, Any

from core.foundation.separated import DOUBTFUL, guarded, lines_of
from core.foundation.sheets import SheetColumn, Table, write_table

from .cells import Row, plain_text
from .columns import COLUMNS, Column
from .lines import all_rows
from .look import Look
from .sums import Totals, totals_of

Columns = tuple[Column, ...]

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
        write_table(
            target,
            _table(look, columns, sums),
            map(_cells(columns, [column.kind.sheet for column in columns]), _rows(look, columns)),
        )
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def csv_lines(look: Look) -> Iterator[bytes]:
    """The same rows as CSV in pieces: heads first, no title and no foot, amounts with their unit in the head."""
    columns = _with_code(look.columns)
    heads = [f"{column.label}（{column.unit}）" if column.unit in _CSV_UNITS else column.label for column in columns]
    return lines_of(heads, map(_plain_cells(columns), _rows(look, columns)))


def _plain_cells(columns: Columns) -> Callable[[Row], list[Any]]:
    """A row's values for CSV; texts that people typed never begin like a formula."""
    typed = [place for place, column in enumerate(columns) if column.path and column.kind.plain is plain_text]
    cells = _cells(columns, [None if place in typed else column.kind.plain for place, column in enumerate(columns)])

    def safe_cells(row: Row) -> list[Any]:
        values = cells(row)
        for place in typed:
            text = values[place]
            if text and text[0] in DOUBTFUL:
                values[place] = guarded(text)
        return values

    return safe_cells


def _cells(columns: Columns, makes: Sequence[Callable[[Any], Any] | None]) -> Callable[[Row], list[Any]]:
    """A row's values, each through its `make` if it has one.

    Fields shown as they are are picked in one go: a call for each of a million cells would cost as much as fetching
    them.
    """
    pick = itemgetter(*(column.path or "pk" for column in columns))
    places = list(enumerate(zip(columns, makes, strict=True)))
    worded = [(place, column.words) for place, (column, _) in places if column.words]
    made = [(place, make) for place, (column, make) in places if make and column.path]
    counted = [(place, column.value, make or _itself) for place, (column, make) in places if not column.path]

    def cells(row: Row) -> list[Any]:
        values = list(pick(row))
        for place, words in worded:
            values[place] = words.get(values[place], "")
        for place, make in made:
            values[place] = make(values[place])
        for place, value, make in counted:
            values[place] = make(value(row))
        return values

    return cells


def _itself(value: Any) -> Any:
    return value


def _rows(look: Look, columns: Columns) -> Iterator[dict[str, Any]]:
    return all_rows(look.lines, columns, sort=look.sort, brief=look.brief)


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
    foot = [(column.kind.sheet or _itself)(sums.of(column.total)) if column.total else None for column in columns]
    foot[:2] = ["合计", f"{sums.projects}项"]
    title = f"{look.brief.campaign.name}项目库"
    return Table("项目库", title, f"单位：万元；{as_of(look)}", heads, foot)


def _head(column: Column) -> str:
    return f"{column.label}（{column.unit}）" if column.unit in {"个百分点", "%"} else column.label
