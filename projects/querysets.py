"""Questions about projects in the words of the domain."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.accounts.roles import Can

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.accounts.scopes import Scope


def known_at(moment: datetime, prefix: str = "") -> Q:
    """Rows that were held to be true at `moment`: the one predicate of every “as known on”.

    `prefix` is a relation path such as "figures__", for use in filters and joins of other tables.
    """
    return Q(**{f"{prefix}known_from__lte": moment}) & (
        Q(**{f"{prefix}known_to__isnull": True}) | Q(**{f"{prefix}known_to__gt": moment})
    )


class KnownQuerySet(models.QuerySet):
    def known_at(self, moment: datetime) -> "KnownQuerySet":
        return self.filter(known_at(moment))

    def live(self) -> "KnownQuerySet":
        """Rows that nothing has replaced yet."""
        return self.filter(known_to__isnull=True)


def within(scope: "Scope", prefix: str = "") -> Q:
    """Listings that a scope reaches, as a condition on `prefix` (a path to a listing, with trailing underscores)."""
    if scope.whole_city:
        return Q()
    reached = Q(pk__in=[])
    if scope.unit_ids:
        reached |= Q(**{f"{prefix}unit_id__in": scope.unit_ids})
    if scope.firm_ids:
        reached |= Q(**{f"{prefix}project__owner_id__in": scope.firm_ids})
    return reached


class ListingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ListingQuerySet":
        return self.filter(within(user.scope(Can.READ_PROJECTS)))

    def entries(self) -> "ListingQuerySet":
        """What the campaign counts (the 621): packages once, their parts not at all."""
        return self.filter(project__parent__isnull=True)

    def leaves(self) -> "ListingQuerySet":
        """What is reported: projects without parts, and the parts of packages."""
        return self.filter(project__has_parts=False)

    def current(self) -> "ListingQuerySet":
        """Still in the list: not taken off by a later batch."""
        return self.filter(left_by__isnull=True)


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ProjectQuerySet":
        scope = user.scope(Can.READ_PROJECTS)
        if scope.whole_city:
            return self
        return self.filter(within(scope, "listings__")).distinct()
