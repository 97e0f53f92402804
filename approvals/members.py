"""Who of a department has an account here: they are told, and sign for it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from core.accounts.models import RoleGrant
from core.accounts.roles import Role


def members_of(department_id: int) -> list[int]:
    """Keys of the people who handle the department's files."""
    return list(_grants([department_id]).values_list("user_id", flat=True).distinct())


def staffed(department_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of the departments that somebody with an account acts for."""
    return frozenset(_grants(department_ids).values_list("department_id", flat=True))


def _grants(department_ids: Iterable[int | None]) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        role=Role.DEPARTMENT_MEMBER,
        department__in=[pk for pk in department_ids if pk],
        ended_at__isnull=True,
        user__is_active=True,
    ).order_by()
