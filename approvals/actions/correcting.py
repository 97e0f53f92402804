"""更正 of a signed sheet: a row that says who, why and what. What was signed stays; nothing is overwritten.

Before the combined opinion goes out anything may be put right. Afterwards only the wording: the opinion was issued
once, with so many points of these levels; what was forgotten belongs into the next round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from approvals import permissions
from approvals.choices import ItemLevel
from approvals.members import staffed
from approvals.models import DisciplineOpinion, OpinionItem, SheetCorrection
from core.accounts.models import User
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record

from .drawing import Point
from .holding import held_case


@dataclass(frozen=True)
class Corrected:
    """What is put right: the reviewer's name, points by key with their right words, points to strike and points that
    were forgotten."""

    reason: str
    reviewer: str = ""
    changed: Mapping[int, Point] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    added: Sequence[Point] = ()


@transaction.atomic
def correct_opinion(
    *, opinion_id: int, seen_number: int, corrected: Corrected, by: User, at: datetime
) -> SheetCorrection:
    """Put a signed sheet right. `seen_number` is how many corrections the person saw; Stale when there is another."""
    found = DisciplineOpinion.objects.filter(pk=opinion_id).values_list("round__case_id", flat=True).first()
    if found is None:
        raise Refused("没有这份专业意见，请回到审批件重新选择。", code="missing", status=404)
    case = held_case(case_id=found, seen_version=None)
    opinion = DisciplineOpinion.objects.select_related("round", "department").get(pk=opinion_id)
    if opinion.corrections.count() != seen_number:
        raise Stale
    seat = opinion.department_id
    permissions.may_correct_opinion(
        by, case, opinion, staffed=seat in staffed([seat]), is_last=is_last(opinion)
    ).require()
    items = {item.pk: item for item in opinion.items.filter(struck_in__isnull=True)}
    was = opinion.reviewer_now
    corrected = _said(corrected, items, was)
    _require(opinion, corrected, items)
    made = SheetCorrection.objects.create(
        opinion=opinion,
        number=seen_number + 1,
        reviewer=corrected.reviewer,
        what="；".join(_lines(corrected, items, was)),
        reason=corrected.reason,
        at=at,
        by=by,
    )
    _write(opinion, made, corrected, items)
    payload: dict[str, object] = {
        "round": opinion.round.number,
        "discipline": opinion.discipline,
        "correction": made.number,
        "text": made.what,
    }
    record(
        by=by.actor,
        at=at,
        action="approvals.correct_opinion",
        subject=("approval_case", case.pk),
        reason=made.reason,
        payload=payload,
    )
    return made


def is_last(opinion: DisciplineOpinion) -> bool:
    """Whether no later round has begun."""
    return not opinion.round.case.rounds.filter(number__gt=opinion.round.number).exists()


def _said(corrected: Corrected, items: Mapping[int, OpinionItem], was: str) -> Corrected:
    """What differs from the sheet as it stands; a point that is struck is not changed as well."""
    changed = {
        key: point
        for key, point in corrected.changed.items()
        if key not in corrected.struck and (key not in items or _differs(items[key], point))
    }
    reviewer = corrected.reviewer.strip()
    return Corrected(
        corrected.reason.strip(), "" if reviewer == was else reviewer, changed, corrected.struck, corrected.added
    )


def _differs(item: OpinionItem, point: Point) -> bool:
    return (item.level, item.text, item.drawing_number) != (
        point.level,
        point.text.strip(),
        point.drawing_number.strip(),
    )


def _require(opinion: DisciplineOpinion, corrected: Corrected, items: Mapping[int, OpinionItem]) -> None:
    if not corrected.reason:
        raise Refused("请写明更正的理由。", field_errors={"reason": ["请写明更正的理由。"]})
    if not (corrected.reviewer or corrected.changed or corrected.struck or corrected.added):
        raise Refused("没有改动，无需更正。", code="same")
    touched = set(corrected.changed) | corrected.struck
    if touched - items.keys():
        raise Refused("有的意见已经变化，请刷新后重新更正。", code="stale")
    for point in (*corrected.changed.values(), *corrected.added):
        if point.level not in ItemLevel.values or not point.text.strip():
            raise Refused("每条意见须写明内容和级别。", code="invalid")
    if opinion.round.number > 1 and any(not point.is_new_conflict for point in corrected.added):
        raise Refused("复审补记的意见只限本次修改引起的冲突，请勾选“修改引起”。", code="invalid")
    if opinion.round.issued_on is not None:
        _require_wording(corrected, items)


def _require_wording(corrected: Corrected, items: Mapping[int, OpinionItem]) -> None:
    moves_level = any(items[key].level != point.level for key, point in corrected.changed.items())
    if corrected.added or corrected.struck or moves_level:
        told = "联合意见已经出具，只能更正文字、图号和审查人，不能增删意见或改变级别；漏提的在复审中提出。"
        raise Refused(told, code="issued")


def _lines(corrected: Corrected, items: Mapping[int, OpinionItem], was: str) -> list[str]:
    """In words, with what stood there before."""
    lines = [f"审查人“{was}”更正为“{corrected.reviewer}”"] if corrected.reviewer else []
    for key, point in sorted(corrected.changed.items(), key=lambda pair: items[pair[0]].number):
        old = items[key]
        lines.append(f"第{old.number}条{_worded(old)}更正为{_worded(point)}")
    lines += [f"第{items[key].number}条{_worded(items[key])}撤去" for key in sorted(corrected.struck)]
    return lines + [f"补记{_worded(point)}" for point in corrected.added]


def _worded(point: Point | OpinionItem) -> str:
    drawing = f"，{point.drawing_number}" if point.drawing_number else ""
    return f"“{point.text.strip()}”（{ItemLevel(point.level).label}{drawing}）"


def _write(
    opinion: DisciplineOpinion, made: SheetCorrection, corrected: Corrected, items: Mapping[int, OpinionItem]
) -> None:
    """Corrected points as further rows, with the reply they had; the old rows only learn what struck them."""
    number = max(opinion.items.values_list("number", flat=True), default=0)
    rows = [
        OpinionItem(
            opinion=opinion,
            level=point.level,
            text=point.text.strip(),
            drawing_number=point.drawing_number.strip(),
            is_new_conflict=items[key].is_new_conflict,
            reply=items[key].reply,
            closed_in_id=items[key].closed_in_id,
            written_in=made,
        )
        for key, point in sorted(corrected.changed.items(), key=lambda pair: items[pair[0]].number)
    ]
    rows += [OpinionItem(opinion=opinion, written_in=made, **vars(point)) for point in corrected.added]
    for place, row in enumerate(rows, start=number + 1):
        row.number = place
    OpinionItem.objects.bulk_create(rows)
    struck = {*corrected.changed, *corrected.struck}
    OpinionItem.objects.filter(pk__in=struck).update(struck_in=made)
