"""What a figure's panel says, in the order in which people ask."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dashboards.board.amounts import Amount
from dashboards.board.editions import paper_number
from reporting.models import Brief


@dataclass(frozen=True)
class Hero:
    """The figure itself. `tone` is that of its light, or empty."""

    words: str
    amount: Amount
    unit: str
    tone: str = ""


@dataclass(frozen=True)
class Formula:
    """`words` say what is done, `numbers` the same with the actual figures."""

    name: str
    words: str
    numbers: str


@dataclass(frozen=True)
class Input:
    """One figure that went in, and where to see it. `places` forces decimals."""

    label: str
    amount: Amount
    source: str
    url: str = ""
    is_part: bool = False
    is_sum: bool = False
    is_demonstration: bool = False


@dataclass(frozen=True)
class CoverageRow:
    """Reports that are in, or are not: their plan (万元), how they stand, how many points they move the whole."""

    label: str
    tone: str
    reports: int
    plan_wan: Decimal
    ytd_wan: Decimal
    rate: Decimal | None
    lead: Decimal | None
    effect: Decimal | None


@dataclass(frozen=True)
class Coverage:
    rows: tuple[CoverageRow, ...]
    total: CoverageRow

    @property
    def is_complete(self) -> bool:
        return not self.rows[-1].reports


@dataclass(frozen=True)
class UnitRow:
    """A figure by unit, for panels that break one down."""

    unit: str
    amounts: tuple[Amount | str, ...]
    url: str


@dataclass(frozen=True)
class Breakdown:
    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True)
class Step:
    """One step of the chain; `last` is when it last happened, `due` until when it should."""

    label: str
    words: str
    last: datetime | None = None
    due: date | None = None
    is_done: bool = True


@dataclass(frozen=True)
class VersionRow:
    brief: Brief
    rate: Decimal | None
    lead: Decimal | None
    url: str
    is_this: bool


@dataclass(frozen=True)
class Panel:
    """One panel. `before` says how the figure stood in last month's brief, `basis_url` leads to its definition."""

    title: str
    label: str
    brief: Brief
    hero: Hero
    formulas: tuple[Formula, ...]
    basis: str
    inputs: tuple[Input, ...]
    before: str = ""
    coverage: Coverage | None = None
    breakdown: Breakdown | None = None
    chain: tuple[Step, ...] = ()
    versions: tuple[VersionRow, ...] = ()
    more_url: str = ""
    more_label: str = ""
    basis_url: str = ""

    @property
    def number(self) -> str:
        return paper_number(self.brief)

    @property
    def copy_text(self) -> str:
        """The figure as a sentence for a message or a speech."""
        said = "；".join(f"{formula.name} {formula.numbers}" for formula in self.formulas)
        hero = f"{self.hero.words}{self.hero.amount.text(2)}{self.hero.unit}"
        return f"{self.label}{self.title}（{self.brief.month.label}{self.brief.label}）：{hero}。{said}。"
