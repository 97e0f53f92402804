"""Finding the head of a list: the row that names the project and at least one other thing we know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.intake.desk import Field, Kind, Period, month_key
from core.intake.grid import Kind as CellKind
from core.intake.grid import Row, Sheet
from core.intake.normalise.text import clean

from .headings import Heading, Headings, cleaned, path_of
from .result import Column
from .title import names_unit

_LOOK_AT = 40
_HIGHEST = 3


@dataclass(frozen=True)
class Header:
    """Rows `top` to `bottom` are the head; `headings` by column, levels from the top."""

    top: int
    bottom: int
    columns: list[Column]
    headings: dict[int, list[Heading]]

    def is_known(self, known: Headings) -> bool:
        """Whether two of its headings or more mean something, and one of them the name."""
        count = sum(bool(column.field) or known.is_settled(column.path) for column in self.columns)
        return count >= 2 and any(column.key == known.name_key for column in self.columns)


def find_header(sheet: Sheet, known: Headings) -> Header | None:
    """The first row among the first forty that holds the name's heading and one more known heading."""
    for row in sheet.rows[:_LOOK_AT]:
        name_columns = columns_of_name(row, known)
        if not name_columns:
            continue
        header = header_at(sheet, row.number, name_columns[0], known)
        if header.is_known(known):
            return header
    return None


def columns_of_name(row: Row, known: Headings) -> list[int]:
    """The columns of a row that stand under the heading of the name."""
    return [
        column for column, cell in sorted(row.cells.items()) if cell.kind == CellKind.TEXT and known.is_name(cell.text)
    ]


def header_at(sheet: Sheet, row: int, name_column: int, known: Headings) -> Header:
    """The head around the cell that names the project, which may stand at its top or at its bottom."""
    bottom = _bottom(sheet, row, name_column, known)
    rows = range(_top(sheet, row, name_column) if bottom == row else row, bottom + 1)
    last = max(
        (max(sheet.by_number[number].cells, default=0) for number in rows if number in sheet.by_number), default=0
    )
    columns, headings = [], {}
    for column in range(1, last + 1):
        texts = _levels(sheet, rows, column)
        if not texts:
            continue
        headings[column] = [cleaned(text) for text in texts]
        columns.append(_column(column, texts, headings[column], known))
    return Header(rows[0], bottom, columns, headings)


def _column(number: int, texts: Sequence[str], parts: Sequence[Heading], known: Headings) -> Column:
    """Unit, year and months are those of the lowest level that names one."""
    found = known.field_of(parts)
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    if found is not None and found.kind == Kind.WAN and unit in {"%", "个百分点"}:
        found = None  # a share of that amount, not the amount
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


def _bottom(sheet: Sheet, top: int, name_column: int, known: Headings) -> int:
    """How far down the head goes: as the name's cell is merged, else as groups over several columns ask for."""
    merge = sheet.origins.get((top, name_column))
    if merge and merge.bottom > merge.top:
        return min(merge.bottom, top + _HIGHEST - 1)
    bottom = top
    while bottom - top < _HIGHEST - 1 and _is_sub_head(sheet, bottom, name_column, known):
        bottom += 1
    return bottom


def _has_groups(sheet: Sheet, row: int) -> bool:
    return any(merge.top == row and merge.right > merge.left for merge in sheet.merges)


def _is_sub_head(sheet: Sheet, above: int, name_column: int, known: Headings) -> bool:
    """Words only and nothing under the name's own heading: under groups, or (where merges were lost) known words."""
    row = sheet.by_number.get(above + 1)
    if row is None or not row.cell(name_column).is_blank:
        return False
    texts = {column: cell for column, cell in row.cells.items() if not cell.is_blank}
    if not texts or not all(cell.kind == CellKind.TEXT for cell in texts.values()):
        return False
    if _has_groups(sheet, above):
        return True
    upper = sheet.by_number[above]
    under_nothing = any(upper.cell(column).is_blank for column in texts)
    return len(texts) > 1 and under_nothing and _all_mean_something(sheet, range(above, above + 2), texts, known)


def _all_mean_something(sheet: Sheet, rows: range, columns: Iterable[int], known: Headings) -> bool:
    return all(
        known.field_of([cleaned(text) for text in _levels(sheet, rows, column)]) is not None for column in columns
    )


def _top(sheet: Sheet, row: int, name_column: int) -> int:
    """Rows of groups above a name that stands at the bottom of its head."""
    top = row
    while row - top < _HIGHEST - 1 and _is_super_head(sheet, top - 1, name_column):
        top -= 1
    return top


def _is_super_head(sheet: Sheet, number: int, name_column: int) -> bool:
    """Groups over some of the columns; a title or a line of units lies over all of them, or beside."""
    above, below = sheet.by_number.get(number), sheet.by_number.get(number + 1)
    if above is None or below is None or not all(cell.kind == CellKind.TEXT for cell in above.cells.values()):
        return False
    wide = [merge for merge in sheet.merges if merge.top == number and merge.right > merge.left]
    covers_name = any(merge.left <= name_column <= merge.right for merge in wide)
    holds_words = all(
        len(clean(cell.text)) <= 20 and "单位:" not in cleaned(cell.text).words for cell in above.cells.values()
    )
    return bool(wide) and not covers_name and above.cell(name_column).is_blank and holds_words


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
        text = clean(sheet.at(row, column).text) or (_group_over(sheet, row, rows, column) if not merge else "")
        if text and not names_unit(text):
            texts.append(text)
    return texts


def _group_over(sheet: Sheet, row: int, rows: range, column: int) -> str:
    """The group a blank place of an upper row belongs to where nothing is merged: the one to its left that has a lower
    part itself.
    """
    below = sheet.by_number.get(row + 1)
    if row == rows[-1] or below is None or below.cell(column).is_blank or _has_groups(sheet, row):
        return ""
    for left in range(column - 1, 0, -1):
        text = clean(sheet.at(row, left).text)
        if text or below.cell(left).is_blank:
            return text if text and not below.cell(left).is_blank else ""
    return ""
