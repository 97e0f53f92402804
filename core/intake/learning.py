"""What headings mean in the tables of one sender: asked once, remembered for every file after."""

from collections.abc import Mapping
from datetime import datetime

from core.journal.actor import Actor

from .desks import Occasion
from .models import LearnedHeading

_LONGEST = 120


def learned(occasion: Occasion) -> dict[str, str]:
    """Cleaned heading → field, as people settled it for earlier files of this sender."""
    rows = LearnedHeading.objects.filter(desk=occasion.desk.name, sender=_sender(occasion))
    return dict(rows.values_list("heading", "field"))


def learn(occasion: Occasion, headings: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Remember, inside the caller's transaction; the later word replaces the earlier."""
    same = {"desk": occasion.desk.name, "sender": _sender(occasion), "taught_at": at, "taught_by_label": by.label}
    LearnedHeading.objects.bulk_create(
        [
            LearnedHeading(heading=heading, field=field, **same)
            for heading, field in headings.items()
            if len(heading) <= _LONGEST
        ],
        update_conflicts=True,
        unique_fields=["desk", "sender", "heading"],
        update_fields=["field", "taught_at", "taught_by_label"],
    )


def _sender(occasion: Occasion) -> str:
    unit_id = occasion.desk.sender_of(occasion)
    return str(unit_id) if unit_id else ""
