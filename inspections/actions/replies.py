"""The inspected side's part of 整改: it signs for the order and answers item by item, with photos of afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from inspections import permissions
from inspections.choices import PhotoOf
from inspections.models import ItemReply, OrderItem, Photo, RectificationOrder
from inspections.pictures import Picture, read_picture

from .holding import held_order
from .order_steps import move_order, record_order, settle_order
from .photos import MOST_PHOTOS, keep_photos
from .telling import TO_MEND, tell_recheckers


@transaction.atomic
def acknowledge(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_answer(by, order, "acknowledge").require()
    order.acknowledged_at, order.acknowledged_by_label = at, by.display_name
    move_order(order, "acknowledge", "acknowledged_at", "acknowledged_by_label")
    record_order(order, "inspection.acknowledge", by=by, at=at)
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
    record_order(order, "inspection.reply_item", by=by, at=at, item=item.finding.number, photos=len(pictures))
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


def _all_proven(order: RectificationOrder) -> None:
    """Once more for the whole round: an answer may be older than the rule that asks for a photo, or than its finding's
    line being one that shows on a photo."""
    items = order.items.filter(passed_at__isnull=True).select_related("finding__item").order_by("finding__number")
    photos = list(
        Photo.objects.filter(finding__order_item__order=order).values_list("finding", "of", "round", "original_sha256")
    )
    before = {(finding, sha) for finding, of, _, sha in photos if of == PhotoOf.FINDING}
    proven = {
        finding
        for finding, of, number, sha in photos
        if of == PhotoOf.REPLY and number == order.round and (finding, sha) not in before
    }
    bare = [item.finding.number for item in items if item.finding.shows_on_photo and item.finding_id not in proven]
    if bare:
        named = "、".join(map(str, bare))
        raise Refused(f"第{named}项的答复没有整改后照片；请打开这几项，到现场补拍后再报送。", code="no_photo")


@transaction.atomic
def send(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    """Hand the round in: every item that has not passed needs its answer, and the photo that proves it."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_answer(by, order, "send").require()
    open_items = order.items.filter(passed_at__isnull=True)
    missing = open_items.exclude(replies__round=order.round).count()
    if missing:
        raise Refused(f"还有{missing}项没有答复，逐项答复后才能报送。", code="incomplete")
    _all_proven(order)
    order.replied_at, order.replied_by = at, by
    order.recheck_due_on = working_calendar().add(day_of(at), order.visit.programme.recheck_days)
    move_order(order, "send", "replied_at", "replied_by", "recheck_due_on")
    settle_order(order, TO_MEND, at=at)
    tell_recheckers(order, f"整改已报送，待复查（{order.document_number}）", at=at)
    late = day_of(at) > order.due_on
    record_order(order, "inspection.send_replies", by=by, at=at, items=open_items.count(), is_late=late)
    return order
