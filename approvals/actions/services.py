from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from approvals import permissions
from approvals.choices import ServicePhase
from approvals.models import ServiceVisit
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from projects.models import Project


@dataclass(frozen=True)
class Visit:
    """One act of service: `phase` early, during or after the approval; `outcome` what it solved."""

    phase: str
    visited_on: date
    visitors: str
    text: str
    outcome: str = ""


@transaction.atomic
def log_service(*, project: Project, visit: Visit, by: User, at: datetime) -> ServiceVisit:
    """Enter a visit in the project's service log; a day that has not come yet is refused."""
    permissions.keeps(by).require()
    wrong: dict[str, list[str]] = {}
    if visit.phase not in ServicePhase.values:
        wrong["phase"] = ["请选择提前介入、过程指导或跟踪回访。"]
    if visit.visited_on > day_of(at):
        wrong["visited_on"] = ["日期不能晚于今天。"]
    if not visit.visitors.strip():
        wrong["visitors"] = ["请填服务人员。"]
    if not visit.text.strip():
        wrong["text"] = ["请写明做了什么。"]
    if wrong:
        raise Refused("服务记录不完整。", code="invalid", field_errors=wrong)
    row = ServiceVisit.objects.create(
        project=project,
        phase=visit.phase,
        visited_on=visit.visited_on,
        visitors=visit.visitors.strip(),
        text=visit.text.strip(),
        outcome=visit.outcome.strip(),
        entered_at=at,
        entered_by_label=by.display_name,
    )
    payload: dict[str, object] = {"project": project.code, "phase": visit.phase, "visited_on": visit.visited_on}
    record(by=by.actor, at=at, action="approvals.log_service", subject=("service", row.pk), payload=payload)
    return row
