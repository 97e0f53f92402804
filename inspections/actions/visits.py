"""On site: check-in, checklist, findings with photos, the reported figure beside the verified one, the end."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from core.accounts.models import User
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.operations.storage import store_file
from inspections import permissions
from inspections.checklists import lines_for
from inspections.choices import Mark, PhotoOf, Severity
from inspections.models import ChecklistItem, CheckMark, Finding, Inspector, Photo, VerifiedFigure, Visit
from inspections.pictures import Picture, read_picture
from inspections.states import VISIT
from projects.choices import PartyRole
from reporting.models import Figure

from .holding import held_draw, held_visit

MOST_PHOTOS = 9
PHOTO_OWNER = "inspection_visit"
"""`StoredFile.owner_kind` of pictures; they are served by their own address only."""

Place = tuple[Decimal, Decimal]


@transaction.atomic
def check_in(*, code: str, place: Place | None, by: User, at: datetime) -> Visit:
    """The team has arrived: from this moment on the visit exists for the inspected side.

    The round is locked first, so that it cannot be voided in the same moment.
    """
    draw_id = Visit.objects.filter(code=code).values_list("draw_id", flat=True).first()
    if draw_id is not None:
        held_draw(draw_id)
    visit = held_visit(code)
    permissions.may_check_in(by, visit).require()
    visit.state = VISIT.transition(visit.state, "check_in").target
    visit.checked_in_at, visit.checked_in_by = at, _own(by, visit)
    visit.latitude, visit.longitude = place or (None, None)
    visit.save(update_fields=["state", "checked_in_at", "checked_in_by", "latitude", "longitude"])
    _record(visit, "inspection.check_in", by=by, at=at)
    return visit


@transaction.atomic
def fill_checklist(
    *, code: str, marks: Mapping[int, str], by: User, at: datetime, notes: Mapping[int, str] | None = None
) -> int:
    """Answers by the key of their line; lines left out stay as they were. Returns how many lines are answered now."""
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    known = set(lines_for(visit, at=at).values_list("pk", flat=True))
    if not marks or set(marks) - known or set(marks.values()) - set(Mark.values):
        raise Refused("检查表没有这些内容，请刷新后重新填写。", code="invalid")
    said = notes or {}
    CheckMark.objects.bulk_create(
        [
            CheckMark(
                visit=visit,
                item_id=item,
                mark=mark,
                note=said.get(item, "").strip()[:200],
                at=at,
                by_label=by.display_name,
            )
            for item, mark in sorted(marks.items())
        ],
        update_conflicts=True,
        unique_fields=["visit", "item"],
        update_fields=["mark", "note", "at", "by_label"],
    )
    answered = visit.marks.count()
    _record(visit, "inspection.fill_checklist", by=by, at=at, marks=len(marks))
    return answered


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
        by=_own(by, visit),
    )
    keep_photos(visit, pictures, of=PhotoOf.FINDING, by=by, at=at, finding=finding)
    said = {"number": finding.number, "severity": finding.severity, "party": finding.liable_party}
    _record(visit, "inspection.record_finding", by=by, at=at, photos=len(pictures), **said)
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
    _record(visit, "inspection.add_photo", by=by, at=at, number=found.number)
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


def keep_photos(  # noqa: PLR0913 - the columns of a picture
    visit: Visit,
    pictures: Iterable[Picture],
    *,
    of: PhotoOf,
    by: User,
    at: datetime,
    finding: Finding | None = None,
    round_number: int = 0,
) -> list[Photo]:
    """Store the bare pictures under plain names; what their metadata said stands in the rows."""
    made = []
    for picture in pictures:
        served = store_file(
            f"{of.label}.jpg",
            io.BytesIO(picture.content),
            kind="photo",
            by=by.actor,
            at=at,
            owner=(PHOTO_OWNER, visit.code),
        )
        made.append(
            Photo.objects.create(
                visit=visit,
                of=of,
                finding=finding,
                round=round_number,
                served=served,
                original_sha256=picture.sha256,
                taken_at=picture.taken_at,
                latitude=picture.latitude,
                longitude=picture.longitude,
                width=picture.width,
                height=picture.height,
                at=at,
                by_label=by.display_name,
            )
        )
    return made


@transaction.atomic
def verify_figure(*, code: str, verified_ytd_wan: Decimal, basis: str, by: User, at: datetime) -> VerifiedFigure:
    """What the team could verify of the reported cumulative (万元), beside what the ledger holds at this moment."""
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    reported = reported_figure(visit, at=at)
    if reported is None:
        raise Refused("该项目本年还没有入账的上报数，无从核实。", code="no_figure")
    if verified_ytd_wan < 0:
        raise Refused("核实累计不能小于0。", field_errors={"verified_ytd_wan": ["不能小于0。"]})
    if not basis.strip():
        raise Refused("请写明核实依据。", field_errors={"basis": ["请写明依据，例如监理月报、现场丈量。"]})
    made, _ = VerifiedFigure.objects.update_or_create(
        visit=visit,
        defaults={
            "month": reported.month,
            "reported_ytd_wan": reported.ytd_done_wan,
            "verified_ytd_wan": verified_ytd_wan,
            "basis": basis.strip(),
            "at": at,
            "by": _own(by, visit),
        },
    )
    said = {"month": made.month, "reported_ytd_wan": made.reported_ytd_wan, "verified_ytd_wan": made.verified_ytd_wan}
    _record(visit, "inspection.verify_figure", by=by, at=at, **said)
    return made


def reported_figure(visit: Visit, *, at: datetime) -> Figure | None:
    """The last figure the bureau had accepted of the site as known at a moment."""
    rows = Figure.objects.known_at(at).filter(duty__listing=visit.listing_id)
    return rows.order_by("-month").first()


@dataclass(frozen=True)
class Ending:
    """What closes a visit. `score` is out of 100; `stayed_unannounced` says whether the site knew before."""

    summary: str
    score: Decimal | None
    stayed_unannounced: bool
    people_met: str = ""


@transaction.atomic
def finish(*, code: str, of: Ending, by: User, at: datetime) -> Visit:
    """End the visit: from now on the inspected side reads what was found. Nothing is added afterwards."""
    visit = held_visit(code)
    permissions.may_record(by, visit).require()
    _nothing_is_left(visit)
    errors = {}
    if not of.summary.strip():
        errors["summary"] = ["请写明检查情况。"]
    if of.score is None or not 0 <= of.score <= 100:
        errors["score"] = ["得分应为0到100。"]
    if errors:
        raise Refused("检查记录还不完整，请按提示补正。", field_errors=errors)
    visit.state = VISIT.transition(visit.state, "finish").target
    visit.finished_at, visit.finished_by = at, _own(by, visit)
    visit.summary, visit.score = of.summary.strip(), of.score
    visit.stayed_unannounced, visit.people_met = of.stayed_unannounced, of.people_met.strip()
    visit.save()
    _record(visit, "inspection.finish_visit", by=by, at=at, findings=visit.findings.count(), score=visit.score)
    return visit


def _nothing_is_left(visit: Visit) -> None:
    """An unmet line has its finding, what was mended on the spot its photo; either may still be on a phone."""
    found = set(visit.findings.values_list("item_id", flat=True))
    unmet = visit.marks.filter(mark=Mark.BAD).exclude(item__in=found - {None}).select_related("item")
    names = "、".join(each.item.name for each in unmet[:3])
    if names:
        raise Refused(f"检查表里“{names}”不符合，还没有记成问题；请先记发现，或改正检查表。", code="unmet")
    spots = visit.findings.filter(fixed_on_spot=True, photos__isnull=True).select_related("item")
    bare = [str(each.number) for each in spots if each.shows_on_photo]
    if bare:
        raise Refused(f"第{'、'.join(bare)}条当场整改还没有照片；请等手机上的照片传完再结束。", code="bare")


def _own(by: User, visit: Visit) -> Inspector:
    return permissions.standing_assignment(by, visit).inspector


def _record(visit: Visit, action: str, *, by: User, at: datetime, **payload: object) -> None:
    """Only from the check-in on does an entry name the site: everything before is the draw's."""
    said: dict[str, object] = {"project": visit.listing.project.code, **payload}
    record(by=by.actor, at=at, action=action, subject=("inspection_visit", visit.code), payload=said)
