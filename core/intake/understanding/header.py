"""Finding the head of a list: the row that names the project and at least one other thing we know."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.intake.desk import Field, Kind, Period, month_key
from core.intake.grid import Kind as CellKind
from core.intake.grid import Sheet
from core.intake.normalise.text import clean

from .headings import Heading, Headings, cleaned, path_of
from .result import Column

_LOOK_AT = 40
_HIGHEST = 3


@dataclass(frozen=True)
class Header:
    """Rows `top` to `bottom` are the head; `headings` by column, levels from the top."""

    top: int
    bottom: int
    columns: list[Column]
    headings: dict[int, list[Heading]]


def find_header(sheet: Sheet, known: Headings) -> Header | None:
    """The first row among the first forty that holds the name's heading and one more known heading."""
    for row in sheet.rows[:_LOOK_AT]:
        name_columns = [
            column
            for column, cell in row.cells.items()
            if cell.kind == CellKind.TEXT and _is_name(clean(cell.text), known)
        ]
        if not name_columns:
            continue
        header = _header_at(sheet, row.number, name_columns[0], known)
        if sum(bool(column.field) or known.is_settled(column.path) for column in header.columns) >= 2:
            return header
    return None


def _is_name(text: str, known: Headings) -> bool:
    found = known.field_of([cleaned(text)])
    return found is not None and found.kind == Kind.NAME


def _header_at(sheet: Sheet, top: int, name_column: int, known: Headings) -> Header:
    bottom = _bottom(sheet, top, name_column)
    rows = range(top, bottom + 1)
    last = max((max(sheet.by_number[row].cells, default=0) for row in rows if row in sheet.by_number), default=0)
    columns, headings = [], {}
    for column in range(1, last + 1):
        texts = _levels(sheet, rows, column)
        if not texts:
            continue
        headings[column] = [cleaned(text) for text in texts]
        columns.append(_column(column, texts, headings[column], known))
    return Header(top, bottom, columns, headings)


def _column(number: int, texts: Sequence[str], parts: Sequence[Heading], known: Headings) -> Column:
    """Unit, year and months are those of the lowest level that names one."""
    found = known.field_of(parts)
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    year = next((part.year for part in reversed(parts) if part.year), None)
    months = next((part.months for part in reversed(parts) if part.months), None)
    key = _key(found, months)
    return Column(number, " / ".join(texts), found.key if key else "", unit, path_of(parts), key, year, months)


def _key(field: Field | None, months: tuple[int, int] | None) -> str:
    """A series needs its month: a heading without one is not of it; nor is “4—6月” of one that counts from January."""
    if field is None:
        return ""
    if not field.is_series:
        return field.key
    first, last = months or (0, 0)
    is_of_it = 1 <= last <= 12 and (field.period != Period.TO_DATE or first in {1, last})
    return month_key(field.key, last) if is_of_it else ""


def _bottom(sheet: Sheet, top: int, name_column: int) -> int:
    """How far down the head goes: as the name's cell is merged, else as groups over several columns ask for."""
    merge = sheet.origins.get((top, name_column))
    if merge and merge.bottom > merge.top:
        return min(merge.bottom, top + _HIGHEST - 1)
    bottom = top
    while bottom - top < _HIGHEST - 1 and _has_groups(sheet, bottom) and _is_sub_head(sheet, bottom + 1, name_column):
        bottom += 1
    return bottom


def _has_groups(sheet: Sheet, row: int) -> bool:
    return any(merge.top == row and merge.right > merge.left for merge in sheet.merges)


def _is_sub_head(sheet: Sheet, number: int, name_column: int) -> bool:
    """Words only, and nothing under the name's own heading."""
    row = sheet.by_number.get(number)
    if row is None or not row.cell(name_column).is_blank:
        return False
    return all(cell.kind == CellKind.TEXT for cell in row.cells.values())


def _levels(sheet: Sheet, rows: range, column: int) -> list[str]:
    """The words over a column from the top, each merged cell once."""
    texts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for row in rows:
        merge = sheet.origins.get((row, column))
        origin = (merge.top, merge.left) if merge else (row, column)
        if origin in seen:
            continue
        seen.add(origin)
        text = clean(sheet.at(row, column).text)
        if text:
            texts.append(text)
    return texts
