"""One file against what the portal holds: what was understood, the groups, the sums. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from core.foundation.money import ZERO

from .choices import RowGroup
from .comparison import Compared, FileRow
from .desk import Answers, Desk, Kind
from .desks import Occasion
from .reader import read_workbook
from .texts import plain
from .understanding import ReadRow, Understanding, understand


@dataclass
class Analysis:
    """`compared` stands in the order of the file's rows; `effect` is what committing would do."""

    desk: Desk
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
    desk, reading, answers = occasion.desk, occasion.reading, answers or Answers()
    understanding = understand(read_workbook(file, name, limits=limits), reading, answers)
    rows = [file_row(number, row) for number, row in enumerate(understanding.rows, start=1)]
    compared = desk.compare(rows, occasion, is_blocked=bool(understanding.questions))
    return Analysis(reading, answers, understanding, compared, desk.effect(compared, occasion))


def file_row(number: int, row: ReadRow) -> FileRow:
    values = {key: plain(value) for key, value in row.values.items()}
    return FileRow(number, row.sheet, row.row, values, has_errors=row.has_errors)


def group_counts(compared: Iterable[Compared]) -> dict[str, int]:
    counted = Counter(each.group for each in compared)
    return {group.value: counted[group] for group in RowGroup}
