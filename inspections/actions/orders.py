"""整改: order → signed for → answered item by item → re-checked by another person → closed (整改销号).

Deadlines are working days of the stored calendar; a reply on the day itself is on time. Nothing is overwritten: each
deadline, each round's replies and each re-check stays as a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.organisations.calendar import working_calendar
from dispatch.actions import propose
from dispatch.choices import ProposalKind
from inspections import permissions
from inspections.choices import ORDERS_FOR, OrderKind, OrderState, PhotoOf, Severity
from inspections.models import (
    Finding,
    ItemRecheck,
    ItemReply,
    OrderDeadline,
    OrderItem,
    Photo,
    RectificationOrder,
    Visit,
)
from inspections.pictures import Picture, read_picture
from inspections.states import ORDER
from projects.models import Campaign

from .holding import held_order, held_visit
from .telling import LATE, TO_CLOSE, TO_MEND, TO_RECHECK, subject_of, tell_bureau, tell_inspected, tell_recheckers
from .visits import MOST_PHOTOS, keep_photos

MOST_ROUNDS = 2
"""Failed re-checks after which the matter is proposed to dispatch as a problem of the project."""


def to_mend(visit: Visit) -> list[Finding]:
    """Findings an order has to name: all that were not mended on the spot."""
    return list(visit.findings.filter(fixed_on_spot=False).order_by("number"))


def gravest(findings: Sequence[Finding]) -> str:
    """The severity that sets the deadline: that of the gravest finding."""
    order = [Severity.MAJOR, Severity.SERIOUS, Severity.MINOR]
    return next(level for level in order if any(each.severity == level for each in findings))


@transaction.atomic
def issue(*, code: str, kind: str, by: User, at: datetime) -> RectificationOrder:
    """Send the order out: numbered in the year, due by the gravest finding, told to the side that has to mend."""
    visit = held_visit(code)
    findings = to_mend(visit)
    permissions.may_issue(by, visit, to_mend=len(findings)).require()
    _kind_suits(kind, findings)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=visit.programme.campaign_id)
    last = RectificationOrder.objects.filter(year=campaign.year).aggregate(last=Max("number"))["last"] or 0
    days = visit.programme.days_for(gravest(findings))
    due = working_calendar().add(day_of(at), days)
    order = RectificationOrder.objects.create(
        visit=visit, year=campaign.year, number=last + 1, kind=kind, due_on=due, issued_by=by, issued_at=at
    )
    OrderItem.objects.bulk_create(OrderItem(order=order, finding=finding) for finding in findings)
    OrderDeadline.objects.create(
        order=order, sequence=1, due_on=due, working_days=days, reason="发出整改通知", at=at, by_label=by.display_name
    )
    tell_inspected(order, f"收到整改通知 {order.document_number}，共{len(findings)}项", at=at)
    _record(order, "inspection.issue_order", by=by, at=at, items=len(findings), due_on=due, kind=kind)
    return order


def _kind_suits(kind: str, findings: Sequence[Finding]) -> None:
    if kind not in OrderKind.values:
        raise Refused("请选择整改通知的种类。", field_errors={"kind": ["请选择种类。"]})
    worst = Severity(gravest(findings))
    if kind not in ORDERS_FOR[worst]:
        named = "、".join(f"第{each.number}条“{each.fault}”" for each in findings if each.severity == worst)
        instead = "或".join(each.label for each in ORDERS_FOR[worst])
        raise Refused(
            f"{named}是{worst.label}问题，不能只发{OrderKind(kind).label}；请改发{instead}。", code="too_mild"
        )


@transaction.atomic
def acknowledge(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_answer(by, order, "acknowledge").require()
    order.acknowledged_at, order.acknowledged_by_label = at, by.display_name
    _move(order, "acknowledge", "acknowledged_at", "acknowledged_by_label")
    _record(order, "inspection.acknowledge", by=by, at=at)
    return order


@dataclass(frozen=True)
class NewReply:
    """What was done about one item, with photos of afterwards."""

    text: str
    photos: tuple[BinaryIO, ...] = ()


@transaction.atomic
def reply_item(*, order_id: int, item_id: int, of: NewReply, by: User, at: datetime) -> ItemReply:
    """Answer one item of the running round; writing again replaces the words until the round is sent."""
    pictures = [read_picture(each) for each in of.photos]
    order = held_order(order_id, seen_version=None)
    permissions.may_answer(by, order, "send").require()
    item = order.items.select_related("finding__item").filter(pk=item_id, passed_at__isnull=True).first()
    if item is None:
        raise Refused("这一项不在本轮整改之内。", code="stale")
    if not of.text.strip():
        raise Refused("请写明整改情况。", field_errors={"text": ["请写明怎样整改、何时完成。"]})
    if len(pictures) > MOST_PHOTOS:
        raise Refused(f"一项最多{MOST_PHOTOS}张照片。", field_errors={"photos": [f"最多{MOST_PHOTOS}张。"]})
    _is_proven(item, order, pictures)
    reply, _ = ItemReply.objects.update_or_create(
        item=item, round=order.round, defaults={"text": of.text.strip(), "at": at, "by_label": by.display_name}
    )
    keep_photos(order.visit, pictures, of=PhotoOf.REPLY, by=by, at=at, finding=item.finding, round_number=order.round)
    _record(order, "inspection.reply_item", by=by, at=at, item=item.finding.number, photos=len(pictures))
    return reply


def _is_proven(item: OrderItem, order: RectificationOrder, pictures: Sequence[Picture]) -> None:
    """What shows on a photo is answered with one of afterwards, of this round, that is not the one of before."""
    photos = Photo.objects.filter(finding=item.finding)
    before = set(photos.filter(of=PhotoOf.FINDING).values_list("original_sha256", flat=True))
    if any(picture.sha256 in before for picture in pictures):
        told = "这张是检查时拍的整改前照片，请重新拍摄整改后的现场。"
        raise Refused(told, field_errors={"photos": [told]})
    if item.finding.shows_on_photo and not pictures and not photos.filter(of=PhotoOf.REPLY, round=order.round).exists():
        told = f"第{item.finding.number}项须附整改后照片。"
        raise Refused(told, field_errors={"photos": [f"{told}请到现场拍摄后再存。"]})


@transaction.atomic
def send(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    """Hand the round in: every item that has not passed needs its answer."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_answer(by, order, "send").require()
    open_items = order.items.filter(passed_at__isnull=True)
    missing = open_items.exclude(replies__round=order.round).count()
    if missing:
        raise Refused(f"还有{missing}项没有答复，逐项答复后才能报送。", code="incomplete")
    order.replied_at, order.replied_by = at, by
    order.recheck_due_on = working_calendar().add(day_of(at), order.visit.programme.recheck_days)
    _move(order, "send", "replied_at", "replied_by", "recheck_due_on")
    _settle(order, TO_MEND, at=at)
    tell_recheckers(order, f"整改已报送，待复查（{order.document_number}）", at=at)
    late = day_of(at) > order.due_on
    _record(order, "inspection.send_replies", by=by, at=at, items=open_items.count(), is_late=late)
    return order


