"""Several files at once: each becomes an import of its own, and one page tells of all of them."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import file_digest
from typing import Any, BinaryIO

from core.foundation import clock
from core.foundation.verdict import Refused, Stale
from core.intake import texts
from core.intake.desks import Occasion
from core.intake.models import Batch, Delivery
from core.journal.actor import Actor

from .checking import bring, receive_long, refresh
from .committing import commit

PATIENCE = timedelta(seconds=15)
"""So long the files are read while their sender waits; what is left then is read in the background."""


def bring_several(
    files: Iterable[tuple[str, AbstractContextManager[BinaryIO]]], *, occasion: Occasion, by: Actor, at: datetime
) -> Delivery:
    """Receive each file (its name, and the file to be opened) as if it came alone: its own act, its own journal entry.

    One that cannot be read is named with its reason and keeps no other back; the same file twice is received once.
    """
    until, known, refused = clock.real_now() + PATIENCE, {}, []
    delivery = Delivery.objects.create(
        desk=occasion.desk.name, about=occasion.about, uploaded_at=at, uploaded_by_id=by.id, uploaded_by_label=by.label
    )
    together = replace(occasion, delivery=delivery)
    for name, content in files:
        receive = bring if clock.real_now() < until else receive_long
        try:
            with content as file:
                same = known.setdefault(file_digest(file, "sha256").digest(), name)
                if same is name:
                    receive(file, name, occasion=together, by=by, at=at)
                else:
                    refused.append([name, f"与“{same}”是同一个文件，只读入一次"])
        except Refused as error:
            refused.append([name, error.message])
    delivery.refused = texts.write(refused)
    delivery.save(update_fields=["refused"])
    return delivery


def commit_together(
    seen: Iterable[tuple[Batch, str]], *, words: Mapping[str, Any], by: Actor, at: datetime
) -> list[tuple[Batch, str]]:
    """Write several checked imports (each with the digest its person saw) with the same words, one after the other:
    each its own act with its own receipt. Returns those that were not written, with the reason; they wait as they did.
    """
    left = []
    for batch, digest in seen:
        try:
            commit(batch, words=words, seen_digest=digest, by=by, at=at)
        except Refused as refused:
            left.append((batch, refused.message))
            if isinstance(refused, Stale):
                with suppress(Refused):  # somebody else committed it meanwhile
                    refresh(batch, by=by)
    return left
