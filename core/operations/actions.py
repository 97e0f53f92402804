"""Asking for background work, stopping it, asking again.

Lock order: Job rows (for moments) before the journal's head; several jobs in the order of their keys.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.foundation import clock
from core.foundation.canonical import canonical_json
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor

from .bell import ring_on_commit
from .choices import JobState
from .kinds import kind_named, label_of
from .models import Job, JobRun

SOON = timedelta(minutes=1)
"""A bell may be delayed by so much; what is due later is left to the sweeper."""


def request_job(
    kind: str, key: str, *, inputs: Mapping[str, Any] | None = None, by: Actor, at_due: datetime | None = None
) -> Job:
    """Have the work `kind` done for `key`, once for all requests that have not started yet; returns its row.

    `key` names what is worked on (“2018-07:350582”), `inputs` what the steps need to know (JSON without floats). A job
    that runs now is run once more afterwards with these inputs. `at_due` is real time, now when left out. Joins the
    caller's transaction; the bell rings on commit and a broker that is down is no error.
    """
    kind_named(kind)
    now = clock.real_now()
    with transaction.atomic():
        job = _locked_job(kind, key, now=now)
        was_waiting = job.state == JobState.WAITING and job.wanted > 0
        due_at = at_due or now
        job.inputs = canonical_json(dict(inputs or {}))
        job.wanted += 1
        job.requested_by_id, job.requested_at = by.id, now
        if job.state != JobState.RUNNING:
            _set_waiting(job, due_at=min(due_at, job.due_at) if was_waiting else due_at)
        job.save()
        if job.state == JobState.WAITING and job.due_at - now <= SOON:
            ring_on_commit(job.pk, after=max(job.due_at - now, timedelta()))
    return job


def _locked_job(kind: str, key: str, *, now: datetime) -> Job:
    """The one row of (kind, key) under lock; two first requests at once meet in the unique key."""
    same = Job.objects.filter(kind=kind, key=key)
    job = same.locked().first()
    if job is None:
        Job.objects.bulk_create([Job(kind=kind, key=key, requested_at=now, due_at=now)], ignore_conflicts=True)
        job = same.locked().get()
        JobRun.objects.bulk_create([JobRun(job=job)], ignore_conflicts=True)
    return job


def _set_waiting(job: Job, *, due_at: datetime) -> None:
    job.state = JobState.WAITING
    job.attempts, job.error, job.step_label = 0, "", ""
    job.due_at = due_at
    job.leased_until = job.started_at = job.finished_at = None


def retry_job(job_id: int, *, by: Actor, at: datetime) -> Job:
    """Start a failed or cancelled job again at the step it had reached. Refused in any other state."""
    with transaction.atomic():
        job = Job.objects.locked().get(pk=job_id)
        if job.state not in {JobState.FAILED, JobState.CANCELLED}:
            raise Refused("只有失败或已取消的任务可以重试，请刷新页面看最新状态", code="not_over")
        _set_waiting(job, due_at=clock.real_now())
        job.save()
        ring_on_commit(job.pk)
        record(by=by, at=at, action="operations.retry_job", subject=("job", job.pk), payload=_named(job))
    return job


def cancel_job(job_id: int, *, by: Actor, at: datetime) -> Job:
    """Stop a job that waits or runs; a running one ends after its current step. Refused when it is over."""
    with transaction.atomic():
        job = Job.objects.locked().get(pk=job_id)
        if job.is_over:
            raise Refused("任务已经结束，不能取消", code="is_over")
        job.state, job.finished_at, job.leased_until = JobState.CANCELLED, clock.real_now(), None
        job.error = ""
        job.save()
        record(by=by, at=at, action="operations.cancel_job", subject=("job", job.pk), payload=_named(job))
    return job


def _named(job: Job) -> dict[str, object]:
    return {"kind": job.kind, "label": label_of(job.kind), "key": job.key}
