"""What the calendar does for the whole installation, beside the rooms' own work in their `tasks.py`."""

from collections.abc import Iterator
from datetime import datetime

from core.journal.verification import write_anchor
from core.operations.periods import due


def _today(now: datetime) -> Iterator[str]:
    yield now.date().isoformat()


@due("journal.anchor", periods=_today)
def anchor_journal(_period: str, now: datetime) -> None:
    """Once a day the journal's head is written down outside the database: a cut tail shows against it."""
    write_anchor(at=now)
