"""An analysis as rows of the batch, and the rows of a batch as the comparison needs them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.foundation.canonical import canonical_json, sha256_hex
from core.intake.actions import describe, replace_rows
from core.intake.choices import BatchState, RowGroup
from core.intake.desk import Answers
from core.intake.grid import column_letters
from core.intake.issues import Tier
from core.intake.models import Batch, BatchRow
from core.intake.texts import write
from core.intake.understanding import SheetReading
from core.organisations.models import Firm

from .analysis import Analysis, effect_of
from .comparing import Compared, FileRow
from .fields import LABELS
from .matching import Candidate
from .report import issues_of

WRITTEN = (RowGroup.NEW, RowGroup.CHANGED)


def store_analysis(batch: Batch, analysis: Analysis, answers: Answers) -> None:
    """Everything the pages show, so that the file need not be read again."""
    read = analysis.understanding
    rows = zip(read.rows, analysis.compared, strict=True)
    replace_rows(
        batch,
        [
            _fill(
                BatchRow(
                    batch=batch,
                    number=each.source.number,
                    sheet=row.sheet[:100],
                    row=row.row,
                    name=str(row.values.get("name", ""))[:120],
                    values=write(each.source.values | {f"@{key}": str(at) for key, at in row.columns.items()}),
                    issues=write([issue.as_json() for issue in row.issues]),
                ),
                each,
            )
            for row, each in rows
        ],
    )
    describe(
        batch,
        state=BatchState.READY,
        refusal="",
        mapping={
            "sheets": [_sheet(sheet) for sheet in read.sheets],
            "answers": {"money_unit": answers.money_unit, "defaults": dict(answers.defaults)},
            "is_blocked": bool(read.questions),
        },
        findings={
            "issues": [issue.as_json() for issue in read.issues],
            "published": [
                {"sheet": each.sheet, "row": each.row, "label": each.label, "field": each.field,
                 "published": each.published, "computed": each.computed}
                for each in read.published
            ],
            "effect": _effect(analysis.compared),
        },
        counts=analysis.counts,
        sums=analysis.sums,
        digest=digest_of(analysis.compared),
    )  # fmt: skip


def file_rows(rows: Iterable[BatchRow]) -> list[FileRow]:
    return [
        FileRow(row.number, row.row, _texts(row), has_errors=_has_errors(row), decision=row.decision) for row in rows
    ]


def store_comparison(batch: Batch, rows: Sequence[BatchRow], compared: Sequence[Compared]) -> None:
    """Write the rows that came out otherwise than they stand, and the counts."""
    changed = []
    for row, each in zip(rows, compared, strict=True):
        was = _state_of(row)
        if _state_of(_fill(row, each)) != was:
            changed.append(row)
    BatchRow.objects.bulk_update(changed, _COMPARED_COLUMNS, batch_size=200)
    counted = Counter(each.group for each in compared)
    counts = batch.said("counts") | {group.value: counted[group] for group in RowGroup}
    if not changed and batch.digest == digest_of(compared):
        return
    findings = batch.said("findings") | {"effect": _effect(compared)}
    describe(batch, counts=counts, digest=digest_of(compared), findings=findings)


def _effect(compared: Sequence[Compared]) -> dict[str, Any]:
    effect = effect_of(compared)
    known = Firm.objects.filter(name__in=effect.owners).values_list("name", flat=True)
    return {
        "new": effect.new,
        "changed": effect.changed,
        "cells": effect.cells,
        "plans": effect.plans,
        "plan_step_wan": effect.plan_step_wan,
        "touches_list": effect.touches_list,
        "new_owners": sorted(effect.owners - set(known)),
    }


def digest_of(compared: Iterable[Compared]) -> str:
    """Of exactly what committing would write: what a person saw is what is written, or nothing is."""
    lines = [
        [
            each.source.number,
            each.group.value,
            each.known.project_id if each.known else None,
            each.known.version if each.known else None,
            {key: list(change) for key, change in each.changes.items()},
            each.source.values if each.group == RowGroup.NEW else {},
        ]
        for each in compared
        if each.group in WRITTEN
    ]
    return sha256_hex(canonical_json(lines))


_COMPARED_COLUMNS = ("group", "project_id", "version", "changes", "findings")


def _fill(row: BatchRow, compared: Compared) -> BatchRow:
    known = compared.known
    row.group = compared.group
    row.project_id, row.version = (known.project_id, known.version) if known else (None, None)
    row.changes = write({key: list(change) for key, change in compared.changes.items()})
    columns = {key.removeprefix("@"): int(at) for key, at in row.said("values").items() if key.startswith("@")}
    row.findings = write(
        {
            "code": known.code if known else "",
            "issues": [issue.as_json() for issue in issues_of(compared, row.sheet, columns)],
            "candidates": [_candidate(each) for each in compared.candidates],
        }
    )
    return row


def _state_of(row: BatchRow) -> list[Any]:
    return [getattr(row, name) for name in _COMPARED_COLUMNS]


def _texts(row: BatchRow) -> dict[str, str]:
    return {key: text for key, text in row.said("values").items() if not key.startswith("@")}


def _has_errors(row: BatchRow) -> bool:
    return any(issue["tier"] == Tier.ERROR for issue in row.said("issues"))


def _candidate(each: Candidate) -> Mapping[str, Any]:
    known = each.known
    return {
        "project_id": known.project_id, "code": known.code, "name": known.values["name"],
        "unit": known.values["unit"], "alike": each.alike,
    }  # fmt: skip


def _sheet(sheet: SheetReading) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "header_rows": list(sheet.header_rows),
        "unit": sheet.unit,
        "unit_source": sheet.unit_source,
        "period": sheet.period,
        "title": sheet.title,
        "first_row": sheet.first_row,
        "last_row": sheet.last_row,
        "data_rows": sheet.data_rows,
        "skipped": [list(line) for line in sheet.skipped],
        "columns": [
            {"letters": column_letters(column.number), "heading": column.heading, "field": column.field,
             "label": LABELS.get(column.field, ""), "unit": column.unit}
            for column in sheet.columns
        ],
    }  # fmt: skip
