"""One file against what the portal holds: what was understood, the groups, the sums. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, BinaryIO

from core.foundation.garbage import collecting_later
from core.foundation.money import ZERO

from .choices import RowGroup
from .comparison import Compared, FileRow
from .desk import Answers, Desk, Kind
from .desks import Occasion
from .grid import Workbook
from .issues import Tier
from .learning import learned
from .reader import read_workbook
from .texts import plain
from .understanding import ReadRow, Understanding, understand


@dataclass
class Analysis:
    """`compared` stands in the order of the file's rows; `effect` is what committing would do."""

    desk: Desk
    workbook: Workbook
    answers: Answers
    understanding: Understanding
    compared: list[Compared]
    effect: Mapping[str, Any]

    @property
    def counts(self) -> dict[str, int]:
        skipped = sum(count for kind, count in self.understanding.skipped_kinds.items() if kind != "note")
        return group_counts(self.compared) | {"skipped_summary": skipped}

    @property
    def sums(self) -> dict[str, Decimal]:
        """Of every amount that at least one row gives, in 万元; rows of parts are in their package's."""
        totals: dict[str, Decimal] = {}
        for row in self.understanding.rows:
            if row.parent is None:
                for key in row.values.keys() & self._wan_keys:
                    totals[key] = totals.get(key, ZERO) + row.values[key]
        return totals

    @property
    def _wan_keys(self) -> set[str]:
        return {field.key for field in self.desk.fields if field.kind == Kind.WAN}


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
        analysis = understood(file, name, occasion, answers=answers, limits=limits)
        is_blocked = bool(analysis.understanding.questions)
        rows = [each.source for each in analysis.compared]
        analysis.compared = occasion.desk.compare(rows, occasion, is_blocked=is_blocked)
        analysis.effect = occasion.desk.effect(analysis.compared, occasion)
    return analysis


def understood(
    file: BinaryIO, name: str, occasion: Occasion, *, answers: Answers | None = None, limits: str = "screen"
) -> Analysis:
    """Read and understand only: every row still waits to be compared."""
    reading = occasion.reading
    answers = replace(answers or Answers(), learned=learned(occasion))
    with collecting_later():
        workbook = read_workbook(file, name, limits=limits)
        understanding = understand(workbook, reading, answers)
        occasion.desk.look(workbook, understanding, occasion)
        rows = [file_row(number, row) for number, row in enumerate(understanding.rows, start=1)]
    return Analysis(reading, workbook, answers, understanding, [Compared(row, RowGroup.QUESTION) for row in rows], {})


def file_row(number: int, row: ReadRow) -> FileRow:
    values = {key: value if value.__class__ is str else plain(value) for key, value in row.values.items()}
    unread = frozenset(issue.field for issue in row.issues if issue.tier == _ERROR) if row.issues else _NONE
    return FileRow(number, row.sheet, row.row, values, has_errors=bool(unread), unread=unread)


_ERROR = Tier.ERROR
_NONE: frozenset[str] = frozenset()


def group_counts(compared: Iterable[Compared]) -> dict[str, int]:
    counted = Counter(each.group for each in compared)
    return {group.value: counted[group] for group in RowGroup}
