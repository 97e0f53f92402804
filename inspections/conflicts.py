"""Who must not be sent where: derived from the register and the grants, and declared by the people themselves.

Found before the draw, so that nobody is drawn and then replaced (招标投标法实施条例 art. 46 by analogy).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core.accounts.models import RoleGrant
from projects.models import Listing, Party

from .draw import Recusal
from .models import Inspector, Relation

LOOK_BACK_YEARS = 3
"""A relation that ended bars for so many years more."""


@dataclass
class _Ties:
    """What binds one inspector, each with the words for it."""

    firms: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    projects: dict[int, str] = field(default_factory=dict)


def recusals(inspectors: Iterable[Inspector], listings: Iterable[Listing], *, on: date) -> tuple[Recusal, ...]:
    """Every (person, object) pair that a fact bars on the day, with the first reason found, in order of codes."""
    people, objects = list(inspectors), list(listings)
    ties = _ties(people, on=on)
    firms = _firms_of(objects)
    found = [
        Recusal(person.code, listing.project.code, reason)
        for person in people
        for listing in objects
        if (reason := _reason(ties[person.pk], listing, firms[listing.pk]))
    ]
    return tuple(sorted(found, key=lambda each: (each.person, each.object)))


def _reason(ties: _Ties, listing: Listing, firms: frozenset[int]) -> str:
    """Why these ties bar from the listing; empty when nothing does."""
    reasons = [ties.projects[pk] for pk in (listing.project_id, listing.project.parent_id) if pk in ties.projects]
    reasons += [ties.firms[pk] for pk in sorted(firms & ties.firms.keys())]
    reasons += [ties.units[listing.unit_id]] if listing.unit_id in ties.units else []
    return reasons[0] if reasons else ""


def _firms_of(listings: list[Listing]) -> dict[int, frozenset[int]]:
    """Owner and six parties of each listing's project, those of its package included."""
    projects = {pk for each in listings for pk in (each.project_id, each.project.parent_id) if pk}
    parties: dict[int, set[int]] = defaultdict(set)
    for project, firm in Party.objects.filter(project__in=projects).values_list("project_id", "firm_id"):
        parties[project].add(firm)
    return {
        each.pk: frozenset(
            {each.project.owner_id} - {None}
            | parties[each.project_id]
            | (parties[each.project.parent_id] if each.project.parent_id else set())
        )
        for each in listings
    }


def _ties(people: list[Inspector], *, on: date) -> dict[int, _Ties]:
    ties = {person.pk: _Ties() for person in people}
    for person in people:
        if person.home_unit_id:
            ties[person.pk].units[person.home_unit_id] = "与受检项目同属一县（市、区）"
        if person.firm_id:
            ties[person.pk].firms[person.firm_id] = f"任职于{person.firm.name}"
    for inspector_id, grant in _grants(people):
        if grant.unit_id:
            ties[inspector_id].units[grant.unit_id] = "持有受检单位的账号角色"
        if grant.firm_id:
            ties[inspector_id].firms[grant.firm_id] = "持有受检业主的账号角色"
    for relation in Relation.objects.filter(inspector__in=people).select_related("firm"):
        if bars(relation, on=on):
            held = ties[relation.inspector_id]
            if relation.firm_id:
                held.firms[relation.firm_id] = f"{relation.get_kind_display()}：{relation.firm.name}"
            else:
                held.projects[relation.project_id] = relation.get_kind_display()
    return ties


def _grants(people: list[Inspector]) -> Iterator[tuple[int, RoleGrant]]:
    """Live grants over a unit or firm that the people hold beside their own role."""
    by_user = {person.user_id: person.pk for person in people}
    for grant in RoleGrant.objects.filter(user__in=by_user, ended_at__isnull=True):
        yield by_user[grant.user_id], grant


def bars(relation: Relation, *, on: date) -> bool:
    """Whether the fact still keeps away on a day: while it lasts and three years beyond."""
    if relation.ended_on is None:
        return True
    ended = relation.ended_on
    last_day = min(ended.day, 28) if (ended.month, ended.day) == (2, 29) else ended.day
    return on <= date(ended.year + LOOK_BACK_YEARS, ended.month, last_day)
