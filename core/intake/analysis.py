"""One file against what the portal holds: what was understood, the groups, the sums. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, BinaryIO

from core.foundation.garbage import collecting_later
from core.foundation.money import ZERO

from .choices import RowGroup
from .comparison import Compared, FileRow
from .desk import Answers, Desk, Kind
from .desks import Occasion
from .issues import Tier
from .learning import learned
from .preview import Preview, preview_of
from .reader import read_workbook
from .texts import plain
from .understanding import ReadRow, Understanding, understand


@dataclass
class Analysis:
    """`previews` are those of the understanding's sheets, `compared` stands in the order of the file's rows.

    `sums` are of every amount that at least one row gives, in 万元; rows of parts are in their package's. `effect` is
    what committing would do.
    """

    desk: Desk
    previews: Sequence[Preview]
    answers: Answers
    understanding: Understanding
    sums: Mapping[str, Decimal]
    compared: list[Compared]
    effect: Mapping[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        skipped = sum(count for kind, count in self.understanding.skipped_kinds.items() if kind != "note")
        return group_counts(self.compared) | {"skipped_summary": skipped}


def analyse(
    file: BinaryIO,
    name: str,
    occasion: Occasion,
    *,
    answers: Answers | None = None,
    limits: str = "screen",
) -> Analysis:
    """Read, understand and compare. Raises Refused when the file cannot be read at all."""
    with collecting_later():
        answers, understanding, previews = understood(file, name, occasion, answers=answers, limits=limits)
        sums = _sums(understanding.rows, occasion.reading)
        rows = [file_row(number, row) for number, row in enumerate(understanding.rows, start=1)]
        compared = occasion.desk.compare(rows, occasion, is_blocked=bool(understanding.questions))
        effect = occasion.desk.effect(compared, occasion)
    return Analysis(occasion.reading, previews, answers, understanding, sums, compared, effect)


def understood(
    file: BinaryIO, name: str, occasion: Occasion, *, answers: Answers | None = None, limits: str = "screen"
) -> tuple[Answers, Understanding, list[Preview]]:
    """Read and understand only, with what was learned of this sender; the grid itself is let go, for it is long."""
    answers = replace(answers or Answers(), learned=learned(occasion))
    with collecting_later():
        workbook = read_workbook(file, name, limits=limits)
        understanding = understand(workbook, occasion.reading, answers)
        occasion.desk.look(workbook, understanding, occasion)
        grids = {grid.name: grid for grid in workbook.sheets}
        previews = [preview_of(grids[sheet.name], sheet, understanding.rows) for sheet in understanding.sheets]
    return answers, understanding, previews


def file_row(number: int, row: ReadRow) -> FileRow:
    """What the comparison needs of a row. From here on the row itself holds the texts too: nobody asks for the typed
    values any more, and a long table has very many.
    """
    row.values = {key: value if value.__class__ is str else plain(value) for key, value in row.values.items()}
    unread = frozenset(issue.field for issue in row.issues if issue.tier == _ERROR) if row.issues else _NONE
    return FileRow(number, row.sheet, row.row, row.values, has_errors=bool(unread), unread=unread)


def _sums(rows: Iterable[ReadRow], desk: Desk) -> dict[str, Decimal]:
    amounts = {field.key for field in desk.fields if field.kind == Kind.WAN}
    totals: dict[str, Decimal] = {}
    for row in rows:
        if row.parent is None:
            for key in row.values.keys() & amounts:
                totals[key] = totals.get(key, ZERO) + row.values[key]
    return totals


_ERROR = Tier.ERROR
_NONE: frozenset[str] = frozenset()


def group_counts(compared: Iterable[Compared]) -> dict[str, int]:
    counted = Counter(each.group for each in compared)
    return {group.value: counted[group] for group in RowGroup}