@dataclass(frozen=True)
class Word:
    """A re-checker's word on one item; what did not pass needs a note."""

    passed: bool
    note: str = ""


@transaction.atomic
def recheck(
    *, order_id: int, seen_version: int | None, words: Mapping[int, Word], by: User, at: datetime
) -> RectificationOrder:
    """Judge every answered item at once. If one fails the order goes back with a new deadline; what passed stays so."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_recheck(by, order).require()
    items = list(order.items.filter(passed_at__isnull=True).select_related("finding"))
    _every_item_judged(items, words)
    ItemRecheck.objects.bulk_create(
        ItemRecheck(
            item=item,
            round=order.round,
            passed=words[item.pk].passed,
            note=words[item.pk].note.strip(),
            at=at,
            by_label=by.display_name,
        )
        for item in items
    )
    passed = [item.pk for item in items if words[item.pk].passed]
    OrderItem.objects.filter(pk__in=passed).update(passed_at=at)
    order.rechecked_at, order.rechecked_by = at, by
    _settle(order, TO_RECHECK, at=at)
    failed = [item for item in items if item.pk not in passed]
    if failed:
        _send_back(order, failed, by=by, at=at)
    else:
        _move(order, "pass_recheck", "rechecked_at", "rechecked_by")
        tell_bureau(order, f"复查通过，待销号（{order.document_number}）", at=at)
    action = "inspection.fail_recheck" if failed else "inspection.pass_recheck"
    _record(order, action, by=by, at=at, passed=len(passed), failed=len(failed), round=order.round)
    return order


def _every_item_judged(items: Sequence[OrderItem], words: Mapping[int, Word]) -> None:
    if {item.pk for item in items} != set(words):
        raise Refused("请对每一项给出复查意见。", code="incomplete")
    if any(not word.passed and not word.note.strip() for word in words.values()):
        raise Refused("不通过的须写明还差什么。", field_errors={"note": ["不通过的须写明还差什么。"]})


def _send_back(order: RectificationOrder, failed: Sequence[OrderItem], *, by: User, at: datetime) -> None:
    days = order.visit.programme.days_for(gravest([item.finding for item in failed]))
    due = working_calendar().add(day_of(at), days)
    order.round += 1
    _add_deadline(order, due, days, reason=f"复查不通过{len(failed)}项", by=by, at=at)
    order.replied_at, order.replied_by, order.recheck_due_on = None, None, None
    _move(
        order, "fail_recheck", "rechecked_at", "rechecked_by", "round", "due_on", "replied_at", "replied_by",
        "recheck_due_on",
    )  # fmt: skip
    tell_inspected(order, f"{order.document_number} 复查不通过{len(failed)}项，请继续整改", at=at)
    if order.round > MOST_ROUNDS:
        _propose_problem(order, failed, by=by, at=at)


def _propose_problem(order: RectificationOrder, failed: Sequence[OrderItem], *, by: User, at: datetime) -> None:
    """A site that failed twice is no matter of the two sides alone any more: the dispatcher finds it waiting."""
    listing, faults = order.visit.listing, "、".join(item.finding.fault for item in failed)
    propose(
        kind=ProposalKind.PROBLEM,
        listing=listing,
        title=f"{listing.project.name}整改{MOST_ROUNDS}次复查不通过",
        grounds=f"{order.document_number}：{faults}，第{order.round - 1}轮复查仍不通过",
        source=("rectification_order", str(order.pk)),
        by=by.actor,
        at=at,
    )


@transaction.atomic
def extend(
    *, order_id: int, seen_version: int | None, working_days: int, reason: str, by: User, at: datetime
) -> RectificationOrder:
    """A later deadline: before the old one is over, once, with a reason; counted from the old one."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_extend(by, order, today=day_of(at)).require()
    errors = {}
    if not 1 <= working_days <= 30:
        errors["working_days"] = ["延长1到30个工作日。"]
    if not reason.strip():
        errors["reason"] = ["请写明延期理由。"]
    if errors:
        raise Refused("延期申请不完整。", field_errors=errors)
    due = working_calendar().add(order.due_on, working_days)
    _add_deadline(order, due, working_days, reason=reason.strip(), by=by, at=at, is_extension=True)
    order.version += 1
    order.save(update_fields=["due_on", "version"])
    tell_inspected(order, f"{order.document_number} 整改期限延至{due:%-m月%-d日}", at=at)
    _record(order, "inspection.extend_deadline", by=by, at=at, reason=reason, due_on=due)
    return order


