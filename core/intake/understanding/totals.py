"""Totals and sections that a table prints, against what its rows add up to. Both are shown, neither is corrected."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from core.foundation.money import ZERO, wan_text
from core.intake.issues import Issue, Tier

from .lines import Line, LineKind
from .result import Published, ReadRow

_WHOLE = ("合计", "总计", "总数", "全市", "共计")


@dataclass(frozen=True)
class Claim:
    """A section's or total's line with the amounts that it prints, by field; `place` counts lines from the top."""

    place: int
    row: int
    line: Line
    amounts: Mapping[str, Decimal]


class Placed(NamedTuple):
    """A project's row and where it stands among the lines."""

    place: int
    row: ReadRow


def compare(
    sheet: str, claims: Sequence[Claim], rows: Sequence[Placed], labels: Mapping[str, str]
) -> tuple[list[Published], list[Issue]]:
    """Every printed amount with the sum of the rows it covers, and a 提醒 for each that differs.

    `labels` are the words for fields.
    """
    published: list[Published] = []
    issues: list[Issue] = []
    for number, claim in enumerate(claims):
        covered = _covered(number, claims, rows)
        if covered is None:
            published += [
                Published(sheet, claim.row, _name(claim), key, value, None) for key, value in claim.amounts.items()
            ]
            continue
        for key, value in claim.amounts.items():
            computed = sum((row.values.get(key, ZERO) for row in covered), ZERO)
            published.append(Published(sheet, claim.row, _name(claim), key, value, computed))
            if computed != value:
                message = (
                    f"表中印的“{_name(claim)}”是 {wan_text(value, 2)} 万元，各行相加是 {wan_text(computed, 2)} 万元"
                )
                issues.append(_notice(sheet, claim, labels[key], "total_differs", message))
        if claim.line.count is not None and claim.line.count != len(covered):
            message = f"表中写“{_name(claim)}”{claim.line.count} 项，实际列出 {len(covered)} 项"
            issues.append(_notice(sheet, claim, "", "count_differs", message))
    return published, issues


def _notice(sheet: str, claim: Claim, field: str, rule: str, message: str) -> Issue:
    return Issue(
        sheet, claim.row, 0, field, _name(claim), Tier.NOTICE, rule, message, proposal="以各行为准，请核对原表"
    )


def _name(claim: Claim) -> str:
    return claim.line.label or "合计"


def _covered(number: int, claims: Sequence[Claim], rows: Sequence[Placed]) -> list[ReadRow] | None:
    """The rows a claim speaks of; None where the words do not tell."""
    claim = claims[number]
    if claim.line.level == 3 or (claim.line.kind == LineKind.TOTAL and claim.line.gives):
        return _with_values(claim.line.gives, rows)
    if claim.line.kind == LineKind.SECTION:
        return _between(claim.place, _end_of_section(number, claims), rows)
    is_on_top = number == 0 and all(placed.place > claim.place for placed in rows)
    if claim.line.label.startswith(_WHOLE) or is_on_top:
        is_inside = any(each.line.kind == LineKind.SECTION for each in claims[:number])
        is_last = all(placed.place < claim.place for placed in rows)
        if not is_inside or is_last:
            return [placed.row for placed in rows]
    return _between(_start_before(number, claims), claim.place, rows)


def _with_values(gives: Mapping[str, str], rows: Sequence[Placed]) -> list[ReadRow] | None:
    if not any(gives.keys() & placed.row.values.keys() for placed in rows):
        return None
    return [placed.row for placed in rows if gives.items() <= placed.row.values.items()]


def _between(first: int, last: int, rows: Sequence[Placed]) -> list[ReadRow]:
    begin = bisect_right(rows, first, key=_PLACE)
    return [placed.row for placed in rows[begin : bisect_left(rows, last, key=_PLACE)]]


_PLACE = attrgetter("place")


def _end_of_section(number: int, claims: Sequence[Claim]) -> int:
    """Where the next section of the same or a higher level begins, or a total over everything stands."""
    own = claims[number].line.level
    for claim in claims[number + 1 :]:
        line = claim.line
        if line.kind == LineKind.SECTION and line.level != 3 and (line.level <= own or own == 0):
            return claim.place
    return 1_000_000_000


def _start_before(number: int, claims: Sequence[Claim]) -> int:
    """The line a 小计 counts from: the section or 小计 before it, or the top."""
    return claims[number - 1].place if number else 0
