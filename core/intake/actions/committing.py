"""Writing what was checked, and taking it back: the frame that is the same at every desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.foundation.sql import update_rows
from core.foundation.verdict import Refused, Stale
from core.intake import texts
from core.intake.choices import BatchState
from core.intake.comparison import WRITTEN
from core.intake.desks import Writing, Written, desk_of, occasion_of
from core.intake.models import Batch, BatchRow
from core.journal.actor import Actor

from .batches import describe, locked, record_batch
from .checking import recheck


@transaction.atomic
def commit(batch: Batch, *, words: Mapping[str, Any], seen_digest: str, by: Actor, at: datetime) -> Batch:
    """Write the new and the changed rows of a checked batch; rows that need somebody stay behind.

    `words` are the cleaned fields of the desk's commit form, `reason` always among them. `seen_digest` is the batch's
    as the person saw it: Stale when what is held or the rows have moved since. Refused when nothing would change.
    """
    found, desk = locked(batch, BatchState.READY), desk_of(batch)
    occasion = occasion_of(found, by)
    held = desk.lock(occasion)
    compared = recheck(found, occasion)
    if found.digest != seen_digest:
        raise Stale("核对之后系统中的数据或核对结果有变化，已按最新情况重新比对，请再看一遍后入库。")
    rows = [each for each in compared if each.is_written]
    if not rows:
        raise Refused("没有要写入的行：没有新增，也没有变化", code="nothing")
    reason = words["reason"].strip()
    if desk.wants_reason and not reason:
        raise Refused("请写明理由", code="invalid", field_errors={"reason": ["请写明理由，例如“按年度计划文件更新”"]})
    written = desk.write(Writing(found, occasion, held, rows, reason, by, at), words)
    _note_written(found, written)
    outcome = {**written.outcome, "digest": found.digest}
    describe(found, state=BatchState.COMMITTED, committed_at=at, committed_by_label=by.label, outcome=outcome)
    record_batch(found, desk.committed, by=by, at=at, reason=reason, payload=outcome)
    return found


def _note_written(batch: Batch, written: Written) -> None:
    """Which target each row has become, at which version: taking the import back looks for later changes there.
    Beside it what the desk wants to know then."""
    columns = ("target_id", "version", *(["findings"] if written.befores else ()))
    rows = batch.rows.filter(group__in=WRITTEN).values_list("number", "pk", *columns)
    moved = {}
    for number, pk, *was in rows:
        now, before = [*written.targets.get(number, was[:2]), *was[2:]], written.befores.get(number)
        if before:
            now[2] = texts.write(texts.read(was[2]) | {"before": before})
        if now != was:
            moved[pk] = now
    update_rows(BatchRow, columns, moved)


@transaction.atomic
def undo(batch: Batch, *, reason: str, by: Actor, at: datetime) -> Batch:
    """Take an import back as a whole. Refused without a reason, and when anything it wrote was changed since."""
    found, desk = locked(batch, BatchState.COMMITTED), desk_of(batch)
    if not reason.strip():
        raise Refused("请写明撤销理由", code="invalid", field_errors={"reason": ["请写明撤销理由，例如“选错了文件”"]})
    occasion = occasion_of(found, by)
    held = desk.lock(occasion)
    rows = list(found.rows.filter(group__in=WRITTEN).order_by("number"))
    desk.take_back(Writing(found, occasion, held, (), reason.strip(), by, at), rows)
    describe(found, state=BatchState.UNDONE, undone_at=at, undone_by_label=by.label)
    facts = {"rows": len(rows), "digest": found.digest}
    record_batch(found, desk.undone, by=by, at=at, reason=reason.strip(), payload=facts)
    return found
