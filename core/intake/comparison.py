"""A row of a file against what the portal holds. Desks say what equals what; the shapes are shared by all of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .choices import RowGroup
from .issues import Note, Tier

Change = tuple[str, str]
"""Old and new, as texts."""

SAME, NEW, SKIP = "same", "new", "skip"
"""What a person may say of a row: that it is “same:<id>”, another one, or not for now."""

WRITTEN = (RowGroup.NEW, RowGroup.CHANGED)


class Target(Protocol):
    """What a row may speak of: a project, a duty. `version` tells later whether it was changed since."""

    id: int
    version: int
    code: str

    @property
    def name(self) -> str: ...

    @property
    def unit(self) -> str:
        """The code of its reporting unit."""


@dataclass(frozen=True)
class Candidate:
    """A target that a person may choose; `alike` in whole per cent."""

    target: Target
    alike: int


@dataclass(slots=True)
class FileRow:
    """What the comparison needs of a row: `values` are texts by field, `decision` is what a person said of it.

    `unread` are the labels of fields whose cell holds something that could not be read.
    """

    number: int
    sheet: str
    row: int
    values: dict[str, str]
    has_errors: bool = False
    decision: str = ""
    unread: frozenset[str] = frozenset()


@dataclass(slots=True)
class Compared:
    """`changes` maps fields to (old, new); for a new target `changes` is empty and the values say all.

    `kept` are texts by field that are written along with the changes though the row does not give them: a draft's.
    """

    source: FileRow
    group: RowGroup
    target: Target | None = None
    changes: dict[str, Change] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        return self.group in WRITTEN

    @property
    def new_values(self) -> Mapping[str, str]:
        return {key: new for key, (_, new) in self.changes.items()}


def hold_back(compared: Iterable[Compared], *, is_blocked: bool) -> None:
    """Rows with an error, and all rows of a file with an open question (`is_blocked`), wait for a person."""
    for each in compared:
        is_held = is_blocked or each.source.has_errors or any(note.tier == Tier.ERROR for note in each.notes)
        if is_held and each.group != RowGroup.SKIPPED:
            each.group = RowGroup.QUESTION


def note_doubles(compared: Iterable[Compared], what: str, key: Callable[[Compared], object | None]) -> None:
    """Two rows for one thing: neither is taken, both are named. `what` is its word, `key` tells
    which one a row is about, None where nobody knows."""
    firsts: dict[object, Compared] = {}
    doubles: dict[object, list[Compared]] = {}
    for each in compared:
        found = key(each) if each.group != RowGroup.SKIPPED else None
        if found is not None and (first := firsts.setdefault(found, each)) is not each:
            doubles.setdefault(found, [first]).append(each)
    for group in doubles.values():
        for each in group:
            others = "、".join(_place(other, each) for other in group if other is not each)
            message = f"与{others}是同一{what}"
            each.notes.append(Note(Tier.ERROR, "duplicate_row", message, f"一个{what}一行", "删去重复的行，或本次跳过"))


def _place(other: Compared, own: Compared) -> str:
    sheet = f"“{other.source.sheet}”" if other.source.sheet != own.source.sheet else ""
    return f"{sheet}第 {other.source.row} 行"


def chosen_id(decision: str) -> int | None:
    """The target that a person named, if the decision names one."""
    verb, _, chosen = decision.partition(":")
    return int(chosen) if verb == SAME and chosen.isdecimal() else None
