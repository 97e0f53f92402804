"""Questions about background work. Moments are real time."""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import connections, models

from .choices import JobState

QS = TypeVar("QS", bound=models.QuerySet[Any])


class JobQuerySet(models.QuerySet):
    def waiting(self, *, at: datetime) -> Self:
        """What may start by now."""
        return self.filter(state=JobState.WAITING, due_at__lte=at)

    def abandoned(self, *, at: datetime) -> Self:
        """Running, but nobody has extended the lease: the worker died, or is inside a long step."""
        return self.filter(state=JobState.RUNNING, leased_until__lt=at)

    def requested_by(self, actor_id: int | None) -> Self:
        return self.filter(requested_by_id=actor_id)

    def recent_first(self) -> Self:
        return self.select_related("run").order_by("-requested_at", "-pk")

    def locked(self) -> Self:
        """The rows under lock, after waiting for whoever holds them."""
        return self.select_for_update()

    def locked_if_free(self) -> Self:
        """The rows nobody else holds, under lock; where the database cannot skip, it waits."""
        return lock_if_free(self)


def lock_if_free(queryset: QS) -> QS:
    """`queryset` under lock without the rows that somebody else has locked.

    A database without SKIP LOCKED waits instead; SQLite locks as a whole, so there the holder has always finished.
    """
    can_skip = connections[queryset.db].features.has_select_for_update_skip_locked
    return queryset.select_for_update(skip_locked=can_skip)
