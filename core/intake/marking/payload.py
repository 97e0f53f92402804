"""What the parent hands over beside the file: lines of JSON, the head first, then rows of a grid, then issues."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

from core.intake.issues import Issue, Tier


@dataclass(frozen=True)
class ListPlace:
    """A list of the workbook: the first and last row of its head, and its last column."""

    sheet: str
    top: int
    bottom: int
    right: int


@dataclass(frozen=True)
class About:
    """What our own sheet says of the import; `at` is the time in words, `desk` what was imported into."""

    file: str
    number: str
    desk: str
    at: str
    by: str
    lists: tuple[ListPlace, ...] = field(default=())


def write_payload(target: TextIO, about: About, issues: Iterable[Issue], grid: Iterable[dict[str, Any]] = ()) -> None:
    _write(target, {"about": asdict(about)})
    for line in grid:
        _write(target, {"grid": line})
    for issue in issues:
        _write(target, {"issue": issue._asdict()})


def _write(target: TextIO, line: dict[str, Any]) -> None:
    target.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    target.write("\n")


def read_payload(source: Iterable[str]) -> tuple[About, list[dict[str, Any]], list[Issue]]:
    grid: list[dict[str, Any]] = []
    issues: list[Issue] = []
    lines = _lines(source)
    about = next(lines)["about"]
    about["lists"] = tuple(ListPlace(**place) for place in about["lists"])
    for line in lines:
        if "grid" in line:
            grid.append(line["grid"])
        else:
            issues.append(Issue(**line["issue"] | {"tier": Tier(line["issue"]["tier"])}))
    return About(**about), grid, issues


def _lines(source: Iterable[str]) -> Iterator[dict[str, Any]]:
    return (json.loads(text) for text in source)
