"""Giving and ending roles. A change of rights ends the person's sessions, so that it holds from the next request on."""

from datetime import datetime

from django.db import transaction

from core.accounts import permissions
from core.accounts.models import RoleGrant, User
from core.accounts.roles import ROLES, Role
from core.foundation.verdict import Refused, no
from core.journal.actions import record
from core.journal.actor import Actor
from core.organisations.models import Department, Firm, ReportingUnit

from .people import raise_epoch

Place = ReportingUnit | Firm | Department
_FIELD_OF_PLACE: dict[type[Place], str] = {ReportingUnit: "unit", Firm: "firm", Department: "department"}


@transaction.atomic
def grant_role(
    *, user_id: int, role: Role, place: Place | None = None, reason: str, at: datetime, by: Actor
) -> RoleGrant:
    """Give a role over one unit, firm or department, whichever it needs.

    Refused for oneself, for a closed account, against 三员分立, without the place the role needs or with another one,
    and when the person holds it already.
    """
    permissions.not_oneself(by.id, user_id, "授予角色").require()
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        no("账号已停用，请先由系统管理员启用", code="stale").require()
    where = {_FIELD_OF_PLACE[type(place)]: place} if place else {}
    live = user.role_grants.filter(ended_at__isnull=True)
    permissions.may_hold({Role(grant.role) for grant in live}, role).require()
    permissions.may_be_placed(role, where).require()
    if live.filter(role=role, **where).exists():
        raise Refused(f"{user}已有“{ROLES[role].label}”，无需再次授予", code="stale")
    grant = RoleGrant.objects.create(user=user, role=role, granted_at=at, granted_by_label=by.label, **where)
    raise_epoch(user.pk)
    _record(grant, "accounts.grant_role", reason=reason, at=at, by=by)
    return grant


@transaction.atomic
def end_grant(*, grant_id: int, reason: str, at: datetime, by: Actor) -> RoleGrant:
    """End a role. Refused for one's own, and when it has ended already."""
    user_id = RoleGrant.objects.values_list("user_id", flat=True).get(pk=grant_id)
    permissions.not_oneself(by.id, user_id, "终止角色").require()
    User.objects.select_for_update().get(pk=user_id)
    grant = RoleGrant.objects.select_related("user").get(pk=grant_id)
    if grant.ended_at:
        raise Refused("该角色已经终止，请刷新页面", code="stale")
    if not reason.strip():
        raise Refused("请写明原因", code="invalid", field_errors={"reason": ["请写明原因"]})
    grant.ended_at, grant.ended_by_label = at, by.label
    grant.save(update_fields=["ended_at", "ended_by_label"])
    raise_epoch(user_id)
    _record(grant, "accounts.end_grant", reason=reason, at=at, by=by)
    return grant


def _record(grant: RoleGrant, action: str, *, reason: str, at: datetime, by: Actor) -> None:
    payload: dict[str, object] = {
        "username": grant.user.username,
        "role": grant.role,
        "unit_id": grant.unit_id,
        "firm_id": grant.firm_id,
        "department_id": grant.department_id,
    }
    record(by=by, at=at, action=action, subject=("user", grant.user_id), reason=reason, payload=payload)
