"""Filters of the matrix and of the list of files, all in the address; what does not exist finds nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.accounts.models import User
from projects.models import Listing

from .choices import CaseLight, Stage
from .models import ApprovalCase
from .rollups.standing import in_time, over, pressing, stopped

WAITING, TO_DELIVER, DECIDED, ALL = "waiting", "to_deliver", "decided", "all"


def condition_of(light: str, today: date) -> Q | None:
    """Files that show a light, or stand before and after it; None for a word that is none."""
    return {
        CaseLight.RED: over(today),
        CaseLight.YELLOW: pressing(today),
        CaseLight.GREEN: in_time(today),
        CaseLight.PAUSED: stopped(today),
        WAITING: Q(state__in=("submitted", "supplement")),
        TO_DELIVER: Q(state="decided"),
        DECIDED: Q(decided_on__isnull=False),
        ALL: Q(),
    }.get(light)


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; empty text is no filter."""

    q: str = ""
    unit: str = ""
    stage: str = ""
    light: str = ""
    department: str = ""
    green: str = ""

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Chosen":
        return cls(**{name: str(params.get(name, ""))[:40].strip() for name in cls.__dataclass_fields__})

    @property
    def is_any(self) -> bool:
        return any(vars(self).values())

    def address(self, **changes: str) -> dict[str, str]:
        """The parameters with some changed; empty ones left out."""
        return {name: value for name, value in (vars(self) | changes).items() if value}


def routed_listings(user: User) -> QuerySet[Listing]:
    """Projects of the current campaign that the person reads and that have a route."""
    return (
        Listing.objects.visible_to(user)
        .current()
        .filter(campaign__is_current=True, project__approval_route__isnull=False)
        .select_related("project__approval_route__template", "unit")
    )


def by_urgency(listings: QuerySet[Listing], *, today: date) -> QuerySet[Listing]:
    """Projects with a late file first, then those with a pressing one, then the list's order."""
    files = ApprovalCase.objects.filter(project=OuterRef("project_id"))
    return listings.annotate(
        is_late=Exists(files.filter(over(today))), is_pressing=Exists(files.filter(pressing(today)))
    ).order_by("-is_late", "-is_pressing", "order")


def filtered_listings(listings: QuerySet[Listing], chosen: Chosen, *, today: date) -> QuerySet[Listing]:
    """Stage, light, department and channel must be met by one and the same file."""
    if chosen.q:
        listings = listings.filter(Q(project__name__icontains=chosen.q) | Q(project__code__icontains=chosen.q))
    if chosen.unit:
        listings = listings.filter(unit__code=chosen.unit)
    files = filtered_cases(ApprovalCase.objects.all(), chosen, today=today)
    if chosen.stage or chosen.light or chosen.department or chosen.green:
        listings = listings.filter(Exists(files.filter(project=OuterRef("project_id"))))
    return listings


def filtered_cases(cases: QuerySet[ApprovalCase], chosen: Chosen, *, today: date) -> QuerySet[ApprovalCase]:
    """Everything but the words and the unit, which are the project's."""
    if chosen.stage:
        cases = cases.filter(matter__stage=chosen.stage if chosen.stage in Stage.values else "none")
    if chosen.light:
        wanted = condition_of(chosen.light, today)
        cases = cases.filter(wanted) if wanted is not None else cases.none()
    if chosen.department:
        cases = cases.filter(department__code=chosen.department)
    return cases.filter(is_green=True) if chosen.green else cases


def listed_cases(user: User, chosen: Chosen, *, today: date) -> QuerySet[ApprovalCase]:
    """The files that the person sees, the open ones unless others are asked for. A member sees the department's."""
    cases = ApprovalCase.objects.visible_to(user)
    if not chosen.light:
        cases = cases.open()
    if chosen.q:
        named = Q(project__name__icontains=chosen.q) | Q(number__icontains=chosen.q)
        cases = cases.filter(named | Q(matter__name__icontains=chosen.q))
    if chosen.unit:
        of_unit = Listing.objects.filter(campaign__is_current=True, unit__code=chosen.unit)
        cases = cases.filter(project__in=of_unit.values("project_id"))
    return filtered_cases(cases, chosen, today=today)
