"""The same projects on a second sheet, sorted or grouped another way: taken once, with what the second one adds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from core.intake.desk import Desk
from core.intake.issues import Issue, Tier
from core.intake.normalise import squeeze
from core.intake.texts import plain

from .result import ReadRow, SheetReading, Understanding

_FEWEST = 2
_MOSTLY = 0.9


def fold_repeats(result: Understanding, desk: Desk) -> None:
    """Take out the rows of every sheet nearly all of whose projects stand on sheets before it.

    What they add is kept; where the two say different things, both places are named and the row is held.
    """
    by_sheet: dict[str, list[ReadRow]] = defaultdict(list)
    for row in result.rows:
        by_sheet[row.sheet].append(row)
    if len(by_sheet) < 2:
        return
    kept: list[ReadRow] = []
    for name, rows in by_sheet.items():
        pairs = _pairs(rows, kept, desk)
        if len(rows) >= _FEWEST and len(pairs) >= len(rows) * _MOSTLY:
            added = {key for row, first in pairs for key in _merge(row, first, desk)}
            taken = {id(row) for row, _ in pairs}
            kept += [row for row in rows if id(row) not in taken]
            _tell(result, name, [first for _, first in pairs], sorted(desk.label_of(key) for key in added))
        else:
            kept += rows
    result.rows = kept


def _pairs(rows: Sequence[ReadRow], before: Iterable[ReadRow], desk: Desk) -> list[tuple[ReadRow, ReadRow]]:
    """Each row with the one of an earlier sheet that speaks of the same project, each of them once."""
    by_name: dict[str, list[ReadRow]] = defaultdict(list)
    for row in before:
        by_name[_name(row, desk)].append(row)
    pairs = []
    for row in rows:
        alike = by_name.get(_name(row, desk)) or []
        found = [first for first in alike if not _is_other(row, first, desk)]
        if found:
            best = max(
                found, key=lambda first: sum(first.values.get(key) == value for key, value in row.values.items())
            )
            alike.remove(best)
            pairs.append((row, best))
    return pairs


def _name(row: ReadRow, desk: Desk) -> str:
    return squeeze(str(row.values.get(desk.name_key, ""))) or f"{row.sheet}/{row.row}"


def _is_other(row: ReadRow, first: ReadRow, desk: Desk) -> bool:
    """Another project of the same name: a closed list or a code says so."""
    shared = row.values.keys() & first.values.keys()
    return any(row.values[key] != first.values[key] for key in shared if key in desk.vocabularies or "code" in key)


def _merge(row: ReadRow, first: ReadRow, desk: Desk) -> set[str]:
    """Give the first row what only the second says; the keys that were added."""
    added = set()
    for key, value in row.values.items():
        field = desk.field(key)
        if key not in first.values and field is not None:
            first.values[key] = value
            place = row.places.get(key, (row.sheet, row.row, row.columns.get(key, 0)))
            first.places = {**first.places, key: place}
            added.add(key)
        elif field is not None and first.values[key] != value:
            tier = Tier.ERROR if field.is_written and not isinstance(value, str) else Tier.NOTICE
            message = (
                f"工作表“{row.sheet}”第 {row.row} 行同一项目的“{field.label}”是 {plain(value)}，"
                f"这里是 {plain(first.values[key])}，不知以哪个为准"
            )
            first.issues.append(
                Issue(
                    first.sheet, first.row, first.columns.get(key, 0), field.label, plain(first.values[key]), tier,
                    "sheets_differ", message, accepted="两处一致的值", proposal="改正其中一处后重新上传",
                )
            )  # fmt: skip
    first.issues += [issue for issue in row.issues if issue.tier == Tier.ERROR]
    return added


def _tell(result: Understanding, name: str, first: Sequence[ReadRow], added: Sequence[str]) -> None:
    others = "、".join(dict.fromkeys(f"“{row.sheet}”" for row in first))
    more = f"，并从中补上了{'、'.join(added)}" if added else ""
    message = f"工作表“{name}”的 {len(first)} 行与 {others} 是同一批项目，只读入一次{more}"
    result.issues.append(Issue(name, 0, 0, "", "", Tier.NOTICE, "repeated_sheet", message))
    for reading in result.sheets:
        if reading.name == name and reading.kind in {"list", "card"}:
            _mark(reading)


def _mark(reading: SheetReading) -> None:
    reading.kind = "repeat"
