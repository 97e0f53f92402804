"""The register as the import compares it: every project with this year's list, as text, in five statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.foundation.money import ZERO
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.intake.texts import plain
from projects.choices import CurveBasis
from projects.curves import Curve
from projects.models import Campaign, Listing, PlanLine, PlanMonth, Project

from .fields import FACT_KEYS, TERM_KEYS

_FACT_COLUMNS = {key: "owner__name" if key == "owner" else key for key in FACT_KEYS}
_TERM_COLUMNS = {key: f"{key}__code" if key in {"unit", "category"} else key for key in TERM_KEYS}


@dataclass(slots=True)
class Known:
    """A project of the register. `values` are texts by field; `listing_id` is None outside this year's list.

    `entered` are the standing plan's months where somebody entered them, None for a straight line.
    """

    id: int
    version: int
    code: str
    name_key: str
    values: dict[str, str]
    has_parts: bool = False
    parent_id: int | None = None
    listing_id: int | None = None
    has_left: bool = False
    plan_wan: Decimal | None = None
    entered: Curve | None = None
    earlier_plans: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.values["name"]

    @property
    def unit(self) -> str:
        return self.values["unit"]


@dataclass
class Register:
    """Everything known, and the ways to find it."""

    known: list[Known]

    def __post_init__(self) -> None:
        self.by_id = {each.id: each for each in self.known}
        self.by_code = {each.code.upper(): each for each in self.known}
        self.by_national_code = {code: each for each in self.known if (code := each.values["national_code"])}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.by_unit: dict[str, list[Known]] = defaultdict(list)
        for each in self.known:
            self.by_name[each.name_key].append(each)
            self.by_unit[each.values["unit"]].append(each)


def load_register(campaign: Campaign) -> Register:
    listed = [_of_listing(row) for row in _listings(campaign)]
    ids = {each.listing_id: each for each in listed}
    _add_plans(ids, campaign)
    _add_parts(listed)
    return Register(listed + [_of_project(row) for row in _unlisted(campaign)])


def _listings(campaign: Campaign) -> Iterable[Mapping[str, Any]]:
    facts = [f"project__{column}" for column in _FACT_COLUMNS.values()]
    return Listing.objects.filter(campaign=campaign).values(
        "pk", "project_id", "left_by_id", "project__version", "project__code", "project__name_key",
        "project__has_parts", "project__parent_id", *facts, *_TERM_COLUMNS.values(),
    )  # fmt: skip


def _of_listing(row: Mapping[str, Any]) -> Known:
    values = {key: plain(row[f"project__{column}"]) for key, column in _FACT_COLUMNS.items()}
    values |= {key: plain(row[column]) for key, column in _TERM_COLUMNS.items()}
    return Known(
        id=row["project_id"],
        version=row["project__version"],
        code=row["project__code"],
        name_key=row["project__name_key"],
        values=values,
        has_parts=row["project__has_parts"],
        parent_id=row["project__parent_id"],
        listing_id=row["pk"],
        has_left=row["left_by_id"] is not None,
    )


def _unlisted(campaign: Campaign) -> Iterable[Mapping[str, Any]]:
    return Project.objects.exclude(listings__campaign=campaign).values(
        "pk", "version", "code", "name_key", "has_parts", "parent_id", *_FACT_COLUMNS.values()
    )


def _of_project(row: Mapping[str, Any]) -> Known:
    values = {key: plain(row[column]) for key, column in _FACT_COLUMNS.items()}
    return Known(
        id=row["pk"],
        version=row["version"],
        code=row["code"],
        name_key=row["name_key"],
        values=values | dict.fromkeys(TERM_KEYS, ""),
        has_parts=row["has_parts"],
        parent_id=row["parent_id"],
    )


def _add_plans(listings: Mapping[int | None, Known], campaign: Campaign) -> None:
    """The standing plan, and the plans before it: a row that repeats one of those is an old table."""
    lines = PlanLine.objects.filter(listing__campaign=campaign).values_list(
        "listing_id", "annual_plan_wan", "cumulative_before_year_wan", "known_to", "batch_id", "curve_basis"
    )
    has_entered = False
    taken_back = _taken_back(campaign)
    for listing_id, plan_wan, before_wan, known_to, batch_id, basis in lines:
        known = listings[listing_id]
        if known_to is None:
            has_entered |= basis == CurveBasis.ENTERED
            known.plan_wan = plan_wan
            known.values["annual_plan_wan"] = plain(plan_wan)
            known.values["cumulative_before_year_wan"] = plain(before_wan)
        elif batch_id not in taken_back:
            known.earlier_plans.add(plain(plan_wan))
    if has_entered:
        for listing_id, curve in _entered(campaign).items():
            listings[listing_id].entered = curve


def _entered(campaign: Campaign) -> dict[int, Curve]:
    """The months that somebody entered, of the standing plans, by listing."""
    lines = PlanLine.objects.live().filter(listing__campaign=campaign, curve_basis=CurveBasis.ENTERED)
    rows = PlanMonth.objects.filter(line__in=lines).order_by("line__listing", "month")
    found: dict[int, list[Decimal]] = defaultdict(list)
    for listing_id, due_wan in rows.values_list("line__listing", "due_wan"):
        found[listing_id].append(due_wan)
    return {listing_id: tuple(due) for listing_id, due in found.items()}


def _taken_back(campaign: Campaign) -> set[int]:
    """Plan batches of imports that were undone: their plans were never meant."""
    undone = Batch.objects.filter(about=str(campaign.year), state=BatchState.UNDONE)
    return {batch.said("outcome").get("plan_batch") for batch in undone.only("outcome")}


def _add_parts(listed: Iterable[Known]) -> None:
    """A package shows its own plan and total together with its parts', as every table of the portal does."""
    by_parent: dict[int, list[Known]] = defaultdict(list)
    packages = {}
    for each in listed:
        if each.parent_id is not None:
            by_parent[each.parent_id].append(each)
        elif each.has_parts:
            packages[each.id] = each
    for project_id, package in packages.items():
        parts = by_parent[project_id]
        whole = sum((part.plan_wan or ZERO for part in parts), package.plan_wan or ZERO)
        package.values["annual_plan_wan"] = plain(whole)
        if not package.values["total_investment_wan"]:
            totals = [Decimal(total) for part in parts if (total := part.values["total_investment_wan"])]
            package.values["total_investment_wan"] = plain(sum(totals, ZERO)) if totals else ""
        before = [
            Decimal(text) for each in (package, *parts) if (text := each.values.get("cumulative_before_year_wan"))
        ]
        package.values["cumulative_before_year_wan"] = plain(sum(before, ZERO))
