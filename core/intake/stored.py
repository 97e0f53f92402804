"""An analysis as a batch with its rows, and the rows of a batch as the comparison needs them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple

from core.foundation.canonical import canonical_json
from core.foundation.sql import update_rows

from .actions.batches import describe, replace_rows
from .analysis import Analysis, group_counts
from .choices import BatchState, RowGroup
from .comparison import Candidate, Compared, FileRow
from .desk import Desk
from .desks import Occasion
from .grid import column_letters
from .issues import Issue, Tier
from .models import Batch, BatchRow
from .texts import write
from .understanding import ReadRow, SheetReading

Cells = Mapping[str, tuple[str, int, int]]
"""Sheet, row and column of each value of a row, by field."""


def store_analysis(batch: Batch, analysis: Analysis) -> None:
    """Everything the pages show, so that the file need not be read again."""
    replace_rows(batch, _COLUMNS, _rows(analysis))
    fill(batch, analysis)
    batch.save()


def fill(batch: Batch, analysis: Analysis) -> None:
    """The batch's columns, not saved: what the command line prints is what the pages show."""
    read, answers = analysis.understanding, analysis.answers
    batch.state, batch.refusal = BatchState.READY, ""
    columns = {
        "mapping": {
            "sheets": [
                _sheet(sheet, analysis.desk) | {"preview": preview}
                for sheet, preview in zip(read.sheets, analysis.previews, strict=True)
            ],
            "answers": answers.as_json(),
            "is_blocked": bool(read.questions),
        },
        "findings": {
            "issues": [issue.as_json() for issue in read.issues],
            "published": [
                {"sheet": each.sheet, "row": each.row, "label": each.label, "field": each.field,
                 "published": each.published, "computed": each.computed}
                for each in read.published
            ],
            "effect": analysis.effect,
        },
        "counts": analysis.counts,
        "sums": analysis.sums,
    }  # fmt: skip
    for name, value in columns.items():
        setattr(batch, name, write(value))
    batch.digest = digest_of(analysis.compared)


def rows_of(batch: Batch, analysis: Analysis) -> list[BatchRow]:
    """The rows, not saved."""
    return [BatchRow(batch=batch, **dict(zip(_COLUMNS, values, strict=True))) for values in _rows(analysis)]


_COMPARED_COLUMNS = ("group", "target_id", "version", "changes", "findings")
_COLUMNS = ("number", "sheet", "row", "parent", "name", "values", "issues", *_COMPARED_COLUMNS)


def _rows(analysis: Analysis) -> Iterator[tuple[Any, ...]]:
    """Values of _COLUMNS for each row: an object for every row would cost as much as all that is said of it."""
    desk = analysis.desk
    for row, each in zip(analysis.understanding.rows, analysis.compared, strict=True):
        sheet = row.sheet[:100]
        yield (
            each.source.number,
            sheet,
            row.row,
            row.parent,
            str(row.values.get(desk.name_key, ""))[:120],
            write(each.source.values | _places(row)),
            write([issue.as_json() for issue in row.issues]) if row.issues else "[]",
            *_compared(each, desk, sheet, partial(_cells, row, sheet)),
        )


def _cells(row: ReadRow, sheet: str) -> Cells:
    return {key: (sheet, row.row, at) for key, at in row.columns.items()} | dict(row.places)


def _places(row: ReadRow) -> dict[str, str | list[str | int]]:
    """Where each value stood: its column, or sheet, row and column where that was elsewhere."""
    columns = {f"@{key}": str(at) for key, at in row.columns.items()}
    return columns | {f"@{key}": list(place) for key, place in row.places.items()}


class Standing(NamedTuple):
    """A kept row as it stands: its key and sheet, and what the last comparison said, as values of _COMPARED_COLUMNS."""

    pk: int
    sheet: str
    said: tuple[Any, ...]


