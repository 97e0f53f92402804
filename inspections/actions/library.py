"""The inspectors' library: who can be drawn, and what keeps them from where."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.organisations.models import Firm, ReportingUnit
from inspections import permissions
from inspections.models import Inspector, Relation
from projects.models import Project


@dataclass(frozen=True)
class NewInspector:
    """Who enters the library; `firm` and `home_unit` keep them from that firm's projects and that county's."""

    user: User
    kind: str
    certificate: str
    employer: str = ""
    specialty: str = ""
    firm: Firm | None = None
    home_unit: ReportingUnit | None = None


@transaction.atomic
def add_inspector(*, of: NewInspector, by: User, at: datetime) -> Inspector:
    """Enter somebody who holds the role; refused without a certificate and for somebody already entered."""
    permissions.may_manage(by).require()
    if not of.certificate.strip():
        raise Refused("没有证号的不能列入名录库。", field_errors={"certificate": ["请填写执法（专家）证号。"]})
    if not of.user.may(Can.INSPECT):
        raise Refused("该账号没有督查员或专家角色，请先由安全管理员授权。", code="no_role")
    if Inspector.objects.filter(user=of.user).exists():
        raise Refused(f"{of.user}已在名录库内。", code="exists")
    number = Inspector.objects.filter(kind=of.kind).count() + 1
    made = Inspector.objects.create(
        code=f"{'DC' if of.kind == 'inspector' else 'ZJ'}{number:03}",
        user=of.user,
        kind=of.kind,
        certificate=of.certificate.strip(),
        employer=of.employer,
        specialty=of.specialty,
        firm=of.firm,
        home_unit=of.home_unit,
    )
    payload: dict[str, object] = {"username": of.user.username, "kind": of.kind}
    record(by=by.actor, at=at, action="inspection.add_inspector", subject=("inspector", made.code), payload=payload)
    return made


@transaction.atomic
def retire_inspector(*, inspector_id: int, reason: str, by: User, at: datetime) -> Inspector:
    """Nobody draws them any more; what they did stays theirs."""
    permissions.may_manage(by).require()
    person = Inspector.objects.select_for_update().get(pk=inspector_id)
    if person.retired_at:
        raise Refused("该人员已经停用。", code="stale")
    if not reason.strip():
        raise Refused("请写明停用原因。", field_errors={"reason": ["请写明停用原因。"]})
    person.retired_at, person.retired_reason = at, reason.strip()
    person.save(update_fields=["retired_at", "retired_reason"])
    record(by=by.actor, at=at, action="inspection.retire_inspector", subject=("inspector", person.code), reason=reason)
    return person


@dataclass(frozen=True)
class NewRelation:
    """A fact that bars: about a firm or about one project, never both; `ended_on` when it is over."""

    kind: str
    firm: Firm | None = None
    project: Project | None = None
    ended_on: date | None = None
    note: str = ""


@transaction.atomic
def declare_relation(*, inspector_id: int, of: NewRelation, by: User, at: datetime) -> Relation:
    """Declared by the bureau or by the person; it counts from the next pool on."""
    person = Inspector.objects.select_for_update().get(pk=inspector_id)
    if person.user_id != by.pk:
        permissions.may_manage(by).require()
    if (of.firm is None) == (of.project is None):
        raise Refused("请选一个单位或一个项目（只选一样）。", field_errors={"firm": ["请选单位或项目。"]})
    relation = Relation.objects.create(
        inspector=person,
        kind=of.kind,
        firm=of.firm,
        project=of.project,
        ended_on=of.ended_on,
        note=of.note,
        declared_at=at,
        declared_by_label=by.display_name,
    )
    payload: dict[str, object] = {
        "kind": of.kind,
        "firm": of.firm.name if of.firm else None,
        "project": of.project.code if of.project else None,
    }
    record(
        by=by.actor, at=at, action="inspection.declare_relation", subject=("inspector", person.code), payload=payload
    )
    return relation
