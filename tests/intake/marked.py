"""Marking a workbook as the desk does, and looking at what came back."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.intake.issues import Issue, Tier
from core.intake.marker import mark_workbook
from core.intake.marking.payload import About, ListPlace
from core.intake.reader import as_real_file

SHEET = "项目台账"
PLACE = ListPlace(SHEET, 3, 4, 11)
"""Of `ledgers.usual_layout`."""


def issue(row: int, column: int, tier: Tier = Tier.ERROR, **values: Any) -> Issue:
    words = {"sheet": SHEET, "field": "总投资", "value": "约三百万", "rule": "not_a_number", "message": "不是金额"}
    return Issue(row=row, column=column, tier=tier, **words | values)


def marked(
    content: bytes, issues: Iterable[Issue], *lists: ListPlace, file: str = "台账.xlsx", number: str = "DR2018-00012"
) -> bytes:
    about = About(file, number, "项目库", "2018-07-24 09:12", "业务科室", lists or (PLACE,))
    with as_real_file([content]) as original, mark_workbook(original, issues, about) as answer:
        return answer.read()


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def looks_of(sheet: Worksheet, *, without: Iterable[int] = ()) -> dict[str, Any]:
    """Everything about a sheet that a person sees; cells of the columns `without` are left out."""
    gone = set(without)
    cells = {
        cell.coordinate: (
            cell.value, cell.data_type, cell.number_format, _plain(cell.font), _lines(cell.border),
            _plain(cell.alignment), _plain(cell.fill), cell.comment and cell.comment.text,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.column not in gone and (cell.value is not None or cell.has_style)
    }  # fmt: skip
    return {
        "cells": cells,
        "merges": sorted(str(merge) for merge in sheet.merged_cells.ranges if merge.min_col not in gone),
        "widths": {name: (each.width, each.hidden) for name, each in sheet.column_dimensions.items()},
        "heights": {number: (each.height, each.hidden) for number, each in sheet.row_dimensions.items()},
        "panes": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "print": (sheet.print_area, sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize),
        "margins": vars(sheet.page_margins).copy(),
        "footer": sheet.oddFooter.center.text,
        "state": sheet.sheet_state,
        "lists": [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation],
        "conditions": [str(each.sqref) for each in sheet.conditional_formatting],
    }


def _plain(style: Any) -> str:
    return repr(style)


def _lines(border: Any) -> list[tuple[str, str]]:
    """The lines that are drawn; whether a side without one is written down says nothing."""
    sides = ("left", "right", "top", "bottom")
    return [(side, line.style) for side in sides if (line := getattr(border, side)) is not None and line.style]