def kept_rows(batch: Batch) -> tuple[list[FileRow], list[Standing]]:
    """The rows of a batch for another comparison, in order. They are let go one by one: a long table has very many."""
    sources, standing = [], []
    words: dict[str, str] = {}
    for row in batch.rows.order_by("number").iterator(_AT_ONCE):
        sheet = words.setdefault(row.sheet, row.sheet)
        group, target, version, changes, findings = _state(row)
        said = (group, target, version, words.setdefault(changes, changes), words.setdefault(findings, findings))
        values = {key: words.setdefault(text, text) if len(text) <= _SHORT else text for key, text in row.texts.items()}
        issues = row.said("issues") if row.issues != "[]" else ()
        unread = frozenset(issue["field"] for issue in issues if issue["tier"] == Tier.ERROR)
        sources.append(FileRow(row.number, sheet, row.row, values, bool(unread), row.decision, unread))
        standing.append(Standing(row.pk, sheet, said))
    return sources, standing


_AT_ONCE, _SHORT = 2_000, 16
"""Rows in memory as the database gives them, and letters of a text that is likely to be there again."""


def store_comparison(batch: Batch, rows: Sequence[Standing], compared: Sequence[Compared], occasion: Occasion) -> None:
    """Write the rows that came out otherwise than they stand, and the counts."""
    changed, desk = {}, occasion.reading
    noted = [row.pk for row, each in zip(rows, compared, strict=True) if each.notes]
    places = {pk: row.places for pk, row in BatchRow.objects.in_bulk(noted).items()}
    for row, each in zip(rows, compared, strict=True):
        now = _compared(each, desk, row.sheet, partial(places.__getitem__, row.pk))
        if now != row.said:
            changed[row.pk] = now
    update_rows(BatchRow, _COMPARED_COLUMNS, changed)
    digest = digest_of(compared)
    if not changed and batch.digest == digest:
        return
    findings = batch.said("findings") | {"effect": occasion.desk.effect(compared, occasion)}
    describe(batch, counts=batch.said("counts") | group_counts(compared), digest=digest, findings=findings)


def digest_of(compared: Iterable[Compared]) -> str:
    """Of exactly what committing would write: what a person saw is what is written, or nothing is."""
    sealed = sha256()
    for each in compared:
        if each.is_written:
            line = [
                each.source.number,
                each.group.value,
                each.target.id if each.target else None,
                each.target.version if each.target else None,
                {key: list(change) for key, change in each.changes.items()},
                each.source.values if each.group == RowGroup.NEW else {},
                each.kept,
            ]
            sealed.update(canonical_json(line).encode())
    return sealed.hexdigest()


def _compared(each: Compared, desk: Desk, sheet: str, cells: Callable[[], Cells]) -> tuple[Any, ...]:
    """What the comparison says, as values of _COMPARED_COLUMNS. `cells` tells where the values of the row stand."""
    target = each.target
    return (
        each.group,
        target.id if target else None,
        target.version if target else None,
        write({key: list(change) for key, change in each.changes.items()}) if each.changes else "{}",
        _findings(each, desk, sheet, cells),
    )


def _findings(each: Compared, desk: Desk, sheet: str, cells: Callable[[], Cells]) -> str:
    code = each.target.code if each.target else ""
    if not (code or each.notes or each.candidates or each.kept):
        return _NOTHING_FOUND
    return write(
        {
            "code": code,
            "issues": [issue.as_json() for issue in _issues(each, desk, sheet, cells())] if each.notes else [],
            "candidates": [_candidate(candidate) for candidate in each.candidates],
            **({"kept": each.kept} if each.kept else {}),
        }
    )


_state = attrgetter(*_COMPARED_COLUMNS)
_NOTHING_FOUND = write({"code": "", "issues": [], "candidates": []})


def _issues(each: Compared, desk: Desk, sheet: str, cells: Cells) -> Iterator[Issue]:
    """What the comparison says of a row, with the cell it concerns: the name's where it is about the row."""
    for note in each.notes:
        key = note.field or desk.name_key
        value = each.source.values.get(key, "")
        name, number, column = cells.get(key, (sheet, each.source.row, 0))
        yield Issue(
            name, number, column, desk.label_of(key), value, note.tier, note.rule, note.message, note.accepted,
            note.proposal,
        )  # fmt: skip


def _candidate(each: Candidate) -> Mapping[str, Any]:
    target = each.target
    return {"id": target.id, "code": target.code, "name": target.name, "unit": target.unit, "alike": each.alike}


def _sheet(sheet: SheetReading, desk: Desk) -> dict[str, Any]:
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
             "label": desk.label_of(column.key or column.field), "unit": column.unit, "path": column.path,
             "samples": list(column.samples)}
            for column in sheet.columns
        ],
    }  # fmt: skip
