"""Taking back what a month's table wrote: reports to where they stood, drafts as they were. Whole, or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.foundation.verdict import Refused
from core.intake.desks import Writing
from core.intake.models import BatchRow
from reporting.actions.bulk import Before, restore_drafts, take_back_many
from reporting.models import Draft, Duty

from .writing import person_of

_SHOWN = 5


def take_reports_back(writing: Writing, rows: Sequence[BatchRow]) -> None:
    """Refused, with the names, when a report was opened, checked or changed since, or a draft was written on."""
    rows = [row for row in rows if row.before]  # drafts that stood already were not written
    befores = {row.target_id: row.before for row in rows}
    names = {row.target_id: row.name for row in rows}
    duties = {duty.pk: duty for duty in Duty.objects.filter(pk__in=names).only("version", "opened_for_check_at")}
    _refuse(names, [pk for pk in names if duties[pk].opened_for_check_at], "审核人已经打开")
    _refuse(names, [row.target_id for row in rows if duties[row.target_id].version != row.version], "之后又有变动")
    handed_at = writing.batch.committed_at
    _require_drafts_untouched(names, befores, handed_at)
    sent = [_before(row, befores[row.target_id]) for row in rows if befores[row.target_id]["sent"]]
    if sent:
        take_back_many(sent, handed_at=handed_at, by=person_of(writing.by), at=writing.at)
    restore_drafts(names, _drafts(befores))


def _require_drafts_untouched(
    names: Mapping[int, str], befores: Mapping[int, Mapping[str, Any]], handed_at: datetime
) -> None:
    """Of every draft that the import wrote: still there as it was kept. Beside a sent report stands none."""
    found = {(pk, user_id): at for pk, user_id, at in _standing(names)}
    known = {
        (pk, user_id): datetime.fromisoformat(at)
        for pk, before in befores.items()
        if not before["sent"]
        for user_id, _, at in before["drafts"]
    }
    kept = {pk for (pk, _), at in found.items() if at == handed_at}
    moved = {key[0] for key, at in found.items() if at not in {handed_at, known.get(key)}}
    lost = {pk for pk, before in befores.items() if not before["sent"]} - kept
    _refuse(names, sorted(moved | lost), "的草稿之后又改过")


def _standing(duty_ids: Iterable[int]) -> Iterable[tuple[int, int, datetime]]:
    return Draft.objects.filter(duty__in=list(duty_ids)).values_list("duty_id", "user_id", "saved_at")


def _refuse(names: Mapping[int, str], touched: Sequence[int], why: str) -> None:
    if touched:
        shown = "、".join(names[pk] for pk in touched[:_SHOWN]) + ("等" if len(touched) > _SHOWN else "")
        message = f"{len(touched)} 项{why}（{shown}），不能整批撤销；请在“本月填报”逐项撤回或联系审核人退回"
        raise Refused(message, code="touched")


def _before(row: BatchRow, before: Mapping[str, Any]) -> Before:
    first = before["first_submitted_at"]
    return Before(
        duty_id=row.target_id,
        version=row.version,
        state=before["state"],
        current_id=before["current"],
        first_submitted_at=datetime.fromisoformat(first) if first else None,
        is_late=before["is_late"],
    )


def _drafts(befores: Mapping[int, Mapping[str, Any]]) -> list[tuple[int, int, str, datetime]]:
    return [
        (pk, user_id, content, datetime.fromisoformat(at))
        for pk, before in befores.items()
        for user_id, content, at in before["drafts"]
    ]
