from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from core.intake.issues import Issue, Tier

from .headings import months_text


@dataclass(frozen=True)
class Column:
    """`heading` is flattened (“7月 / 完成”), `path` the same cleaned, as answers name it. `field` is "" for columns the
    desk does not know; `key` is where its values are kept, which for a series names the month (“due_wan@07”).
    `samples` are some values of an unknown column.
    """

    number: int
    heading: str
    field: str
    unit: str = ""
    path: str = ""
    key: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    samples: tuple[str, ...] = ()


_NONE: Mapping[str, tuple[str, int, int]] = MappingProxyType({})


@dataclass(slots=True)
class ReadRow:
    """A row of the table. `values` holds typed values of the fields that were given (Decimal, date, text).

    `columns` tells where in the row each stood, one mapping for all rows of a list where they are alike; `places`
    (sheet, row, column) are those of values that stood elsewhere: on a card, on another sheet.
    """

    sheet: str
    row: int
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=lambda: _NONE)
    parent: int | None = None
    is_hidden: bool = False

    @property
    def has_errors(self) -> bool:
        return any(issue.tier == Tier.ERROR for issue in self.issues)


@dataclass(frozen=True)
class Published:
    """A total that the table prints, beside what its rows add up to; `computed` None: nobody knows which rows."""

    sheet: str
    row: int
    label: str
    field: str
    published: Decimal
    computed: Decimal | None

    @property
    def is_equal(self) -> bool:
        return self.computed is None or self.published == self.computed


@dataclass
class SheetReading:
    """How one sheet was understood, or one list of a sheet that holds several; `unit` may differ by column.

    `kind`: list, card (one project, labels beside values), summary (its rows are no projects), repeat (the rows of
    other sheets once more), other, empty, hidden or skipped.
    """

    name: str
    kind: str
    header_rows: tuple[int, ...] = ()
    unit: str = ""
    unit_source: str = ""
    year: int | None = None
    months: tuple[int, int] | None = None
    title: str = ""
    columns: list[Column] = field(default_factory=list)
    first_row: int = 0
    last_row: int = 0
    data_rows: int = 0
    skipped: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def period(self) -> str:
        months = months_text(self.months)
        return f"{self.year}年{months}" if self.year else months


@dataclass
class Understanding:
    """Everything that was read out of one workbook, before anything is compared with the register."""

    file: str
    sheets: list[SheetReading] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def questions(self) -> list[Issue]:
        """What the person must answer for the table as a whole before any row can be written."""
        return [issue for issue in self.issues if issue.tier == Tier.ERROR]

    @property
    def skipped_kinds(self) -> Counter[str]:
        return Counter(kind for sheet in self.sheets for _, kind, _ in sheet.skipped)
