"""The lists that stand on one sheet: one below the other, side by side, or page after page under the same head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.intake.grid import Kind as CellKind
from core.intake.grid import Row, Sheet
from core.intake.normalise import squeeze

from .header import Header, columns_of_name, find_header, header_at
from .headings import Headings

_TITLE_ROWS = 6
_TITLE_CELLS = 3


@dataclass(frozen=True)
class Block:
    """One list: a sheet of its own with the title above its head, and the rows that repeat the head on a new page."""

    sheet: Sheet
    header: Header
    repeated: frozenset[int] = frozenset()


def blocks_of(sheet: Sheet, known: Headings, name_key: str) -> list[Block]:
    """Every list of the sheet in reading order; empty where there is none."""
    header = find_header(sheet, known)
    if header is None:
        return []
    return [piece for block in _stacked(sheet, header, known) for piece in _beside(block, name_key)]


def _stacked(sheet: Sheet, header: Header, known: Headings) -> Iterator[Block]:
    """Lists below each other. A head that says the same again is a new page, another one begins a new list."""
    start, repeated = 0, set()
    for index, row in enumerate(sheet.rows):
        if row.number <= header.bottom or row.number in repeated or not _may_be_head(row):
            continue
        name_columns = columns_of_name(row, known)
        again = header_at(sheet, row.number, name_columns[0], known) if name_columns else None
        if again is None or not again.is_known(known):
            continue
        if _paths(again) == _paths(header):
            repeated |= _page_head(sheet, header, again)
            continue
        end = _title_start(sheet.rows, index - (row.number - again.top))
        yield _block(sheet, header, sheet.rows[start:end], repeated)
        start, header, repeated = end, again, set()
    yield _block(sheet, header, sheet.rows[start:], repeated)


def _block(sheet: Sheet, header: Header, rows: Sequence[Row], repeated: set[int]) -> Block:
    own = sheet if len(rows) == len(sheet.rows) else replace(sheet, rows=list(rows))
    return Block(own, header, frozenset(repeated))


def _may_be_head(row: Row) -> bool:
    return len(row.cells) > 1 and all(cell.kind == CellKind.TEXT for cell in row.cells.values())


def _paths(header: Header) -> list[tuple[int, str]]:
    return [(column.number, column.path) for column in header.columns]


def _page_head(sheet: Sheet, header: Header, again: Header) -> set[int]:
    """The rows of a head on a new page, with the title and unit above it that the first page has too."""
    above = {_text(row) for row in sheet.rows if row.number < header.top}
    numbers = set(range(again.top, again.bottom + 1))
    for number in range(again.top - 1, max(again.top - _TITLE_ROWS, header.bottom), -1):
        row = sheet.by_number.get(number)
        if row is not None and not row.is_blank and _text(row) not in above:
            break
        numbers.add(number)
    return numbers


def _text(row: Row) -> str:
    """The words of a row, without what a continued page adds to them."""
    return squeeze("".join(cell.text for _, cell in sorted(row.cells.items()))).removesuffix("(续)").removeprefix("续")


def _title_start(rows: Sequence[Row], head: int) -> int:
    """The index where a lower list's own title begins: few words and no numbers above its head."""
    start = head
    while head - start < _TITLE_ROWS and start > 0 and _is_title(rows[start - 1]):
        start -= 1
    return start


def _is_title(row: Row) -> bool:
    filled = [cell for cell in row.cells.values() if not cell.is_blank]
    return len(filled) <= _TITLE_CELLS and all(cell.kind == CellKind.TEXT for cell in filled)


def _beside(block: Block, name_key: str) -> list[Block]:
    """Two or more lists side by side where the whole block of headings repeats; else the block as it is."""
    columns = block.header.columns
    count = sum(column.key == name_key for column in columns)
    if count < 2 or len(columns) % count:
        return [block]
    width = len(columns) // count
    groups = [columns[first : first + width] for first in range(0, len(columns), width)]
    if any([each.path for each in group] != [each.path for each in groups[0]] for group in groups):
        return [block]
    edges = [group[0].number for group in groups[1:]] + [columns[-1].number + 1]
    return [
        replace(
            block,
            sheet=_clipped(block.sheet, block.header.bottom, group[0].number, edge),
            header=replace(block.header, columns=group),
        )
        for group, edge in zip(groups, edges, strict=True)
    ]


def _clipped(sheet: Sheet, head: int, left: int, right: int) -> Sheet:
    """The columns from `left` to before `right`; a section merged over all lists stands in each of them."""
    rows = []
    for row in sheet.rows:
        if row.number <= head:
            rows.append(row)
            continue
        cells = {column: cell for column, cell in row.cells.items() if left <= column < right}
        merge = sheet.origins.get((row.number, left))
        if merge and merge.left < left and merge.left in row.cells:
            cells[left] = row.cells[merge.left]
        rows.append(Row(row.number, cells))
    return replace(sheet, rows=rows)