def _add_deadline(  # noqa: PLR0913 - the columns of a deadline
    order: RectificationOrder,
    due: date,
    days: int,
    *,
    reason: str,
    by: User,
    at: datetime,
    is_extension: bool = False,
) -> None:
    OrderDeadline.objects.create(
        order=order,
        sequence=order.deadlines.count() + 1,
        due_on=due,
        working_days=days,
        is_extension=is_extension,
        reason=reason,
        at=at,
        by_label=by.display_name,
    )
    order.due_on = due


@transaction.atomic
def approve_resume(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    """Work may go on after a stop, once the re-check has passed."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_resume(by, order).require()
    order.resumed_at, order.resumed_by_label = at, by.display_name
    _move(order, "resume", "resumed_at", "resumed_by_label")
    _record(order, "inspection.approve_resume", by=by, at=at)
    return order


@transaction.atomic
def close(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_close(by, order).require()
    order.closed_at, order.closed_by = at, by
    _move(order, "close", "closed_at", "closed_by")
    inbox.resolve(kind=TO_CLOSE, subject=subject_of(order), at=at)
    _record(order, "inspection.close_order", by=by, at=at)
    return order


def _settle(order: RectificationOrder, kind: str, *, at: datetime) -> None:
    """What somebody was told to do is done; that it was late waits for nobody any more."""
    for each in (kind, LATE):
        inbox.resolve(kind=each, subject=subject_of(order), at=at)


def _move(order: RectificationOrder, move: str, *fields: str) -> None:
    order.state = OrderState(ORDER.transition(order.state, move).target)
    order.version += 1
    order.save(update_fields=["state", "version", *fields])


def _record(
    order: RectificationOrder, action: str, *, by: User, at: datetime, reason: str = "", **payload: object
) -> None:
    said: dict[str, object] = {"number": order.document_number, **payload}
    record(by=by.actor, at=at, action=action, subject=("rectification_order", order.pk), reason=reason, payload=said)
