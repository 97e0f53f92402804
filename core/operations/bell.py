"""The door bell: tells a worker that a job waits. May fail at any time; the sweeper rings again."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger("portal.operations")

SILENCE_SECONDS = 5.0
"""After a failed ring this process does not try again for so long: fourteen jobs must not cost fourteen time-outs."""

_broker_options = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0, "max_retries": 0}


class _Silence:
    """Until when (monotonic seconds) this process leaves the broker alone."""

    until = 0.0


@contextmanager
def silent() -> Iterator[None]:
    """Leave the broker alone meanwhile: for commands that write before anything runs. The sweeper finds their jobs."""
    before, _Silence.until = _Silence.until, math.inf
    try:
        yield
    finally:
        _Silence.until = before


def ring_on_commit(job_id: int, *, after: timedelta = timedelta()) -> None:
    """Ring once the surrounding transaction is committed."""
    transaction.on_commit(lambda: ring([job_id], after=after), robust=True)


def ring(job_ids: list[int], *, after: timedelta = timedelta()) -> bool:
    """Send one message per job over one connection; False (and a line in the log) when the broker is away."""
    if not job_ids or time.monotonic() < _Silence.until:
        return False
    # A connection of its own: such short time-outs would cut the worker's blocking reads.
    with current_app.connection_for_write() as connection:
        connection.transport_options = {**connection.transport_options, **_broker_options}
        try:
            for job_id in job_ids:
                _send(job_id, after=after, connection=connection)
        except (OperationalError, RedisError, OSError) as error:
            _Silence.until = time.monotonic() + SILENCE_SECONDS
            logger.warning("bell not rung for %s job(s), the sweeper will: %s", len(job_ids), type(error).__name__)
            return False
    return True


def _send(job_id: int, *, after: timedelta, connection: object) -> None:
    current_app.tasks["operations.run_job"].apply_async(
        kwargs={"job_id": job_id}, countdown=after.total_seconds() or None, retry=False, connection=connection
    )
