"""What the portal may cost: ratios of one run, each to a floor or to itself at another size."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALL, LARGE = 621, 62_100


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
