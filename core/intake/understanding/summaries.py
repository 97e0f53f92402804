"""Sheets whose rows are counties, kinds or natures: never projects, but figures that the lists should add up to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.foundation.money import ZERO, wan_text
from core.intake.desk import Desk, Kind
from core.intake.grid import Kind as CellKind
from core.intake.grid import Row, Sheet
from core.intake.issues import Issue, Tier
from core.intake.normalise import MONEY_UNITS, clean, read_wan, squeeze

from .header import Header, header_at
from .headings import Headings
from .result import Published, ReadRow
from .title import read_title

_LOOK_AT = 40
_TOTAL = re.compile(r"(?:全市|全县|全区)?(?:合计|总计|共计|小计|总数)")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十0-9]+\)|[0-9]+[、.](?![0-9]))")


@dataclass(frozen=True)
class SummaryLine:
    """One printed row: `gives` is empty for the total of everything."""

    row: int
    label: str
    gives: Mapping[str, str] = field(default_factory=dict)
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    sheet: str
    header: Header
    lines: Sequence[SummaryLine]


def find_summary(sheet: Sheet, desk: Desk, known: Headings) -> Summary | None:
    """A table whose first known column names each value of a closed list at most once, with amounts beside."""
    for row in sheet.rows[:_LOOK_AT]:
        for column in _columns_of_choices(row, known):
            header = header_at(sheet, row.number, column, known)
            amounts = [each for each in header.columns if each.field and desk.by_key[each.field].kind == Kind.WAN]
            if not amounts:
                continue
            title = read_title(sheet, header.top)
            units = {each.number: unit for each in amounts if (unit := each.unit or title.unit) in MONEY_UNITS}
            keys = {each.number: each.key for each in amounts}
            lines = list(_lines(sheet, header, column, desk, (keys, units)))
            if lines and _is_all(sheet, header, column, lines):
                return Summary(sheet.name, header, lines)
    return None


def _columns_of_choices(row: Row, known: Headings) -> list[int]:
    return [
        column
        for column, cell in sorted(row.cells.items())
        if cell.kind == CellKind.TEXT and known.kind_of(cell.text) == Kind.CHOICE
    ]


def _lines(
    sheet: Sheet, header: Header, column: int, desk: Desk, amounts: tuple[Mapping[int, str], Mapping[int, str]]
) -> Iterator[SummaryLine]:
    keys, units = amounts
    seen: set[str] = set()
    for row in sheet.rows:
        label = squeeze(row.cell(column).text) or next(
            (squeeze(cell.text) for _, cell in sorted(row.cells.items()) if cell.kind == CellKind.TEXT), ""
        )
        label = _NUMBERED.sub("", label)
        gives = desk.section(label)
        if row.number <= header.bottom or not (gives or _TOTAL.fullmatch(label)) or label in seen:
            continue
        seen.add(label)
        printed = {
            keys[at]: value
            for at, unit in units.items()
            if (value := read_wan(row.cell(at), unit).value) is not None
        }  # fmt: skip
        yield SummaryLine(row.number, label, gives, printed)


def _is_all(sheet: Sheet, header: Header, column: int, lines: Sequence[SummaryLine]) -> bool:
    """Whether these lines are nearly all rows that the column fills: a list of projects names its counties again."""
    filled = sum(row.number > header.bottom and not row.cell(column).is_blank for row in sheet.rows)
    return len(lines) * 5 >= filled * 4


def compare_summary(
    summary: Summary, rows: Sequence[ReadRow], labels: Mapping[str, str]
) -> tuple[list[Published], list[Issue]]:
    """Every printed amount beside the sum of its county's, kind's or nature's projects; a 提醒 where they differ."""
    own = [row for row in rows if row.parent is None]
    published, issues = [], []
    given = {key for row in own for key in row.values}
    for line in summary.lines:
        if not line.gives and not _TOTAL.match(line.label):
            continue
        covered = [row for row in own if line.gives.items() <= row.values.items()]
        for key, value in line.amounts.items():
            computed = sum((row.values.get(key, ZERO) for row in covered), ZERO) if key in given else None
            published.append(Published(summary.sheet, line.row, line.label, key, value, computed))
            if computed is None or computed == value:
                continue
            message = (
                f"汇总表“{summary.sheet}”中“{line.label}”是 {wan_text(value, 2)} 万元，"
                f"各项目相加是 {wan_text(computed, 2)} 万元"
            )
            issues.append(
                Issue(
                    summary.sheet, line.row, 0, labels[key], clean(line.label), Tier.NOTICE, "summary_differs", message,
                    proposal="以各项目为准，请核对原表",
                )
            )  # fmt: skip
    return published, issues
