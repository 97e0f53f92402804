"""What every desk does with a batch: keep its file and rows. The desks decide what rows mean and what is written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from core.foundation.sql import load_rows
from core.foundation.verdict import Refused
from core.intake.choices import BatchState
from core.intake.desks import Occasion
from core.intake.models import Batch, BatchRow
from core.intake.texts import write
from core.journal.actions import record
from core.journal.actor import Actor
from core.operations.storage import store_file

FILE_KIND = "import"


def keep_file(file: BinaryIO, name: str, *, occasion: Occasion, by: Actor, at: datetime) -> Batch:
    """A new batch with its file, inside the caller's transaction; no rows and no journal entry yet."""
    desk = occasion.desk
    file.seek(0)
    stored = store_file(name, file, kind=FILE_KIND, by=by, at=at, owner=(f"import_{desk.name}", occasion.about))
    return Batch.objects.create(
        desk=desk.name, about=occasion.about, unit_id=desk.sender_of(occasion), file=stored, sha256=stored.sha256,
        delivery=occasion.delivery, uploaded_at=at, uploaded_by_id=by.id, uploaded_by_label=by.label,
    )  # fmt: skip


def replace_rows(batch: Batch, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows of a batch, anew, by these columns: what the file says has been understood again, nothing is decided."""
    if batch.state != BatchState.READING or batch.said("mapping"):  # a batch just made has none
        batch.rows.all().delete()
    load_rows(BatchRow, ("batch", "decision", *names), ((batch.pk, "", *row) for row in rows))


def describe(batch: Batch, **columns: Any) -> None:
    """Set columns of the batch; mappings and lists are stored as canonical JSON."""
    for name, value in columns.items():
        setattr(batch, name, write(value) if isinstance(value, Mapping | list) else value)
    batch.save(update_fields=list(columns))


def locked(batch: Batch, *states: BatchState) -> Batch:
    """The batch under lock, in one of `states`. Refused in any other, saying what it has become."""
    found = Batch.objects.select_for_update().select_related("file").get(pk=batch.pk)
    if found.state not in states:
        raise Refused(f"导入 {found.number} {found.get_state_display()}，请刷新页面看最新状态", code="not_in_state")
    return found


def record_batch(
    batch: Batch, action: str, *, by: Actor, at: datetime, reason: str = "", payload: Mapping[str, Any] | None = None
) -> None:
    """The one journal entry of an action on a batch: its file's digest always, whatever else the action adds."""
    facts = {"file": batch.file.name, "sha256": batch.sha256}
    record(
        by=by,
        at=at,
        action=action,
        subject=("import_batch", batch.number),
        reason=reason,
        payload=facts | dict(payload or {}),
    )


@transaction.atomic
def discard(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Put an import aside that was not committed; the file and what was understood stay to be read."""
    found = locked(batch, BatchState.READING, BatchState.READY, BatchState.REFUSED)
    found.state = BatchState.DISCARDED
    found.save(update_fields=["state"])
    record_batch(found, "intake.discard", by=by, at=at)
    return found
