"""On site: check-in, checklist, the end. Faults stand in `findings`, the verified figure in `figures`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.accounts.models import User
from core.foundation.verdict import Refused
from inspections import permissions
from inspections.checklists import lines_for
from inspections.choices import Mark
from inspections.models import CheckMark, Visit
from inspections.states import VISIT

from .holding import held_draw, held_visit
from .visit_steps import own_place, record_visit

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
    visit.checked_in_at, visit.checked_in_by = at, own_place(by, visit)
    visit.latitude, visit.longitude = place or (None, None)
    visit.save(update_fields=["state", "checked_in_at", "checked_in_by", "latitude", "longitude"])
    record_visit(visit, "inspection.check_in", by=by, at=at)
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
    record_visit(visit, "inspection.fill_checklist", by=by, at=at, marks=len(marks))
    return answered


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
    visit.finished_at, visit.finished_by = at, own_place(by, visit)
    visit.summary, visit.score = of.summary.strip(), of.score
    visit.stayed_unannounced, visit.people_met = of.stayed_unannounced, of.people_met.strip()
    visit.save()
    record_visit(visit, "inspection.finish_visit", by=by, at=at, findings=visit.findings.count(), score=visit.score)
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
