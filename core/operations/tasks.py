"""The two messages that travel through the broker, and what a worker does when it comes up."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from core.foundation import clock

from . import heartbeats, periods, runner, sweeper
from .limits import lease


@shared_task(name="operations.run_job")
def run_job(*, job_id: int) -> None:
    runner.run_job(job_id)
    heartbeats.beat(heartbeats.WORKER, at=clock.real_now())


@shared_task(name="operations.tick", expires=55)
def tick() -> None:
    """Each minute. Expires before the next one: after a long stop one tick does what a thousand would do."""
    now = clock.real_now()
    heartbeats.beat(heartbeats.BEAT, at=now)
    heartbeats.beat(heartbeats.WORKER, at=now)
    sweeper.sweep(now)
    periods.run_due(clock.now())


@shared_task(name="operations.sweep", expires=55)
def sweep() -> None:
    now = clock.real_now()
    heartbeats.beat(heartbeats.WORKER, at=now)
    sweeper.sweep(now)


@worker_ready.connect
def sweep_after_start(**_kwargs: Any) -> None:
    """A worker that comes up may follow one that was killed: look now, and when that one's leases have run out."""
    sweep.apply_async()
    sweep.apply_async(countdown=lease().total_seconds() + 1, expires=120)
