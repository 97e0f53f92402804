"""The same thing in several files of one delivery: pointed out before anybody commits them one after another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .choices import BatchState, RowGroup
from .models import Batch, BatchRow, Delivery
from .normalise import squeeze

_OPEN = (BatchState.READY, BatchState.COMMITTED)
_SAYING = (RowGroup.NEW, RowGroup.CHANGED, RowGroup.QUESTION)
"""A row that says what the portal holds anyway is in nobody's way."""


@dataclass(frozen=True)
class Double:
    """`places` are (import, row in its file)."""

    name: str
    places: list[tuple[Batch, BatchRow]]

    @property
    def is_alike(self) -> bool:
        """Whether all files say the same of it."""
        return len({tuple(sorted(row.texts.items())) for _, row in self.places}) == 1


def doubles_of(delivery: Delivery, batches: Iterable[Batch]) -> list[Double]:
    """Of those imports of a delivery that a person may see; those that say different things first (one statement)."""
    seen = {batch.pk: batch for batch in batches if batch.state in _OPEN}
    rows = BatchRow.objects.filter(batch__delivery=delivery, batch__in=seen, group__in=_SAYING)
    rows = rows.only("batch_id", "sheet", "row", "name", "group", "target_id", "values").order_by("batch_id", "number")
    found: dict[object, list[BatchRow]] = defaultdict(list)
    for row in rows:
        key = row.target_id or (squeeze(row.name) if row.group == RowGroup.NEW else None)
        if key:
            found[key].append(row)
    doubles = [
        Double(same[0].name, [(seen[row.batch_id], row) for row in same])
        for same in found.values()
        if len({row.batch_id for row in same}) > 1
    ]
    return sorted(doubles, key=lambda each: each.is_alike)
