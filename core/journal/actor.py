"""Who acts. The journal knows people only as an id and the words that named them at the time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`id` is the account's primary key, None for the system itself; `label` is what a reader sees."""

    id: int | None
    label: str


SYSTEM = Actor(id=None, label="系统")
