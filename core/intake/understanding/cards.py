"""Cards: one project to a sheet or to a part of it, labels beside their values instead of heads above them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from core.intake.desk import Desk, Kind
from core.intake.grid import Cell, Row, Sheet
from core.intake.grid import Kind as CellKind

from .header import Header
from .headings import Heading, Headings, cleaned, path_of
from .result import Column
from .title import names_unit

_LOOK_BELOW = 8
_FEWEST = 3
_MOST_ROWS = 400
_SPLIT = re.compile(r"^([^:：]{2,20})[:：]\s*(\S.*)$", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A known label: the row it stands in, its column as the questions know it, and the values beside it."""

    row: int
    column: Column
    values: list[tuple[int, Cell]]


@dataclass(frozen=True)
class Card:
    """One project. `row` is the name's own."""

    row: int
    labels: list[Label] = field(default_factory=list)

    @property
    def header(self) -> Header:
        """The labels as the questions about columns want them, each in a column that holds the values of several."""
        return Header(self.row, self.row, [label.column for label in self.labels], {})

    def by_row(self) -> Iterator[tuple[Header, list[Label]]]:
        """The labels row by row: within one row no two have their values in the same column."""
        for row in sorted({label.row for label in self.labels}):
            labels = [label for label in self.labels if label.row == row]
            yield Header(row, row, [label.column for label in labels], {}), labels


def cards_of(sheet: Sheet, header: Header | None, desk: Desk, known: Headings) -> list[Card]:
    """The cards of a sheet; empty where it is a list or anything else."""
    if header is not None and not _labels_go_on_below(sheet, header, known):
        return []
    labels = list(_labels(sheet, known))
    names = [label for label in labels if label.column.key == desk.name_key]
    if not names or len({label.row for label in labels}) < _FEWEST or len(labels) < _FEWEST * len(names):
        return []
    edges = [label.row for label in names[1:]] + [10**9]
    starts = [0, *edges[:-1]]
    return [
        card
        for name, start, end in zip(names, starts, edges, strict=True)
        for card in _split(Card(name.row, [each for each in labels if start <= each.row < end]), desk.name_key)
    ]


def _labels_go_on_below(sheet: Sheet, header: Header, known: Headings) -> bool:
    """Under the head of a list stand names; under the first label of a card stand more labels."""
    left = min(column.number for column in header.columns if column.key)
    below = [row.cell(left) for row in sheet.rows if header.bottom < row.number <= header.bottom + _LOOK_BELOW]
    kinds = [known.kind_of(cell.text) for cell in below if cell.kind == CellKind.TEXT and not cell.is_blank]
    return sum(kind is not None and kind != Kind.NAME for kind in kinds) >= 2


def _labels(sheet: Sheet, known: Headings) -> Iterator[Label]:
    for row in sheet.rows[:_MOST_ROWS]:
        for column, cell in sorted(row.cells.items()):
            if cell.kind != CellKind.TEXT or cell.is_blank or names_unit(cell.text):
                continue
            if known.kind_of(cell.text) is not None:
                values = _values(sheet, row, column, known)
                yield Label(row.number, _column(cell.text, values[0][0] if values else column, known), values)
            elif (found := _SPLIT.match(cell.text.strip())) and known.kind_of(found[1]) is not None:
                beside = [(column, Cell(CellKind.TEXT, found[2]))]
                yield Label(row.number, _column(found[1], column, known), beside)


def _column(text: str, number: int, known: Headings) -> Column:
    part: Heading = cleaned(text)
    found = known.field_of([part])
    key = found.key if found else ""
    return Column(number, text.strip().rstrip("：:"), key, part.unit, path_of([part]), key, part.year, part.months)


def _values(sheet: Sheet, row: Row, column: int, known: Headings) -> list[tuple[int, Cell]]:
    """The filled cells to the right of a label up to the next one; a blank first cell counts as the value."""
    merge = sheet.origins.get((row.number, column))
    start = merge.right + 1 if merge else column + 1
    values = []
    for at in range(start, max(row.cells, default=0) + 1):
        cell = row.cell(at)
        if cell.kind == CellKind.TEXT and not cell.is_blank and (known.kind_of(cell.text) or _SPLIT.match(cell.text)):
            break
        if not cell.is_blank:
            values.append((at, cell))
    return values


def _split(card: Card, name_key: str) -> list[Card]:
    """A card whose labels have several values each is several projects, one a column."""
    name = next(label for label in card.labels if label.column.key == name_key)
    places = [at for at, _ in name.values]
    if len(places) < 2:
        return [card]
    return [Card(card.row, [_only(label, at) for label in card.labels]) for at in places]


def _only(label: Label, at: int) -> Label:
    values: Sequence[tuple[int, Cell]] = [value for value in label.values if value[0] == at]
    return replace(label, column=replace(label.column, number=at), values=list(values))
