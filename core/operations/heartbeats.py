"""Signs of life of the parts that nobody can call up."""

from datetime import datetime

from .models import Heartbeat

WORKER = "worker"
BEAT = "beat"


def beat(name: str, *, at: datetime) -> None:
    """Note that the part `name` is alive at `at` (real time)."""
    if not Heartbeat.objects.filter(name=name).update(at=at):
        Heartbeat.objects.bulk_create([Heartbeat(name=name, at=at)], ignore_conflicts=True)
