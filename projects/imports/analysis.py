"""One file against one year's register: what was understood, the groups, the sums. Nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from core.foundation.money import ZERO
from core.intake.choices import RowGroup
from core.intake.desk import Answers, Kind
from core.intake.reader import read_workbook
from core.intake.texts import plain
from core.intake.understanding import ReadRow, Understanding, understand
from projects.models import Campaign

from .comparing import Compared, FileRow, compare
from .fields import FIELDS
from .register import load_register
from .words import register_desk

WAN_KEYS = tuple(field.key for field in FIELDS if field.kind == Kind.WAN)
_WRITTEN = (RowGroup.NEW, RowGroup.CHANGED)


@dataclass
class Analysis:
    """`compared` stands in the order of the file's rows."""

    understanding: Understanding
    compared: list[Compared]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(each.group for each in self.compared)
        skipped = sum(count for kind, count in self.understanding.skipped_kinds.items() if kind != "note")
        return {group.value: counted[group] for group in RowGroup} | {"skipped_summary": skipped}

    @property
    def sums(self) -> dict[str, Decimal]:
        return sums_of(row.values for row in self.understanding.rows if row.parent is None)

    @property
    def has_questions(self) -> bool:
        return bool(self.understanding.questions) or any(each.group == RowGroup.QUESTION for each in self.compared)


def analyse(
    file: BinaryIO, name: str, campaign: Campaign, *, answers: Answers | None = None, limits: str = "screen"
) -> Analysis:
    """Read, understand and compare. Raises Refused when the file cannot be read at all."""
    understanding = understand(read_workbook(file, name, limits=limits), register_desk(campaign), answers)
    rows = [file_row(number, row) for number, row in enumerate(understanding.rows, start=1)]
    return Analysis(understanding, compare(rows, load_register(campaign), is_blocked=bool(understanding.questions)))


def file_row(number: int, row: ReadRow) -> FileRow:
    values = {key: plain(value) for key, value in row.values.items()}
    return FileRow(number, row.row, values, has_errors=row.has_errors)


def sums_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Of every amount that at least one row gives, in 万元."""
    totals: dict[str, Decimal] = {}
    for values in rows:
        for key in WAN_KEYS:
            if values.get(key) not in {None, ""}:
                totals[key] = totals.get(key, ZERO) + Decimal(values[key])
    return totals


@dataclass(frozen=True)
class Effect:
    """What writing these rows does: new entries, changed rows and cells, changed plans, and what the plan gains."""

    new: int
    changed: int
    cells: int
    plans: int
    plan_step_wan: Decimal
    owners: frozenset[str]

    @property
    def touches_list(self) -> bool:
        """Whether the year's list or its plans change, which needs a paper."""
        return bool(self.new or self.plans)


def effect_of(compared: Iterable[Compared]) -> Effect:
    written = [each for each in compared if each.group in _WRITTEN]
    return Effect(
        new=sum(each.group == RowGroup.NEW for each in written),
        changed=sum(each.group == RowGroup.CHANGED for each in written),
        cells=sum(len(each.changes) for each in written),
        plans=sum("annual_plan_wan" in each.changes for each in written),
        plan_step_wan=sum((_plan_step(each) for each in written), ZERO),
        owners=frozenset(owners_of(written)),
    )


def _plan_step(each: Compared) -> Decimal:
    """What a row adds to the year's plan."""
    if each.group == RowGroup.NEW:
        return Decimal(each.source.values["annual_plan_wan"])
    old, new = each.changes.get("annual_plan_wan", ("0", "0"))
    return Decimal(new or 0) - Decimal(old or 0)


def owners_of(compared: Iterable[Compared]) -> set[str]:
    """Names of owners that the written rows speak of."""
    found = set()
    for each in compared:
        if each.group not in _WRITTEN:
            continue
        name = each.source.values.get("owner", "") if each.known is None else each.changes.get("owner", ("", ""))[1]
        if name:
            found.add(name)
    return found
