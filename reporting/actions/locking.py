"""The one way to take hold of a report before moving it: its duty row first, judged by what the person saw."""

from datetime import datetime

from django.db.models import QuerySet

from core.foundation.verdict import Refused, Stale
from reporting.models import Duty, Figure


def held_duty(*, duty_id: int, seen_version: int, at: datetime) -> Duty:
    """Lock the duty, refuse if it moved since it was seen, and return it with its background as known at `at`.

    Must run inside the action's transaction. Rights and states are judged by the caller on the row returned here.
    """
    locked = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if locked is None:
        raise Refused("这份填报任务不存在或已撤销，请返回列表重新选择。", code="missing", status=404)
    if locked.version != seen_version:
        raise Stale
    require_settled(Figure.objects.filter(duty_id=locked.previous_id), at=at)
    return Duty.objects.with_background(at).get(pk=duty_id)


def held_as_it_is(duty_id: int) -> Duty:
    """The duty under lock as it stands now, whatever was seen of it: for drafts, which no version guards."""
    return Duty.objects.select_for_update(of=("self",)).select_related("listing__project").get(pk=duty_id)


def require_settled(figures: QuerySet[Figure], *, at: datetime) -> None:
    """Stale when one of the month before became known after `at`.

    The caller holds the duties that follow those figures, so a correction is either done or waits; but the caller's
    moment may be older than one it had to wait for, and what was known then is no longer what the month stands on.
    """
    if figures.filter(known_from__gt=at).exists():
        raise Stale
