"""What an app declares to have its own import desk: its fields, their headings, its closed lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .vocabulary import Vocabulary


class Kind(StrEnum):
    SERIAL = "serial"
    NAME = "name"
    TEXT = "text"
    CODE = "code"
    WAN = "wan"
    RATE = "rate"
    DAY = "day"
    SPAN = "span"
    CHOICE = "choice"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Field:
    """A column the desk knows. `headings` are written as `headings.cleaned` leaves them: years are “Y年”, months “M月”,
    spans of months “R月”; a two-level heading is “upper/lower”.

    `is_written` false: understood and shown, never stored by this desk. `year_offset` is the year a heading must name,
    counted from the table's own: 至上年底 is −1. `is_end` dates stand for the last day of a month.
    """

    key: str
    label: str
    kind: Kind
    headings: tuple[str, ...]
    longest: int = 200
    is_written: bool = True
    is_end: bool = False
    year_offset: int = 0


SectionReader = Callable[[str], Mapping[str, str]]
"""The fields a section's words give to its rows (“晋江市” → {"unit": "350582"}); empty when they say nothing."""


@dataclass(frozen=True)
class Desk:
    """`year` is the one the import is for. `name_key` names the field without which a row is no row."""

    name: str
    label: str
    year: int
    fields: tuple[Field, ...]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    section: SectionReader = lambda _text: {}
    name_key: str = "name"

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {each.key: each for each in self.fields})
        object.__setattr__(self, "by_heading", {heading: each for each in self.fields for heading in each.headings})

    by_key: Mapping[str, Field] = field(init=False, repr=False)
    by_heading: Mapping[str, Field] = field(init=False, repr=False)

    def label_of(self, key: str) -> str:
        """The words of a field; those of a month's amount (“due_wan@07”) name the month. "" for none."""
        name, _, month = key.partition("@")
        label = self.by_key[name].label if name in self.by_key else ""
        return f"{int(month)}月{label}" if month else label

    def worded(self, key: str, text: str) -> str:
        """A stored text by the word of its closed list; anything else as it is."""
        words = self.vocabularies.get(key)
        return words.labels.get(text, text) if words else text

    def kind_of(self, key: str) -> Kind | None:
        field = self.by_key.get(key.partition("@")[0])
        return field.kind if field else None

    def of_kind(self, kind: Kind) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.kind == kind)


@dataclass(frozen=True)
class Answers:
    """What the person said where the table said nothing: the unit of amounts, and values for rows without one."""

    money_unit: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
