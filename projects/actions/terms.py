"""What callers hand to the actions: plain values, so that a page, an import and the interface say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from core.foundation.months import Month
from core.foundation.verdict import Refused
from projects.choices import KeyLevel, ManagementClass, PlanNature
from projects.curves import Curve


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """This year's plan of one project (万元). `curve` holds twelve cumulative amounts; None means a straight line."""

    annual_plan_wan: Decimal
    cumulative_before_year_wan: Decimal = Decimal("0.00")
    planned_start: date | None = None
    planned_finish: date | None = None
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class ListingTerms:
    """What the year's list says of a project."""

    unit_id: int
    category_id: int
    plan_nature: PlanNature
    management_class: ManagementClass = ManagementClass.ASSESSED
    key_level: KeyLevel = KeyLevel.NONE
    is_flagship: bool = False
    is_green_channel: bool = False
    counts_real_estate: bool = False
    responsible_unit: str = ""
    responsible_person: str = ""
    liaison_phone: str = ""
    sponsoring_leader: str = ""
    remark: str = ""
    theme_ids: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        """Of LISTING_COLUMNS; themes are rows of their own."""
        return _values_of_listing(self)


LISTING_COLUMNS = tuple(name for name in ListingTerms.__dataclass_fields__ if name != "theme_ids")
"""The columns of a listing that its terms give."""

_values_of_listing = attrgetter(*LISTING_COLUMNS)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One project to be listed: a new one with its `facts`, or one of the register by `project_id`.

    `facts` are columns of Project without code and keys. A package names its `parts`, each a complete entry without
    parts of its own; its `plan` is what stands on the package itself, beside the plans of the parts.
    """

    terms: ListingTerms
    plan: PlanTerms
    facts: Mapping[str, Any] = field(default_factory=dict)
    project_id: int | None = None
    parts: tuple["NewEntry", ...] = ()


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A listing's plan after an adjustment; what was done before the year stays as it was settled."""

    listing_id: int
    annual_plan_wan: Decimal
    planned_start: date | None = None
    planned_finish: date | None = None
    curve: Curve | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a batch changes: plans of leaves, listings (ids of entries) that leave the list, entries that join it."""

    changes: tuple[PlanChange, ...] = ()
    withdrawals: tuple[int, ...] = ()
    additions: tuple[NewEntry, ...] = ()

    @property
    def listing_ids(self) -> list[int]:
        return [*(change.listing_id for change in self.changes), *self.withdrawals]


@dataclass(frozen=True, slots=True)
class TargetFigure:
    """An input of a target, for one month, with the paper it was taken from."""

    key: str
    month: Month
    value_wan: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class BatchPaper:
    """The paper behind a batch: nothing enters or changes the list without one."""

    title: str
    reason: str
    document_number: str
    approver_label: str
    approved_at: datetime
    effective_month: Month

    def require_complete(self) -> None:
        """Refused when a word is missing."""
        words = {"title": "标题", "reason": "理由", "document_number": "依据文号", "approver_label": "批准人"}
        empty = {name: [f"请填写{label}"] for name, label in words.items() if not getattr(self, name).strip()}
        if empty:
            raise Refused("计划批次须有文件依据，请补齐标出的各项", code="invalid", field_errors=empty)

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
