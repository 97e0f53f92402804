from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from .roles import Role

if TYPE_CHECKING:
    from .models import User


class UserQuerySet(models.QuerySet[Any]):
    def holding(self, *roles: Role, **place: int) -> "UserQuerySet":
        """Active people with a live grant of any of `roles`; unit_id=, firm_id= or department_id= narrow it."""
        live = {f"role_grants__{name}": value for name, value in place.items()}
        return self.filter(
            is_active=True, role_grants__role__in=roles, role_grants__ended_at__isnull=True, **live
        ).distinct()

    def matching(self, text: str) -> "UserQuerySet":
        """Whose name, user name or telephone holds `text`."""
        return self.filter(Q(username__icontains=text) | Q(display_name__icontains=text) | Q(phone__icontains=text))


class InboxQuerySet(models.QuerySet[Any]):
    def open_for(self, user: "User") -> "InboxQuerySet":
        """What still waits for the person, most urgent first."""
        return self.filter(user=user, resolved_at__isnull=True).order_by(
            models.F("due_at").asc(nulls_last=True), "-at", "-pk"
        )


class SavedViewQuerySet(models.QuerySet[Any]):
    def seen_by(self, user: "User", page: str) -> "SavedViewQuerySet":
        """The person's own views of a page and those others share, own ones first."""
        seen = self.filter(Q(user=user) | Q(is_shared=True), page=page).select_related("user")
        return seen.annotate(is_own=Q(user=user)).order_by("-is_own", "name")
