"""The object that the import commands print with --json and the API answers: one contract for every desk."""

from collections.abc import Iterable
from typing import Any

from .choices import RowGroup
from .desk import Desk
from .models import Batch, BatchRow

_ROW_KEYS = (
    "code", "name", "category", "owner", "total_investment_wan", "annual_plan_wan", "month_done_wan", "ytd_done_wan",
    "cumulative_before_year_wan", "progress_text",
)  # fmt: skip
_RENAMED = {"unit": "county", "plan_nature": "nature", "planned_start": "start", "planned_finish": "finish"}
_SHEET_KEYS = ("name", "kind", "header_rows", "unit", "period")


def as_json(batch: Batch, rows: Iterable[BatchRow], desk: Desk, *, file: str) -> dict[str, Any]:
    """`file` is its name. Amounts are texts in 万元, closed lists their printed words, missing values null."""
    rows, told = list(rows), of_file(batch, file=file)
    told["rows"] = [of_row(row, desk) for row in rows]
    told["issues"] += [issue for row in rows for issue in row.remarks]
    return told


def of_file(batch: Batch, *, file: str) -> dict[str, Any]:
    """Everything but the rows and what is said of them."""
    findings, counts = batch.said("findings"), batch.said("counts")
    return {
        "file": file,
        "sheets": [{key: sheet[key] for key in _SHEET_KEYS} for sheet in batch.said("mapping")["sheets"]],
        "rows": [],
        "sums": batch.said("sums"),
        "published_totals": findings["published"],
        "issues": findings["issues"],
        "counts": {key: count for key, count in counts.items() if key != RowGroup.SKIPPED},
    }


def of_row(row: BatchRow, desk: Desk) -> dict[str, Any]:
    """The fields of the contract first, then whatever else was understood."""
    values = {key: desk.worded(key, text) for key, text in row.texts.items()}
    shown: dict[str, Any] = {"sheet": row.sheet, "row": row.row, "parent": row.parent, "group": str(row.group)}
    shown |= {key: values.pop(key, None) for key in _ROW_KEYS}
    shown |= {name: values.pop(key, None) for key, name in _RENAMED.items()}
    shown["code"] = shown["code"] or row.said("findings").get("code") or None
    return shown | values
