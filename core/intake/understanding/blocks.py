"""The lists that stand on one sheet: one below the other, side by side, or page after page under the same head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.intake.grid import Kind as CellKind
from core.intake.grid import Row, RowCells, Sheet
from core.intake.normalise import squeeze

from .header import Header, columns_of_name, find_header, header_at
from .headings import Headings

_TITLE_ROWS = 6
_TITLE_CELLS = 3
_TITLE_WORDS = re.compile(
    r"表|单位[:(]|20[0-9]{2}年|清单|台账|一览|^[一二三四五六七八九十]+、|^\([一二三四五六七八九十]+\)"
)
_A_NUMBER = re.compile(r"[-+]?[0-9.,]+%?")
_PAGE = re.compile(r"续?表?|\(?(?:第[0-9]+页)?[,/]?(?:共[0-9]+页)?\)?")


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
        head = index - (row.number - again.top)
        titles = _title_rows(sheet.rows, head)
        if _paths(again) == _paths(header) and _is_another_page(titles, sheet, header):
            repeated |= {each.number for each in titles} | set(range(again.top, again.bottom + 1))
            continue
        end = head - len(titles)
        yield _block(sheet, header, sheet.rows[start:end], repeated)
        start, header, repeated = end, again, set()
    yield _block(sheet, header, sheet.rows[start:], repeated)


def _block(sheet: Sheet, header: Header, rows: Sequence[Row], repeated: set[int]) -> Block:
    own = sheet if len(rows) == len(sheet.rows) else replace(sheet, rows=list(rows))
    return Block(own, header, frozenset(repeated))


def _may_be_head(row: Row) -> bool:
    cells = RowCells.of(row.cells)
    if cells.has_numbers:
        return False
    return len(cells) > 1 and all(cell.kind == CellKind.TEXT for cell in cells.values())


def _paths(header: Header) -> list[tuple[int, str]]:
    return [(column.number, column.path) for column in header.columns]


def _title_rows(rows: Sequence[Row], head: int) -> list[Row]:
    """The rows right above a head that are its title: few words, no numbers, and one that tables are titled with."""
    start = head
    while head - start < _TITLE_ROWS and start > 0 and (rows[start - 1].is_blank or _is_title(rows[start - 1])):
        start -= 1
    return list(rows[start:head])


def _is_title(row: Row) -> bool:
    filled = [cell for cell in row.cells.values() if not cell.is_blank]
    texts = [squeeze(cell.text) for cell in filled if cell.kind == CellKind.TEXT]
    is_wordy = len(texts) == len(filled) <= _TITLE_CELLS and not any(_A_NUMBER.fullmatch(text) for text in texts)
    return is_wordy and any(_TITLE_WORDS.search(text) for text in texts)


def _is_another_page(titles: Sequence[Row], sheet: Sheet, header: Header) -> bool:
    """Whether the title above a repeated head is the first page's, or says no more than which page it is."""
    first = {_text(row) for row in sheet.rows if row.number < header.top}
    return all(row.is_blank or _text(row) in first or _PAGE.fullmatch(_text(row)) for row in titles)


def _text(row: Row) -> str:
    """The words of a row, without what a continued page adds to them."""
    words = squeeze("".join(cell.text for _, cell in sorted(row.cells.items())))
    return words.removesuffix("(续)").removesuffix("续表").removeprefix("续")


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
