"""What an app declares to have its own import desk: its fields, their headings, its closed lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from .vocabulary import Vocabulary


class Period(StrEnum):
    """Which months a heading may name: any, the desk's own month, or months that end with it."""

    ANY = ""
    MONTH = "month"
    TO_DATE = "to_date"


class Kind(StrEnum):
    SERIAL = "serial"
    NAME = "name"
    TEXT = "text"
    CODE = "code"
    WAN = "wan"
    RATE = "rate"
    PERCENT = "percent"
    DAY = "day"
    SPAN = "span"
    CHOICE = "choice"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Field:
    """A column the desk knows. `headings` are written as `headings.cleaned` leaves them: years are “Y年”, months “M月”,
    spans of months “R月”; a two-level heading is “upper/lower”.

    `is_written` false: understood and shown, never stored by this desk. `year_offset` is the year a heading must name,
    counted from the table's own: 至上年底 is −1. `is_end` dates stand for the last day of a month. `period` is what a
    heading that names months must name. A series stands once a month, each under a key of its own (“due_wan@07”).
    """

    key: str
    label: str
    kind: Kind
    headings: tuple[str, ...]
    longest: int = 200
    is_written: bool = True
    is_end: bool = False
    year_offset: int = 0
    period: Period = Period.ANY
    is_series: bool = False


SectionReader = Callable[[str], Mapping[str, str]]
"""The fields a section's words give to its rows (“晋江市” → {"unit": "350582"}); empty when they say nothing."""


@dataclass(frozen=True)
class Desk:
    """`year` is the one the import is for, `month` too where it is for one month. `name_key` names the field without
    which a row is no row.
    """

    name: str
    label: str
    year: int
    fields: tuple[Field, ...]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    section: SectionReader = lambda _text: {}
    name_key: str = "name"
    month: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {each.key: each for each in self.fields})
        object.__setattr__(self, "by_heading", {heading: each for each in self.fields for heading in each.headings})

    by_key: Mapping[str, Field] = field(init=False, repr=False)
    by_heading: Mapping[str, Field] = field(init=False, repr=False)

    def field(self, key: str) -> Field | None:
        """The field of a key; that of a series' month has its own key and its month in the label."""
        name, _, month = key.partition("@")
        found = self.by_key.get(name)
        if found is None or not month:
            return found
        return replace(found, key=key, label=f"{int(month)}月{found.label}")

    def label_of(self, key: str) -> str:
        """The words of a field, "" for none."""
        found = self.field(key)
        return found.label if found else ""

    def worded(self, key: str, text: str) -> str:
        """A stored text by the word of its closed list; anything else as it is."""
        words = self.vocabularies.get(key)
        return words.worded(text) if words else text

    def kind_of(self, key: str) -> Kind | None:
        field = self.by_key.get(key.partition("@")[0])
        return field.kind if field else None

    def of_kind(self, kind: Kind) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.kind == kind)


@dataclass(frozen=True)
class Answers:
    """What people said where the table says nothing or speaks its own words.

    The unit of amounts; values for rows without one; what a heading means (cleaned heading → field, "" for a column
    that is not imported); sheets that are left out (name → “skip”). `learned` are headings that were settled for
    earlier files of the same sender: weaker than the desk's own words.
    """

    money_unit: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    learned: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What a person said; what was learned is looked up anew."""
        return {
            "money_unit": self.money_unit, "defaults": dict(self.defaults), "headings": dict(self.headings),
            "sheets": dict(self.sheets),
        }  # fmt: skip


SKIP_SHEET = "skip"


def month_key(key: str, month: int) -> str:
    """("due_wan", 7) → "due_wan@07"."""
    return f"{key}@{month:02d}"
