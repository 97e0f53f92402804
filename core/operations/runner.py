"""Running one job: claim it, do its steps, say how it ended.

The promise is that work and progress commit together, whoever is killed when:

* `_claim` takes the job in a moment's transaction and gives out a claim number that only ever rises.
* Each step locks the job's run (`fence`), works, and moves the progress on, all in one transaction. A killed worker's
  database connection dies with it, so its half step is rolled back and its lock is free; a worker that merely froze and
  wakes up later finds a higher claim number, or its step done, and stops.
* Between steps `_announce` extends the lease on the job's own row, which is never locked while a step works.

Lock order: run → whatever the step locks → other jobs' rows → journal head. `_claim`, `_announce` and `_finish` lock
the job's row alone.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core.foundation import clock
from core.foundation.canonical import canonical_json
from core.foundation.verdict import Refused

from .bell import ring_on_commit
from .choices import JobState
from .kinds import Step, kind_named
from .limits import BACK_OFF, BUSY_PAUSE, MOST_ATTEMPTS, lease
from .models import Job, JobRun
from .querysets import lock_if_free

logger = logging.getLogger("portal.operations")


class Lost(Exception):
    """The job is no longer this worker's: cancelled, or given to another one."""


class Busy(Exception):
    """An earlier worker is still inside a step of this job."""


@dataclass(frozen=True)
class Claim:
    """What a worker holds: `number` beats every lower one; `run` tells one round of the work from the next."""

    job_id: int
    kind: str
    number: int
    run: int
    inputs: str


def run_job(job_id: int) -> bool:
    """Do a waiting job to its end; False when it was not waiting, not due, or taken from us on the way.

    Exceptions of the steps end in the job's row: retried with a pause, and failed with a reason after three attempts at
    the same step. Only a database that is away raises; the lease then runs out and the sweeper takes the job back.
    """
    claim = _claim(job_id)
    if claim is None:
        return False
    try:
        _do_steps(claim)
        return _finish(claim)
    except Lost:
        logger.info("job %s: claim %s was taken away", job_id, claim.number)
        return False
    except Busy:
        _postpone(claim)
        return False
    except Refused as refusal:
        return _fail(claim, refusal.message, retry=False)
    except Exception as error:
        logger.exception("job %s (%s): a step failed", job_id, claim.kind)
        return _fail(claim, f"出错（{type(error).__name__}）", retry=True)


def _claim(job_id: int) -> Claim | None:
    now = clock.real_now()
    with transaction.atomic():
        job = Job.objects.waiting(at=now).filter(pk=job_id).locked_if_free().first()
        if job is None:
            return None
        if job.is_wanted_again:
            job.taken, job.attempts = job.wanted, 0
        job.claims += 1
        job.attempts += 1
        job.state, job.error = JobState.RUNNING, ""
        job.started_at, job.leased_until = job.started_at or now, now + lease()
        job.save()
    return Claim(job_id=job.pk, kind=job.kind, number=job.claims, run=job.taken, inputs=job.inputs)


def _do_steps(claim: Claim) -> None:
    first, steps = _begin(claim)
    for index in range(first, len(steps)):
        _announce(claim, steps[index].label, moved_on=index > first)
        _do_step(claim, index, steps[index])


def _begin(claim: Claim) -> tuple[int, list[Step]]:
    """The steps and the first one still to do. Resumes the run of the same number, else starts a fresh one."""
    with transaction.atomic():
        run = fence(claim)
        if run.number != claim.run:
            run.number, run.inputs, run.step, run.result = claim.run, claim.inputs, 0, "{}"
        steps = list(kind_named(claim.kind).steps(json.loads(run.inputs)))
        run.claim, run.steps, run.step = claim.number, len(steps), min(run.step, len(steps))
        run.save()
    return run.step, steps


def fence(claim: Claim) -> JobRun:
    """The job's run under lock. Raises Busy when another worker works on it, Lost when a later one has."""
    run = lock_if_free(JobRun.objects.filter(job_id=claim.job_id)).first()
    if run is None:
        raise Busy
    if run.claim > claim.number:
        raise Lost
    return run


def _announce(claim: Claim, label: str, *, moved_on: bool) -> None:
    """Say what comes next and extend the lease. A step done counts the attempts anew: they are attempts at one step."""
    with transaction.atomic():
        job = _own_job(claim)
        job.step_label, job.leased_until = label[:120], clock.real_now() + lease()
        if moved_on:
            job.attempts = 1
        job.save(update_fields=["step_label", "leased_until", "attempts"])


def _do_step(claim: Claim, index: int, step: Step) -> None:
    with transaction.atomic():
        run = fence(claim)
        if run.step != index:
            raise Lost
        outcome = step.run()
        run.step = index + 1
        if outcome:
            run.result = canonical_json({**json.loads(run.result), **outcome})
        run.save(update_fields=["step", "result"])


def _own_job(claim: Claim) -> Job:
    """The job's row under lock, while it is still ours; raises Lost otherwise."""
    job = Job.objects.locked().filter(pk=claim.job_id).first()
    if job is None or job.state != JobState.RUNNING or job.claims != claim.number:
        raise Lost
    return job


def _finish(claim: Claim) -> bool:
    with transaction.atomic():
        job = _own_job(claim)
        job.step_label, job.leased_until = "", None
        if job.is_wanted_again:
            _wait(job, pause=timedelta())
        else:
            job.state, job.finished_at = JobState.DONE, clock.real_now()
        job.save()
    return True


def _fail(claim: Claim, reason: str, *, retry: bool) -> bool:
    """Wait for another attempt, or end as failed. A newer request gets attempts of its own."""
    with transaction.atomic():
        try:
            job = _own_job(claim)
        except Lost:
            return False
        give_up(job, reason, now=clock.real_now(), retry=retry)
        job.save()
    return False


def give_up(
    job: Job, reason: str, *, now: datetime, retry: bool = True, pauses: Sequence[timedelta] = BACK_OFF
) -> None:
    """Take the locked, running job from its worker; the caller saves it.

    `reason` is Chinese and follows the name of the step (“出错（OSError）”); a refusal (retry=False) stands alone.
    `pauses` says how long to wait after the first, second … failed attempt.
    """
    job.leased_until = None
    if job.is_wanted_again:
        _wait(job, pause=timedelta())
        return
    where = f"“{job.step_label}”" if job.step_label else "开始时"
    job.error = f"{where}{reason}" if retry else reason
    if retry and job.attempts < MOST_ATTEMPTS:
        _wait(job, pause=pauses[job.attempts - 1], keep_attempts=True)
        return
    if retry:
        job.error += f"，已试{job.attempts}次。可以重试；仍不成功请把任务编号{job.pk}告诉系统管理员"
    job.state, job.finished_at = JobState.FAILED, now


def _postpone(claim: Claim) -> None:
    """Not an attempt: the earlier worker may well succeed."""
    with transaction.atomic():
        try:
            job = _own_job(claim)
        except Lost:
            return
        job.attempts -= 1
        job.error, job.leased_until = "上一次执行还没有退出，稍后自动继续", None
        _wait(job, pause=BUSY_PAUSE, keep_attempts=True)
        job.save()


def _wait(job: Job, *, pause: timedelta, keep_attempts: bool = False) -> None:
    job.state, job.due_at = JobState.WAITING, clock.real_now() + pause
    if not keep_attempts:
        job.attempts, job.error, job.started_at = 0, "", None
    ring_on_commit(job.pk, after=pause)
