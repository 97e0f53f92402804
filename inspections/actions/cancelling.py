"""取消定向检查: before the check-in, with a reason, by two persons; the inspected side never knew and never will.

What somebody typed may name a site or who complained: neither journal nor inbox holds it.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.canonical import sha256_hex
from core.foundation.verdict import Refused
from core.journal.actions import record
from inspections import permissions
from inspections.choices import DirectedState
from inspections.models import DirectedCancellation, DirectedCheck
from inspections.states import VISIT

from .holding import held_directed, held_visit
from .plans import TASK

TO_DECIDE = "cancellation_to_decide"


def _held(directed_id: int) -> DirectedCheck:
    """The check, then its visit: a team that checks in at the same moment takes the visit first, or finds it gone."""
    directed = held_directed(directed_id)
    if directed.state == DirectedState.APPROVED:
        directed.visit = held_visit(directed.visit.code)
    return directed


@transaction.atomic
def ask_cancel(*, directed_id: int, reason: str, by: User, at: datetime) -> DirectedCancellation:
    """Ask; until the second person's word the task stands, and the team may go."""
    directed = _held(directed_id)
    permissions.may_ask_cancel(by, directed).require()
    if not reason.strip():
        raise Refused("请写明为什么取消。", field_errors={"cancel_reason": ["请写明为什么取消。"]})
    number = directed.cancellations.count() + 1
    made = DirectedCancellation.objects.create(
        directed=directed, number=number, reason=reason.strip()[:300], asked_by=by, asked_at=at
    )
    inbox.notify(
        users=User.objects.holding(Role.DISPATCHER, Role.BUREAU_LEADER).exclude(pk=by.pk),
        kind=TO_DECIDE,
        subject=f"directed:{directed.pk}",
        text=f"{directed.programme.name}：有一件定向检查申请取消，待您决定",
        url=reverse("inspection_directed", args=[directed.pk]),
        at=at,
    )
    _record(directed, "inspection.ask_cancel", by=by, at=at, reason_digest=sha256_hex(made.reason))
    return made


@transaction.atomic
def decide_cancel(*, directed_id: int, approve: bool, note: str = "", by: User, at: datetime) -> DirectedCancellation:
    """The second person's word. Consent ends the visit before it began; its team finds no task any more."""
    directed = _held(directed_id)
    permissions.may_decide_cancel(by, directed).require()
    if not approve and not note.strip():
        raise Refused("不同意取消的，请写明理由。", field_errors={"note": ["请写明理由。"]})
    asked = permissions.waiting_cancellation(directed)
    asked.agreed, asked.decided_by, asked.decided_at, asked.note = approve, by, at, note.strip()[:200]
    asked.save(update_fields=["agreed", "decided_by", "decided_at", "note"])
    inbox.resolve(kind=TO_DECIDE, subject=f"directed:{directed.pk}", at=at)
    if approve:
        _call_off(directed, at=at)
    action = "inspection.cancel_directed" if approve else "inspection.refuse_cancel"
    _record(directed, action, by=by, at=at)
    return asked


def _call_off(directed: DirectedCheck, *, at: datetime) -> None:
    """Check and visit together; the team is told that a task is off, not which, among what is settled."""
    visit = directed.visit
    visit.state = VISIT.transition(visit.state, "cancel").target
    visit.save(update_fields=["state"])
    directed.state = DirectedState.CANCELLED
    directed.save(update_fields=["state"])
    team, subject = visit.assignments.standing().values_list("inspector__user", flat=True), f"directed:{directed.pk}"
    said = {"text": "一项督查任务已取消，不必前往。", "url": reverse("inspection_today")}
    inbox.notify(users=list(team), kind=TASK, subject=subject, at=at, **said)
    inbox.resolve(kind=TASK, subject=subject, at=at)


def _record(directed: DirectedCheck, action: str, *, by: User, at: datetime, **payload: object) -> None:
    said: dict[str, object] = {"programme": directed.programme.number, **payload}
    record(by=by.actor, at=at, action=action, subject=("inspection_directed", directed.pk), payload=said)
