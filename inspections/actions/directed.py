"""定向检查: asked for with a reason, decided by a second person, then as secret and walked as a drawn visit.

What somebody typed may name a site or who complained: neither journal nor inbox holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
from inspections.choices import OPEN_VISITS, DirectedOrigin, DirectedState, HowChosen, InspectorKind
from inspections.conflicts import recusals
from inspections.models import Assignment, DirectedCheck, Inspector, PlanOpening, Programme, Visit
from inspections.pool import ON_SITE_STATUSES
from projects.models import Listing

from .holding import held_directed, held_programme
from .plans import TASK

TO_DECIDE = "directed_to_decide"
"""Kind of the inbox item of the second person; it names the programme and nothing else."""


@dataclass(frozen=True)
class NewDirected:
    """Which site, why, and who goes there."""

    listing: Listing
    origin: str
    reason: str
    people: Sequence[Inspector]
    source: str = ""


@transaction.atomic
def ask(*, programme_id: int, of: NewDirected, by: User, at: datetime) -> DirectedCheck:
    """Ask that a site be inspected without a lot. Nobody but the second person is told."""
    programme = held_programme(programme_id)
    permissions.may_ask_directed(by, is_reader=permissions.reads_plan(by, programme.pk)).require()
    _complete(programme, of)
    _can_go(of, at=at)
    _not_twice(of.listing)
    made = DirectedCheck.objects.create(
        programme=programme,
        listing=of.listing,
        origin=of.origin,
        source=of.source.strip(),
        reason=of.reason.strip(),
        asked_by=by,
        asked_at=at,
    )
    made.people.set(of.people)
    deciders = User.objects.holding(Role.DISPATCHER, Role.BUREAU_LEADER).exclude(pk=by.pk)
    inbox.notify(
        users=deciders,
        kind=TO_DECIDE,
        subject=f"directed:{made.pk}",
        text=f"{programme.name}：有一件定向检查待您决定",
        url=reverse("inspection_directed", args=[made.pk]),
        at=at,
    )
    _record(made, "inspection.ask_directed", by=by, at=at, reason_digest=sha256_hex(made.reason))
    return made


def _complete(programme: Programme, of: NewDirected) -> None:
    errors = {}
    if of.origin not in DirectedOrigin.values:
        errors["origin"] = ["请选择来源。"]
    if not of.reason.strip():
        errors["reason"] = ["请写明为什么要定向检查。"]
    if sum(each.kind == InspectorKind.INSPECTOR for each in of.people) < programme.inspectors:
        errors["people"] = [f"每点至少{programme.inspectors}名督查员。"]
    if of.listing.project.status not in ON_SITE_STATUSES:
        errors["project"] = [f"该项目{of.listing.project.get_status_display()}，没有施工现场。"]
    if errors:
        raise Refused("定向检查还不完整，请按提示补正。", field_errors=errors)


def _can_go(of: NewDirected, *, at: datetime) -> None:
    """The same facts keep people away as in a draw."""
    barred = recusals(of.people, [of.listing], on=at.date())
    if barred:
        names = {each.code: each.user.display_name for each in of.people}
        told = "；".join(f"{names[each.person]}须回避（{each.reason}）" for each in barred)
        raise Refused(f"{told}，请换人。", field_errors={"people": [f"{told}，请换人。"]})


def _not_twice(listing: Listing) -> None:
    waiting = DirectedCheck.objects.filter(listing=listing, state=DirectedState.ASKED).exists()
    open_visit = Visit.objects.filter(directed__listing=listing, state__in=OPEN_VISITS).exists()
    if waiting or open_visit:
        raise Refused("该项目已有一件定向检查没有办完，不重复安排。", code="exists")


@transaction.atomic
def open_directed(*, directed_id: int, purpose: str, by: User, at: datetime) -> DirectedCheck:
    """What it is about, for who may know it; that it was opened is written down before it is shown."""
    directed = held_directed(directed_id)
    permissions.may_open_directed(by, directed).require()
    if not purpose.strip():
        raise Refused("请写明查看的用途。", field_errors={"purpose": ["请写明用途。"]})
    PlanOpening.objects.create(directed=directed, user=by, purpose=purpose.strip(), visits=1, at=at)
    _record(directed, "inspection.open_directed", by=by, at=at)
    return directed


@transaction.atomic
def decide(*, directed_id: int, approve: bool, refusal: str = "", by: User, at: datetime) -> DirectedCheck:
    """The second person's word. Consent makes the visit and tells its team that there is a task, and nothing else."""
    directed = held_directed(directed_id)
    permissions.may_decide_directed(by, directed).require()
    if not approve and not refusal.strip():
        raise Refused("不同意的，请写明理由。", field_errors={"refusal": ["请写明理由。"]})
    directed.state = DirectedState.APPROVED if approve else DirectedState.REFUSED
    directed.decided_by, directed.decided_at = by, at
    directed.refusal = "" if approve else refusal.strip()
    directed.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
    inbox.resolve(kind=TO_DECIDE, subject=f"directed:{directed.pk}", at=at)
    if approve:
        _send_team(directed, at=at)
    action = "inspection.approve_directed" if approve else "inspection.refuse_directed"
    _record(directed, action, by=by, at=at)
    return directed


def _send_team(directed: DirectedCheck, *, at: datetime) -> None:
    visit = Visit.objects.create(
        programme_id=directed.programme_id, directed=directed, listing_id=directed.listing_id, how=HowChosen.DIRECTED
    )
    people = list(directed.people.order_by("-kind", "code"))
    Assignment.objects.bulk_create(
        Assignment(visit=visit, inspector=person, place=place) for place, person in enumerate(people, start=1)
    )
    inbox.notify(
        users=[person.user_id for person in people],
        kind=TASK,
        subject=f"directed:{directed.pk}",
        text="您有新的督查任务，请在“今日任务”中打开。",
        url=reverse("inspection_today"),
        at=at,
    )


def _record(directed: DirectedCheck, action: str, *, by: User, at: datetime, **payload: object) -> None:
    said: dict[str, object] = {"programme": directed.programme.number, **payload}
    record(by=by.actor, at=at, action=action, subject=("inspection_directed", directed.pk), payload=said)
