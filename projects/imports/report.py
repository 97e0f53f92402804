"""The object that `import_register --json` prints: the contract of every import command."""

from typing import Any

from core.intake.desk import Desk
from core.intake.issues import Issue
from core.intake.understanding import SheetReading

from .analysis import Analysis
from .comparing import Compared
from .fields import LABELS

_ROW_KEYS = (
    "code", "name", "category", "owner", "total_investment_wan", "annual_plan_wan", "month_done_wan", "ytd_done_wan",
    "cumulative_before_year_wan", "progress_text",
)  # fmt: skip
_RENAMED = {"unit": "county", "plan_nature": "nature", "planned_start": "start", "planned_finish": "finish"}


def as_json(analysis: Analysis, desk: Desk) -> dict[str, Any]:
    """Amounts are decimal text in 万元, units and kinds their printed words, missing values null."""
    read = analysis.understanding
    rows = list(zip(read.rows, analysis.compared, strict=True))
    issues = [*read.issues, *(issue for row, _ in rows for issue in row.issues)]
    return {
        "file": read.file,
        "sheets": [_sheet(sheet) for sheet in read.sheets],
        "rows": [
            {"sheet": row.sheet, "row": row.row, "parent": row.parent, "group": each.group.value} | _values(each, desk)
            for row, each in rows
        ],
        "sums": {key: f"{value:f}" for key, value in analysis.sums.items()},
        "published_totals": [
            {
                "sheet": each.sheet, "row": each.row, "label": each.label, "field": each.field,
                "published": f"{each.published:f}", "computed": None if each.computed is None else f"{each.computed:f}",
            }
            for each in read.published
        ],
        "issues": [issue.as_json() for issue in issues] + [
            issue.as_json() for row, each in rows for issue in issues_of(each, row.sheet, row.columns)
        ],
        "counts": {key: count for key, count in analysis.counts.items() if key != "skipped"},
    }  # fmt: skip


def issues_of(compared: Compared, sheet: str, columns: dict[str, int]) -> list[Issue]:
    """What the comparison says of a row, with the cell it concerns."""
    return [
        Issue(
            sheet, compared.source.row, columns.get(key, 0), LABELS[key], compared.source.values.get(key, ""),
            note.tier, note.rule, note.message, note.accepted, note.proposal,
        )
        for note in compared.notes
        for key in [_concerns(note.rule)]
    ]  # fmt: skip


_BY_RULE = {
    "unknown_code": "code", "code_name_differs": "code", "package_plan": "annual_plan_wan",
    "earlier_plan": "annual_plan_wan", "settled_before": "cumulative_before_year_wan", "unit_changes": "unit",
    "dates_backwards": "planned_finish", "national_code": "national_code", "national_code_taken": "national_code",
}  # fmt: skip


def _concerns(rule: str) -> str:
    """The field a rule of the comparison is about; the name where it is about the row."""
    missing = rule.removeprefix("missing_")
    return missing if missing in LABELS and missing != rule else _BY_RULE.get(rule, "name")


def _sheet(sheet: SheetReading) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "header_rows": list(sheet.header_rows),
        "unit": sheet.unit,
        "period": sheet.period,
    }


def _values(compared: Compared, desk: Desk) -> dict[str, Any]:
    """The fields of the contract first, then whatever else was understood."""
    values = {key: _shown(desk, key, text) for key, text in compared.source.values.items()}
    row: dict[str, Any] = {}
    for key in _ROW_KEYS:
        row[key] = values.pop(key, None)
    for key, name in _RENAMED.items():
        row[name] = values.pop(key, None)
    if row["code"] is None and compared.known is not None:
        row["code"] = compared.known.code
    return row | values


def _shown(desk: Desk, key: str, text: str) -> str:
    words = desk.vocabularies.get(key)
    return words.labels.get(text, text) if words else text
