"""Small readers for the import desk's templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from core.intake.choices import BatchState, RowGroup
from core.intake.desks import desk_of
from core.intake.models import Batch
from core.intake.page import STATE_TONES

register = template.Library()


@dataclass(frozen=True)
class Mark:
    """A state as a chip."""

    label: str
    tone: str


@register.filter
def said(batch: Batch, name: str) -> Any:
    """One of the batch's JSON columns, read."""
    return batch.said(name)


@register.filter
def counted(batch: Batch) -> dict[str, int]:
    """Rows by group; all nothing while the file is being read."""
    counts = batch.said("counts")
    return {group.value: counts.get(group.value, 0) for group in RowGroup}


@register.filter
def state_mark(batch: Batch) -> Mark:
    state = BatchState(batch.state)
    label = f"已{desk_of(batch).verb}" if state == BatchState.COMMITTED else state.label
    return Mark(label, STATE_TONES[state])


@register.filter
def differing(published: Iterable[Mapping[str, Any]]) -> int:
    """How many printed totals do not agree with their rows."""
    return sum(each["differs"] for each in published)
