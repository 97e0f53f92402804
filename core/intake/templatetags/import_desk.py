"""Small readers for the import desk's templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from core.intake.choices import BatchState
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
def state_mark(batch: Batch) -> Mark:
    state = BatchState(batch.state)
    return Mark(state.label, STATE_TONES[state])


@register.filter
def differing(published: Iterable[Mapping[str, Any]]) -> int:
    """How many printed totals do not agree with their rows."""
    return sum(each["differs"] for each in published)
