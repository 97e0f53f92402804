from datetime import datetime

from django.conf import settings
from django.db import transaction

from core.foundation.canonical import canonical_json

from .actor import Actor
from .chain import CURRENT_ALGORITHM, seal
from .models import Entry, Head


def record(
    *,
    by: Actor,
    at: datetime,
    action: str,
    subject: tuple[str, object] = ("", ""),
    reason: str = "",
    payload: dict[str, object] | None = None,
) -> Entry:
    """Write one entry at the end of the chain, inside the caller's transaction and as its last lock.

    `subject` is (kind, id); `payload` may hold text, numbers, decimals, dates and months, never floats. The head row
    serialises all writers until they commit, so nothing slow may follow this call.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("journal.record must run inside the action's transaction")
    head = _locked_head()
    kind, identity = subject
    row: dict[str, object] = {
        "sequence": head.sequence + 1,
        "at": at,
        "actor_id": by.id,
        "actor_label": by.label,
        "action": action,
        "subject_kind": kind,
        "subject_id": str(identity),
        "reason": reason,
        "payload": canonical_json(payload or {}),
        "algorithm": CURRENT_ALGORITHM,
        "previous_hash": head.hash,
    }
    entry = Entry.objects.create(**row, hash=seal(row, key=settings.JOURNAL_KEY))
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def _locked_head() -> Head:
    """The head row under lock; written on the very first entry, where two writers may meet."""
    head = Head.objects.select_for_update().filter(singleton=1).first()
    if head is None:
        Head.objects.bulk_create([Head(singleton=1)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(singleton=1)
    return head
