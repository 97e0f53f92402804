"""How long the background waits for what. Real time; an installation may set JOB_LEASE_SECONDS."""

from datetime import timedelta

from django.conf import settings

MOST_ATTEMPTS = 3
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30))
"""Pause after the first and after the second failed attempt."""

NO_PAUSE = (timedelta(), timedelta())
"""After a worker died: nothing says that the job was to blame."""

BUSY_PAUSE = timedelta(seconds=5)
"""Pause when an earlier worker is still inside a step of the same job."""

GIVEN_UP_AFTER = timedelta(minutes=5)
"""A step that still holds its row so long after the lease ended counts as hung."""

QUIET_BEFORE_RINGING = timedelta(seconds=10)
"""The sweeper leaves a job alone that became due just now: its own bell is on the way."""

MOST_RUNG_PER_SWEEP = 200


def lease() -> timedelta:
    """How long a worker may be silent between two steps. Inside a step its row lock shows that it lives."""
    return timedelta(seconds=getattr(settings, "JOB_LEASE_SECONDS", 20))
