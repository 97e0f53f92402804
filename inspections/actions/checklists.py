"""The checklists the section keeps: an edition is published as a whole and never changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from inspections import permissions
from inspections.models import Checklist, ChecklistEdition, ChecklistItem
from inspections.reference import LISTS, NOT_ON_PHOTO


@dataclass(frozen=True)
class Line:
    """One line of an edition to be; `code` is the same matter through all editions."""

    code: str
    group: str
    name: str
    fault: str
    basis: str = ""
    shows_on_photo: bool = True


@dataclass(frozen=True)
class NewEdition:
    """What is published: lines in their order (none gives the list up), for which kinds (none: all), and why."""

    lines: Sequence[Line]
    note: str
    kinds: Sequence[str] = ()


@transaction.atomic
def start_with_lists(*, at: datetime) -> None:
    """The lists that a new installation starts with, for a database that was emptied since; those there are stay."""
    if Checklist.objects.exists():
        return
    for order, each in enumerate(LISTS, start=1):
        edition = ChecklistEdition.objects.create(
            checklist=Checklist.objects.create(code=each.code, name=each.name, order=order),
            number=1,
            kinds=" ".join(sorted(each.kinds)),
            note="随系统启用",
            published_at=at,
            published_by_label="系统",
        )
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                edition=edition, sequence=place, shows_on_photo=line.code not in NOT_ON_PHOTO, **line._asdict()
            )
            for place, line in enumerate(each.items, start=1)
        )


@transaction.atomic
def publish(*, checklist_id: int, seen_number: int, of: NewEdition, by: User, at: datetime) -> ChecklistEdition:
    """Put the next edition in force for every check-in from now on; Stale when somebody published meanwhile."""
    permissions.may_manage(by).require()
    checklist = Checklist.objects.select_for_update(no_key=True).get(pk=checklist_id)
    last = checklist.editions.order_by("-number").first()
    if (last.number if last else 0) != seen_number:
        raise Stale
    _complete(checklist, of)
    made = ChecklistEdition.objects.create(
        checklist=checklist,
        number=seen_number + 1,
        kinds=" ".join(sorted(of.kinds)),
        note=of.note.strip(),
        published_at=at,
        published_by_label=by.display_name,
    )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(edition=made, sequence=place, **asdict(line)) for place, line in enumerate(of.lines, start=1)
    )
    _record(made, of, by=by, at=at)
    return made


@transaction.atomic
def open_checklist(*, name: str, by: User, at: datetime) -> Checklist:
    """A list of its own for a subject; it asks nothing before its first edition."""
    permissions.may_manage(by).require()
    if not name.strip():
        raise Refused("请填写清单名称。", field_errors={"name": ["请填写清单名称。"]})
    if Checklist.objects.filter(name=name.strip()).exists():
        raise Refused(f"已有名为“{name.strip()}”的清单，请直接修订。", code="exists")
    number = Checklist.objects.count() + 1
    made = Checklist.objects.create(code=f"list-{number}", name=name.strip(), order=number)
    record(by=by.actor, at=at, action="inspection.open_checklist", subject=("checklist", made.code))
    return made


def _complete(checklist: Checklist, of: NewEdition) -> None:
    if not of.note.strip():
        raise Refused("请写明修订说明。", field_errors={"note": ["请写明为什么修订、依据什么。"]})
    for place, line in enumerate(of.lines, start=1):
        missing = [
            label
            for label, text in (
                ("编号", line.code), ("类别", line.group), ("检查内容", line.name), ("问题表述", line.fault),
            )
            if not text.strip()
        ]  # fmt: skip
        if missing:
            raise Refused(f"第{place}行缺{'、'.join(missing)}，请补齐或整行清空。", code="incomplete")
    codes = [line.code for line in of.lines]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise Refused(f"编号“{twice}”出现了两次，每项一个编号。", code="twice")
    elsewhere = ChecklistItem.objects.exclude(edition__checklist=checklist).filter(code__in=codes)
    other = elsewhere.select_related("edition__checklist").first()
    if other:
        raise Refused(f"编号“{other.code}”已用在“{other.edition.checklist}”里，请换一个编号。", code="elsewhere")


def _record(made: ChecklistEdition, of: NewEdition, *, by: User, at: datetime) -> None:
    payload: dict[str, object] = {
        "number": made.number,
        "lines": len(of.lines),
        "digest": sha256_hex(canonical_json([asdict(line) for line in of.lines])),
    }
    record(
        by=by.actor,
        at=at,
        action="inspection.publish_checklist",
        subject=("checklist", made.checklist.code),
        reason=made.note,
        payload=payload,
    )
