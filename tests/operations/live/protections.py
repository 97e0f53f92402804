"""What the fault tests change inside a worker process."""

from datetime import timedelta
from pathlib import Path

from celery.signals import worker_ready

from core.operations import periods, runner, sweeper
from core.operations.kinds import Step
from core.operations.models import JobRun
from core.operations.runner import Claim


def shorten() -> None:
    """No calendar of the portal's own, and a sweeper that rings at once."""
    periods._WORKS.clear()
    sweeper.QUIET_BEFORE_RINGING = timedelta()


def announce(path: str) -> None:
    """Make the file `path` once the worker takes messages."""
    worker_ready.connect(lambda **_: Path(path).touch(), weak=False)


def take_off(names: list[str]) -> None:
    """Red controls: the fault test must notice each of these."""
    if "transaction" in names:
        runner._do_step = unprotected_step
    if "sweeper" in names:
        sweeper.sweep = lambda now: 0
    if "patience" in names:
        sweeper.GIVEN_UP_AFTER = timedelta()


def unprotected_step(claim: Claim, index: int, step: Step) -> None:
    """What one would write without thinking of faults: work, then note that it was done."""
    step.run()
    JobRun.objects.filter(job_id=claim.job_id).update(step=index + 1)
