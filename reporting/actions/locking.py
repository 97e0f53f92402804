"""The one way to take hold of a report before moving it: its duty row first, judged by what the person saw."""

from datetime import datetime

from core.foundation.verdict import Refused, Stale
from reporting.models import Duty


def held_duty(*, duty_id: int, seen_version: int, at: datetime) -> Duty:
    """Lock the duty, refuse if it moved since it was seen, and return it with its background as known at `at`.

    Must run inside the action's transaction. Rights and states are judged by the caller on the row returned here.
    """
    locked = Duty.objects.select_for_update().filter(pk=duty_id).first()
    if locked is None:
        raise Refused("这份填报任务不存在或已撤销，请返回列表重新选择。", code="missing", status=404)
    if locked.version != seen_version:
        raise Stale
    return Duty.objects.with_background(at).get(pk=duty_id)
