"""Several files at once: each becomes an import of its own, and one page tells of all of them."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import file_digest
from typing import BinaryIO

from core.foundation import clock
from core.foundation.verdict import Refused
from core.intake import texts
from core.intake.desks import Occasion
from core.intake.models import Delivery
from core.journal.actor import Actor

from .checking import bring, receive_long

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
