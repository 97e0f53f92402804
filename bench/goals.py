"""What the portal may cost: ratios of one run, each to a floor or to itself at another size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

SMALL, LARGE = 621, 62_100
PREVIEWED = 5_000
"""Rows whose preview a person waits for."""


@dataclass(frozen=True)
class Goal:
    """`figure` may be at most `most`; a stretch is where we would like to be."""

    code: str
    what: str
    figure: float
    most: float
    stretch: float | None = None
    unit: str = "×"

    @property
    def is_met(self) -> bool:
        return self.figure <= self.most

    @property
    def verdict(self) -> str:
        if not self.is_met:
            return "missed"
        return "stretch" if self.stretch is not None and self.figure <= self.stretch else "met"


@dataclass(frozen=True)
class Measured:
    """One line of figures: milliseconds of processor time of application and database, and the wall's quantiles."""

    what: str
    system: str
    application_ms: float
    database_ms: float
    p50_ms: float
    p95_ms: float
    length: int = 0
    wire: int = 0

    @property
    def cpu_ms(self) -> float:
        return self.application_ms + self.database_ms


def missed(goals: Sequence[Goal]) -> list[Goal]:
    return [goal for goal in goals if not goal.is_met]


def import_goals(size: int, found: Mapping[str, Any]) -> Iterator[Goal]:
    """Of one size: the whole against reading and COPY, and reading with understanding against the bare reader."""
    ours, ratio = found["portal"], found["portal"]["cpu_ms"] / found["floor"]["cpu_ms"]
    what = f"import of {found['rows']['portal']} rows"
    if size == SMALL:
        yield Goal("G7", f"{what} ÷ reading and COPY", ratio, 10, 3)
        yield Goal("G7", f"{what}, on the wall", ours["wall_ms"], 1000, unit=" ms")
        yield Goal("G7", f"{what}, statements", ours["statements"], 50, unit="")
    elif size == PREVIEWED:
        yield Goal("desk", f"{what}, all of it on the wall", ours["wall_ms"] / 1000, 15, unit=" s")
    else:
        yield Goal("G8", f"{what} ÷ reading and COPY", ratio, 4, 2)
        yield Goal("G8", f"{what}, above idle", found["above_idle_mib"], 150, unit=" MiB")
    bare = found["reading"]["cpu_ms"] / found["bare"]["cpu_ms"]
    yield Goal("desk", f"reading and understanding {found['rows']['read']} rows ÷ the bare reader", bare, 3)


def linear_goals(imports: Mapping[int, Mapping[str, Any]]) -> Iterator[Goal]:
    """How the cost of an import grows with its rows, from thousands to ten thousands."""
    if LARGE in imports:
        growth = imports[LARGE]["portal"]["cpu_ms"] / imports[PREVIEWED]["portal"]["cpu_ms"]
        exponent = log(growth) / log(LARGE / PREVIEWED)
        yield Goal("G8", f"import from {PREVIEWED} to {LARGE} rows, exponent", exponent, 1.1, unit="")
