"""Nodes of the works: planned once, promised again as often as it takes, reached once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from core.organisations.models import Firm
from projects.choices import PartyRole
from projects.models import Milestone, MilestonePromise, Party, Project


@transaction.atomic
def set_milestone(
    *, project: Project, name: str, planned_on: date, note: str = "", by: Actor, at: datetime
) -> Milestone:
    """Add a node behind the project's last one. Its planned date is never changed afterwards: promise another."""
    if not name.strip():
        raise Refused("请填写节点名称", code="invalid", field_errors={"name": ["请填写节点名称，例如“主体封顶”"]})
    locked = Project.objects.select_for_update().get(pk=project.pk)
    last = locked.milestones.aggregate(last=Max("sequence"))["last"] or 0
    milestone = Milestone.objects.create(
        project=locked, sequence=last + 1, name=name.strip(), planned_on=planned_on, note=note.strip()
    )
    _record(milestone, "projects.set_milestone", by=by, at=at, payload={"name": name, "planned_on": planned_on})
    return milestone


@transaction.atomic
def rename_milestone(*, milestone: Milestone, name: str, note: str, by: Actor, at: datetime) -> Milestone:
    """Put a node's words right; dates are not touched."""
    locked = _locked(milestone)
    payload: dict[str, object] = {"was": [locked.name, locked.note], "now": [name.strip(), note.strip()]}
    if not name.strip():
        raise Refused("请填写节点名称", code="invalid", field_errors={"name": ["请填写节点名称"]})
    locked.name, locked.note = name.strip(), note.strip()
    locked.save(update_fields=["name", "note"])
    _record(locked, "projects.rename_milestone", by=by, at=at, payload=payload)
    return locked


@transaction.atomic
def promise(*, milestone: Milestone, promised_on: date, reason: str, by: Actor, at: datetime) -> MilestonePromise:
    """Promise a new date for a node that cannot be kept. Earlier promises stay; refused without a reason."""
    locked = _locked(milestone)
    if locked.actual_on is not None:
        raise Refused("节点已完成，无需再承诺日期", code="reached")
    errors = {}
    if promised_on < day_of(at):
        errors["promised_on"] = ["承诺日期不能早于今天；已完成的请登记实际日期"]
    if not reason.strip():
        errors["reason"] = ["请写明为什么不能按计划完成"]
    if errors:
        raise Refused("承诺未登记，请按提示修改", code="invalid", field_errors=errors)
    promised = MilestonePromise.objects.create(
        milestone=locked, promised_on=promised_on, reason=reason.strip(), at=at, by_id=by.id, by_label=by.label
    )
    payload: dict[str, object] = {"planned_on": locked.planned_on, "promised_on": promised_on}
    _record(locked, "projects.promise_milestone", by=by, at=at, reason=reason.strip(), payload=payload)
    return promised


@transaction.atomic
def reach(*, milestone: Milestone, actual_on: date, by: Actor, at: datetime) -> Milestone:
    """Note that a node is done. Refused for a day to come and for a node that is done already."""
    locked = _locked(milestone)
    if locked.actual_on is not None:
        raise Refused(f"节点已于 {locked.actual_on} 完成", code="reached")
    if actual_on > day_of(at):
        message = "实际完成日期不能晚于今天"
        raise Refused(message, code="invalid", field_errors={"actual_on": [message]})
    locked.actual_on = actual_on
    locked.save(update_fields=["actual_on"])
    payload: dict[str, object] = {"planned_on": locked.planned_on, "actual_on": actual_on}
    _record(locked, "projects.reach_milestone", by=by, at=at, payload=payload)
    return locked


@transaction.atomic
def set_parties(*, project: Project, parties: Iterable[tuple[PartyRole, Firm]], by: Actor, at: datetime) -> list[Party]:
    """Say which firms answer for the six parties, all at once; a role may have several firms."""
    Project.objects.select_for_update().get(pk=project.pk)
    was = _party_names(project)
    project.parties.all().delete()
    rows = Party.objects.bulk_create(Party(project=project, role=role, firm=firm) for role, firm in parties)
    record(
        by=by,
        at=at,
        action="projects.set_parties",
        subject=("project", project.code),
        payload={"was": was, "now": _party_names(project)},
    )
    return rows


def _party_names(project: Project) -> list[list[str]]:
    return [list(row) for row in project.parties.order_by("role", "firm__name").values_list("role", "firm__name")]


def _locked(milestone: Milestone) -> Milestone:
    """The node under lock; its project row first, so that two nodes of one project cannot cross."""
    Project.objects.select_for_update().get(pk=milestone.project_id)
    return Milestone.objects.select_for_update().select_related("project").get(pk=milestone.pk)


def _record(
    milestone: Milestone, action: str, *, by: Actor, at: datetime, reason: str = "", payload: dict[str, object]
) -> None:
    payload = {"sequence": milestone.sequence, **payload}
    record(by=by, at=at, action=action, subject=("project", milestone.project.code), reason=reason, payload=payload)
