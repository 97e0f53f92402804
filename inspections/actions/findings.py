"""Faults found on site, each with its photos, once however often a phone sends them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from core.accounts.models import User
from core.foundation.verdict import Refused
from inspections import permissions
from inspections.choices import PhotoOf, Severity
from inspections.models import ChecklistItem, Finding, Photo, Visit
from inspections.pictures import read_picture
from projects.choices import PartyRole

from .holding import held_visit
from .photos import MOST_PHOTOS, keep_photos
from .visit_steps import own_place, record_visit


@dataclass(frozen=True)
class NewFinding:
    """A fault as recorded on site; `item` is the line of the checklist it breaks, None for what no line names.

    `client_id` is the phone's name for it: the same one twice is one finding. `photos_follow` come by themselves.
    """

    fault: str
    severity: str
    liable_party: str
    item: ChecklistItem | None = None
    text: str = ""
    fixed_on_spot: bool = False
    photos: tuple[BinaryIO, ...] = field(default_factory=tuple)
    photos_follow: int = 0
    client_id: UUID | None = None


@transaction.atomic
def record_finding(*, code: str, of: NewFinding, by: User, at: datetime) -> Finding:
    """One fault with its photos. Whether it came back after it had been mended is looked up, not typed."""
    pictures = [read_picture(each) for each in of.photos]
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    earlier = of.client_id and visit.findings.filter(client_id=of.client_id).first()
    if earlier:
        return earlier
    _complete(of)
    finding = Finding.objects.create(
        visit=visit,
        number=visit.findings.count() + 1,
        item=of.item,
        fault=of.fault.strip(),
        text=of.text.strip(),
        severity=of.severity,
        liable_party=of.liable_party,
        is_recurrence=came_back(visit, of.item),
        fixed_on_spot=of.fixed_on_spot,
        client_id=of.client_id,
        at=at,
        by=own_place(by, visit),
    )
    keep_photos(visit, pictures, of=PhotoOf.FINDING, by=by, at=at, finding=finding)
    said = {"number": finding.number, "severity": finding.severity, "party": finding.liable_party}
    record_visit(visit, "inspection.record_finding", by=by, at=at, photos=len(pictures), **said)
    return finding


@transaction.atomic
def add_photo(*, code: str, finding: UUID, client_id: UUID, photo: BinaryIO, by: User, at: datetime) -> Photo:
    """A photo that follows its finding from the phone's queue; the same one twice is one photo."""
    picture = read_picture(photo)
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    earlier = visit.photos.filter(client_id=client_id).first()
    if earlier:
        return earlier
    found = visit.findings.filter(client_id=finding).first()
    if found is None:
        raise Refused("这张照片所属的问题还没有收到，请先发送问题。", code="no_finding")
    if found.photos.count() >= MOST_PHOTOS:
        raise Refused(f"一条问题最多{MOST_PHOTOS}张照片。", code="too_many")
    made = keep_photos(visit, [picture], of=PhotoOf.FINDING, by=by, at=at, finding=found)[0]
    made.client_id = client_id
    made.save(update_fields=["client_id"])
    record_visit(visit, "inspection.add_photo", by=by, at=at, number=found.number)
    return made


def _complete(of: NewFinding) -> None:
    errors = {}
    if not of.fault.strip():
        errors["fault"] = ["请选择或写明是什么问题。"]
    if of.severity not in Severity.values:
        errors["severity"] = ["请选择轻重。"]
    if of.liable_party not in PartyRole.values:
        errors["liable_party"] = ["请选择六方中的责任方。"]
    if len(of.photos) > MOST_PHOTOS:
        errors["photos"] = [f"一条问题最多{MOST_PHOTOS}张照片。"]
    if of.fixed_on_spot and of.severity == Severity.MAJOR:
        errors["fixed_on_spot"] = ["重大问题不能按当场整改处理，须发整改通知。"]
    elif of.fixed_on_spot and not (of.photos or of.photos_follow) and (of.item is None or of.item.shows_on_photo):
        errors["photos"] = ["当场整改的须拍照留证。"]
    if errors:
        raise Refused("这条问题还不完整，请按提示补正。", field_errors=errors)


def came_back(visit: Visit, item: ChecklistItem | None) -> bool:
    """整改后反复: the same matter was found broken at this site on an earlier visit."""
    return item is not None and item.code in broken_before(visit)


def broken_before(visit: Visit) -> set[str]:
    """Codes of the lines that earlier visits to the site found broken, whatever their edition."""
    earlier = Finding.objects.filter(visit__listing__project=visit.listing.project_id, item__isnull=False)
    return set(earlier.exclude(visit=visit).values_list("item__code", flat=True))
