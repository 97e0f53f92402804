"""Finding the head of a list: the row that names the project and at least one other thing we know."""

from dataclasses import dataclass

from core.intake.desk import Desk, Kind
from core.intake.grid import Kind as CellKind
from core.intake.grid import Sheet
from core.intake.normalise.text import clean

from .headings import Heading, cleaned, field_of
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


def find_header(sheet: Sheet, desk: Desk) -> Header | None:
    """The first row among the first forty that holds the name's heading and one more known heading."""
    for row in sheet.rows[:_LOOK_AT]:
        name_columns = [
            column
            for column, cell in row.cells.items()
            if cell.kind == CellKind.TEXT and _is_name(clean(cell.text), desk)
        ]
        if not name_columns:
            continue
        header = _header_at(sheet, row.number, name_columns[0], desk)
        if sum(bool(column.field) for column in header.columns) >= 2:
            return header
    return None


def _is_name(text: str, desk: Desk) -> bool:
    found = field_of([cleaned(text)], desk)
    return found is not None and found.kind == Kind.NAME


def _header_at(sheet: Sheet, top: int, name_column: int, desk: Desk) -> Header:
    bottom = _bottom(sheet, top, name_column)
    rows = range(top, bottom + 1)
    last = max((max(sheet.by_number[row].cells, default=0) for row in rows if row in sheet.by_number), default=0)
    columns, headings = [], {}
    for column in range(1, last + 1):
        texts = _levels(sheet, rows, column)
        if not texts:
            continue
        headings[column] = [cleaned(text) for text in texts]
        found = field_of(headings[column], desk)
        unit = next((heading.unit for heading in reversed(headings[column]) if heading.unit), "")
        columns.append(Column(column, " / ".join(texts), found.key if found else "", unit))
    return Header(top, bottom, columns, headings)


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
