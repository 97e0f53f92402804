"""What makes a lost message harmless: looks at the table, not at the broker."""

from datetime import datetime

from django.db import transaction

from .bell import ring
from .limits import GIVEN_UP_AFTER, MOST_RUNG_PER_SWEEP, NO_PAUSE, QUIET_BEFORE_RINGING
from .models import Job, JobRun
from .querysets import lock_if_free
from .runner import give_up


def sweep(now: datetime) -> int:
    """Take jobs back from workers that died and ring for everything that waits; returns how many bells were rung.

    `now` is real time.
    """
    for job_id in Job.objects.abandoned(at=now).order_by("leased_until").values_list("pk", flat=True):
        take_back(job_id, now=now)
    due = Job.objects.waiting(at=now - QUIET_BEFORE_RINGING).order_by("due_at", "pk")
    waiting = list(due.values_list("pk", flat=True)[:MOST_RUNG_PER_SWEEP])
    return len(waiting) if ring(waiting) else 0


def take_back(job_id: int, *, now: datetime) -> bool:
    """Put an abandoned job back in the queue; False when its worker turns out to be alive.

    A worker inside a step holds the run's row. Only when that lasts beyond all measure is the job taken back all the
    same: the hung worker still cannot write afterwards, because its claim is outbid.
    """
    with transaction.atomic():
        job = Job.objects.abandoned(at=now).filter(pk=job_id).locked_if_free().first()
        if job is None:
            return False
        is_free = lock_if_free(JobRun.objects.filter(job_id=job_id)).exists()
        if not is_free and job.leased_until > now - GIVEN_UP_AFTER:
            return False
        give_up(job, "时后台进程中断", now=now, pauses=NO_PAUSE)
        job.save()
    return True
