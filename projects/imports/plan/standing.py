"""The standing plans of a year's list, beside the register that rows are matched against: six statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.foundation.money import ZERO
from projects.choices import CurveBasis
from projects.curves import MONTHS, Curve
from projects.imports.register import Known, Register, load_register
from projects.models import Campaign, PlanLine, PlanMonth

NOTHING_DUE: Curve = (ZERO,) * MONTHS


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a plan asks for, in 万元: in the year, before it, and due by the end of each month."""

    plan_wan: Decimal = ZERO
    before_wan: Decimal = ZERO
    curve: Curve = NOTHING_DUE

    def __add__(self, other: "Amounts") -> "Amounts":
        curve = tuple(one + two for one, two in zip(self.curve, other.curve, strict=True))
        return Amounts(self.plan_wan + other.plan_wan, self.before_wan + other.before_wan, curve)


@dataclass(frozen=True, slots=True)
class Standing:
    """The plan line of a listing that stands now. `whole` is its own together with that of its parts."""

    listing_id: int
    batch_number: int
    own: Amounts
    whole: Amounts
    start: date | None
    finish: date | None
    basis: CurveBasis

    @property
    def is_on_parts(self) -> bool:
        """Whether the plan, or some of it, stands on the parts of a package."""
        return self.whole.plan_wan != self.own.plan_wan


@dataclass(frozen=True, slots=True)
class Listed:
    """A project of this year's list with its standing plan; its version is the batch that set the plan."""

    known: Known
    standing: Standing

    @property
    def id(self) -> int:
        return self.known.id

    @property
    def version(self) -> int:
        return self.standing.batch_number

    @property
    def code(self) -> str:
        return self.known.code

    @property
    def name(self) -> str:
        return self.known.name

    @property
    def unit(self) -> str:
        return self.known.unit


@dataclass(frozen=True)
class Plans:
    """The register to find projects in, and those of them that have a plan this year, by project id."""

    year: int
    register: Register
    listed: Mapping[int, Listed]


def load_plans(campaign: Campaign) -> Plans:
    register = load_register(campaign)
    known = {each.listing_id: each for each in register.known if each.listing_id is not None}
    lines = list(_lines(campaign))
    curves = _curves(campaign)
    own = {line["listing_id"]: _amounts(line, curves[line["pk"]]) for line in lines}
    whole = _with_parts(known, own)
    listed = {}
    for line in lines:
        key = line["listing_id"]
        listed[known[key].id] = Listed(known[key], _standing(line, own[key], whole[key]))
    return Plans(campaign.year, register, listed)


def _lines(campaign: Campaign) -> Iterable[Mapping[str, Any]]:
    return (
        PlanLine.objects.live()
        .filter(listing__campaign=campaign)
        .values(
            "pk", "listing_id", "batch__number", "annual_plan_wan", "cumulative_before_year_wan", "planned_start",
            "planned_finish", "curve_basis",
        )
    )  # fmt: skip


def _curves(campaign: Campaign) -> dict[int, Curve]:
    rows = PlanMonth.objects.filter(line__listing__campaign=campaign, line__known_to__isnull=True)
    found: dict[int, list[Decimal]] = {}
    for line_id, due_wan in rows.order_by("line_id", "month").values_list("line_id", "due_wan"):
        found.setdefault(line_id, []).append(due_wan)
    return {line_id: tuple(due) for line_id, due in found.items()}


def _amounts(line: Mapping[str, Any], curve: Curve) -> Amounts:
    return Amounts(line["annual_plan_wan"], line["cumulative_before_year_wan"], curve)


def _with_parts(known: Mapping[int, Known], own: Mapping[int, Amounts]) -> dict[int, Amounts]:
    """A package stands in tables together with its parts, as everywhere in the portal."""
    package_of = {each.id: listing_id for listing_id, each in known.items() if each.has_parts}
    whole = dict(own)
    for listing_id, amounts in own.items():
        package = package_of.get(known[listing_id].parent_id)
        if package in whole:
            whole[package] = whole[package] + amounts
    return whole


def _standing(line: Mapping[str, Any], own: Amounts, whole: Amounts) -> Standing:
    return Standing(
        listing_id=line["listing_id"],
        batch_number=line["batch__number"],
        own=own,
        whole=whole,
        start=line["planned_start"],
        finish=line["planned_finish"],
        basis=CurveBasis(line["curve_basis"]),
    )
