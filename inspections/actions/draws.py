"""One round of drawing, step by step: freeze → publish digest and commitment → outside value → draw, once.

What the journal and the inboxes say of a round never names an object before its visit's check-in.
"""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.accounts.models import User
from core.foundation.canonical import sha256_hex
from core.foundation.verdict import Refused
from core.journal.actions import record
from inspections import draw as formula
from inspections import permissions
from inspections.choices import DrawState, HowChosen, VisitState
from inspections.draw import Chosen, Pool
from inspections.models import Assignment, Draw, Inspector, Visit
from inspections.pool import build_pool
from inspections.states import DRAW
from projects.models import Listing

from .holding import held_draw, held_programme


@transaction.atomic
def freeze(*, programme_id: int, by: User, at: datetime) -> Draw:
    """Write the pool down as it stands now. Refused when a site could not get its people."""
    programme = held_programme(programme_id)
    permissions.may_freeze(by, has_round=permissions.standing_round(programme)).require()
    number = (programme.draws.aggregate(last=Max("number"))["last"] or 0) + 1
    pool = build_pool(programme, number=number)
    _can_be_drawn(pool)
    text = pool.text()
    made = Draw.objects.create(
        programme=programme,
        number=number,
        pool_text=text,
        pool_digest=sha256_hex(text),
        objects_count=len(pool.objects),
        excluded_count=len(pool.excluded),
        wanted_count=sum(stratum.quota for stratum in pool.strata),
        frozen_at=at,
        frozen_by_label=by.display_name,
    )
    counts = {"objects": len(pool.objects), "excluded": len(pool.excluded), "people": len(pool.people)}
    _record(made, "inspection.freeze", by=by, at=at, digest=made.pool_digest, **counts)
    return made


def _can_be_drawn(pool: Pool) -> None:
    if not pool.objects:
        raise Refused("名单库里没有可检查的在建项目。", code="empty")
    short = formula.shortages(pool)
    if short:
        names = {each.code: each.name for each in pool.objects}
        listed = "、".join(names[code] for code in short[:3])
        raise Refused(
            f"{listed}{'等' if len(short) > 3 else ''}{len(short)}个项目回避后人员不足，请先增补督查人员或专家。",
            code="short",
        )


@transaction.atomic
def commit(
    *, draw_id: int, outside_source: str, outside_known_at: datetime, by: User, at: datetime, secret: str = ""
) -> Draw:
    """Fix the secret and name the outside value before anybody can know it; from here on both digests are published.

    The secret is thrown here unless given (by the demonstration, whose draws repeat); choosing one gains nothing, since
    the outside value comes later.
    """
    held = held_draw(draw_id)
    permissions.may_move_draw(by, held, "commit").require()
    if not outside_source.strip():
        raise Refused("请写明外部随机值从哪里来。", field_errors={"outside_source": ["请写明来源和期号。"]})
    if outside_known_at <= at:
        raise Refused(
            "外部随机值须在公布摘要之后才产生，否则可以挑选。",
            field_errors={"outside_known_at": ["须晚于现在。"]},
        )
    held.secret = secret or secrets.token_hex(32)
    held.commitment = formula.commitment(held.secret)
    held.outside_source, held.outside_known_at = outside_source.strip(), outside_known_at
    held.committed_at, held.committed_by_label = at, by.display_name
    _move(
        held,
        "commit",
        "secret",
        "commitment",
        "outside_source",
        "outside_known_at",
        "committed_at",
        "committed_by_label",
    )
    _record(held, "inspection.commit", by=by, at=at, digest=held.pool_digest, commitment=held.commitment)
    return held


@transaction.atomic
def enter_outside(*, draw_id: int, outside: str, witness: str, by: User, at: datetime) -> Draw:
    """The outside value once it is public, and who witnessed it. It can be entered once."""
    held = held_draw(draw_id)
    permissions.may_move_draw(by, held, "enter_outside").require()
    value = " ".join(outside.split())
    errors = {name: ["必填。"] for name, text in (("outside", value), ("witness", witness.strip())) if not text}
    if errors:
        raise Refused("请填写外部随机值和见证人。", field_errors=errors)
    if held.outside_known_at is None or at < held.outside_known_at:
        raise Refused("外部随机值还没有产生，不能录入。", code="early")
    held.outside, held.witness = value, witness.strip()
    held.outside_at, held.outside_by_label = at, by.display_name
    _move(held, "enter_outside", "outside", "witness", "outside_at", "outside_by_label")
    _record(held, "inspection.enter_outside", by=by, at=at, outside=value, witness=held.witness)
    return held


