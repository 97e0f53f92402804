"""The secret plan: who opens it, when, for what. Every opening is a row and a journal entry; neither names a site.

Reasons that people type stand in the rows alone: they may name one.
"""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.verdict import Refused
from core.journal.actions import record
from inspections import permissions
from inspections.choices import VisitState
from inspections.draw import Pool, able_people
from inspections.models import Assignment, Draw, Inspector, PlanOpening, Visit

from .draws import seed_of
from .followers import follower_of
from .holding import held_draw, held_visit

TASK = "inspection_task"
"""Kind of the inbox item that tells an inspector to look, and nothing else."""

TO_PUBLISH = "results_to_publish"
"""Kind of the section's inbox item while a round that is over waits for its publication."""


@transaction.atomic
def release(*, draw_id: int, by: User, at: datetime) -> Draw:
    """From now on those drawn may open their tasks. Only they are told, and only that there is something."""
    draw = held_draw(draw_id)
    permissions.may_release(by, draw).require()
    draw.released_at = at
    draw.save(update_fields=["released_at"])
    sent = Assignment.objects.standing().filter(visit__draw=draw).values("inspector__user")
    _tell(f"draw:{draw.pk}", User.objects.filter(pk__in=sent), at=at)
    _record(draw, "inspection.release", by=by, at=at)
    return draw


def _tell(plan: str, users: object, *, at: datetime) -> None:
    inbox.notify(
        users=users,
        kind=TASK,
        subject=plan,
        text="您有新的督查任务，请在“今日任务”中打开。",
        url=reverse("inspection_today"),
        at=at,
    )


@transaction.atomic
def publish_results(*, draw_id: int, where: str, by: User, at: datetime) -> Draw:
    """公布结果: within 20 working days of the last visit (政府信息公开条例 art. 26); where it was published is kept."""
    draw = held_draw(draw_id)
    permissions.may_publish_results(by, draw).require()
    if not where.strip():
        raise Refused("请写明公布在哪里。", field_errors={"where": ["请写明网址或公布栏。"]})
    draw.results_at, draw.results_by_label, draw.results_where = at, by.display_name, where.strip()
    draw.save(update_fields=["results_at", "results_by_label", "results_where"])
    inbox.resolve(kind=TO_PUBLISH, subject=f"results:{draw.pk}", at=at)
    _record(draw, "inspection.publish_results", by=by, at=at)
    return draw


@transaction.atomic
def open_plan(*, draw_id: int, purpose: str, by: User, at: datetime) -> list[Visit]:
    """The whole plan, for a named reader; that it was opened is written down before it is shown."""
    draw = held_draw(draw_id)
    permissions.may_open_plan(by, draw).require()
    if not purpose.strip():
        raise Refused("请写明查看名单的用途。", field_errors={"purpose": ["请写明用途。"]})
    visits = list(
        draw.visits.select_related("listing__project", "listing__unit")
        .prefetch_related("assignments__inspector__user")
        .order_by("listing__unit__order", "listing__project__code")
    )
    PlanOpening.objects.create(draw=draw, user=by, purpose=purpose.strip(), visits=len(visits), at=at)
    _record(draw, "inspection.open_plan", by=by, at=at)
    return visits


@transaction.atomic
def open_assignments(*, by: User, at: datetime) -> int:
    """An inspector opens what they were sent to; returns how many sites that were still closed to them."""
    waiting = Assignment.objects.select_for_update(of=("self",)).standing()
    rows = list(
        waiting.filter(inspector__user=by, opened_at__isnull=True, visit__in=Visit.objects.released())
        .exclude(visit__state=VisitState.CANCELLED)
        .select_related("visit")
        .order_by("pk")
    )
    if not rows:
        return 0
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(opened_at=at)
    plans = Counter((row.visit.draw_id, row.visit.directed_id) for row in rows)
    opening = {"user": by, "purpose": "领取本人任务", "at": at}
    PlanOpening.objects.bulk_create(
        PlanOpening(draw_id=draw, directed_id=directed, visits=seen, **opening)
        for (draw, directed), seen in plans.items()
    )
    subjects = [f"draw:{draw}" if draw else f"directed:{directed}" for draw, directed in plans]
    by.inbox_items.filter(kind=TASK, subject__in=subjects, resolved_at__isnull=True).update(resolved_at=at)
    record(
        by=by.actor,
        at=at,
        action="inspection.open_assignments",
        payload={"visits": len(rows), "plans": sorted(subjects)},
    )
    return len(rows)


@transaction.atomic
def recuse(*, code: str, reason: str, by: User, at: datetime) -> Assignment:
    """Step back from a visit before its check-in; the next in the order of the lot follows. Returns the new assignment.

    The replacement can be replayed like the draw: fewest standing sites first, then HMAC, without those already asked.
    """
    draw_id = Visit.objects.filter(code=code).values_list("draw_id", flat=True).first()
    draw = held_draw(draw_id) if draw_id else None
    visit = held_visit(code)
    permissions.may_recuse(by, visit).require()
    if not reason.strip():
        raise Refused("请写明回避理由。", field_errors={"reason": ["请写明回避理由。"]})
    own = permissions.standing_assignment(by, visit)
    own.recused_at, own.recused_reason = at, reason.strip()
    own.save(update_fields=["recused_at", "recused_reason"])
    follower = _follower(draw, visit, own) if draw else follower_of(visit)
    if follower is None:
        raise Refused("名录库内没有可以替补的人员，请联系方案负责人。", code="nobody_left")
    made = Assignment.objects.create(visit=visit, inspector=follower, place=visit.assignments.count() + 1)
    if draw is None or draw.released_at:
        _tell(_plan_of(visit), [follower.user_id], at=at)
    subject = ("inspection_draw", draw.pk) if draw else ("inspection_directed", visit.directed_id)
    record(by=by.actor, at=at, action="inspection.recuse", subject=subject)
    return made


def _plan_of(visit: Visit) -> str:
    """What inbox items are about: the round or the directed check, never the site."""
    return f"draw:{visit.draw_id}" if visit.draw_id else f"directed:{visit.directed_id}"


def _follower(draw: Draw, visit: Visit, own: Assignment) -> Inspector | None:
    pool = Pool.parse(draw.pool_text)
    asked = set(visit.assignments.values_list("inspector__code", flat=True))
    load: dict[str, int] = {}
    standing = Assignment.objects.standing().filter(visit__draw=draw).exclude(visit__state=VisitState.CANCELLED)
    for code in standing.values_list("inspector__code", flat=True):
        load[code] = load.get(code, 0) + 1
    order = able_people(pool, seed_of(draw), visit.listing.project.code, own.inspector.kind, load)
    follower = next((code for code in order if code not in asked), None)
    return Inspector.objects.filter(code=follower).first()


def _record(draw: Draw, action: str, *, by: User, at: datetime) -> None:
    payload: dict[str, object] = {"number": draw.number}
    record(by=by.actor, at=at, action=action, subject=("inspection_draw", draw.pk), payload=payload)