@transaction.atomic
def draw(*, draw_id: int, by: User, at: datetime) -> Draw:
    """Draw, once: the visits and who goes there. Refused when the frozen pool is not what was published."""
    held = held_draw(draw_id)
    permissions.may_move_draw(by, held, "draw").require()
    if sha256_hex(held.pool_text) != held.pool_digest:
        raise Refused("名单库与公布的摘要不符，已被改动，不能抽取；请立即报告。", code="tampered")
    if formula.commitment(held.secret) != held.commitment:
        raise Refused("密值与公布的承诺不符，已被改动，不能抽取；请立即报告。", code="tampered")
    pool = Pool.parse(held.pool_text)
    result = formula.drawn(pool, seed_of(held))
    held.result_text = formula.result_text(result)
    held.result_digest = sha256_hex(held.result_text)
    held.drawn_at, held.drawn_by_label = at, by.display_name
    _plan_visits(held, pool, result)
    _move(held, "draw", "result_text", "result_digest", "drawn_at", "drawn_by_label")
    _record(held, "inspection.draw", by=by, at=at, digest=held.result_digest, objects=len(result))
    return held


def seed_of(held: Draw) -> bytes:
    """The seed of a round whose outside value is known."""
    return formula.seed_of(pool_digest=held.pool_digest, secret=held.secret, outside=held.outside)


def _plan_visits(held: Draw, pool: Pool, result: tuple[Chosen, ...]) -> None:
    """Planned visits in an order that says nothing of the lot, each with its people."""
    listings = Listing.objects.filter(campaign=held.programme.campaign_id)
    by_code = dict(listings.values_list("project__code", "pk"))
    whole = {each.code for each in pool.strata if each.quota == sum(one.stratum == each.code for one in pool.objects)}
    people = dict(Inspector.objects.values_list("code", "pk"))
    visits = Visit.objects.bulk_create(
        Visit(programme_id=held.programme_id, draw=held, listing_id=by_code[each.object], how=_how(each, whole))
        for each in result
    )
    Assignment.objects.bulk_create(
        Assignment(visit=visit, inspector_id=people[code], place=place)
        for visit, each in zip(visits, result, strict=True)
        for place, code in enumerate(each.people, start=1)
    )


def _how(chosen: Chosen, whole: set[str]) -> str:
    if chosen.how == formula.ALWAYS:
        return HowChosen.ALWAYS
    return HowChosen.FULL if chosen.stratum in whole else HowChosen.LOT


@transaction.atomic
def ask_redraw(*, draw_id: int, reason: str, by: User, at: datetime) -> Draw:
    """Ask that the round be void. It stays readable for ever, whatever is decided."""
    held = held_draw(draw_id)
    permissions.may_ask_redraw(by, held).require()
    if not reason.strip():
        raise Refused("重抽须写明理由。", field_errors={"redraw_reason": ["请写明理由。"]})
    held.redraw_reason, held.redraw_asked_by, held.redraw_asked_at = reason.strip(), by, at
    held.save(update_fields=["redraw_reason", "redraw_asked_by", "redraw_asked_at"])
    _record(held, "inspection.ask_redraw", by=by, at=at, reason_digest=sha256_hex(held.redraw_reason))
    return held


@transaction.atomic
def decide_redraw(*, draw_id: int, approve: bool, by: User, at: datetime) -> Draw:
    """The second person's word. Approval voids the round and cancels its visits; a new pool may be frozen then."""
    held = held_draw(draw_id)
    permissions.may_decide_redraw(by, held).require()
    reason = held.redraw_reason
    if approve:
        held.visits.filter(state=VisitState.PLANNED).update(state=VisitState.CANCELLED)
        held.voided_by, held.voided_at = by, at
        _move(held, "void", "voided_by", "voided_at")
    else:
        held.redraw_reason, held.redraw_asked_by, held.redraw_asked_at = "", None, None
        held.save(update_fields=["redraw_reason", "redraw_asked_by", "redraw_asked_at"])
    action = "inspection.redraw" if approve else "inspection.refuse_redraw"
    _record(held, action, by=by, at=at, reason_digest=sha256_hex(reason))
    return held


@transaction.atomic
def disclose(*, draw_id: int, by: User, at: datetime) -> Draw:
    """Show secret, pool and result to everybody who reads inspections: from now on anyone can replay the draw."""
    held = held_draw(draw_id)
    permissions.may_disclose(by, held).require()
    held.disclosed_at = at
    held.save(update_fields=["disclosed_at"])
    _record(held, "inspection.disclose", by=by, at=at, digest=held.result_digest)
    return held


def _move(held: Draw, move: str, *fields: str) -> None:
    held.state = DrawState(DRAW.transition(held.state, move).target)
    held.save(update_fields=["state", *fields])


def _record(held: Draw, action: str, *, by: User, at: datetime, **payload: object) -> None:
    """Digests and counts; a reason that somebody typed may name a site, so only its digest is sealed here."""
    said: dict[str, object] = {"number": held.number, **payload}
    record(by=by.actor, at=at, action=action, subject=("inspection_draw", held.pk), payload=said)
