"""What the health page says: each part's state, asked for at most a second and a half.

Database and broker are asked in a thread each, so that one that hangs costs the answer its time limit and no more. A
thread that is still stuck at the next question makes that part “no answer” at once, instead of gathering threads.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connection
from redis import Redis, RedisError

from core.foundation import clock

from .choices import JobState
from .heartbeats import BEAT, WORKER
from .models import Heartbeat, Job

PATIENCE = 1.5
SILENT_AFTER = timedelta(minutes=3)
"""Three ticks: a single lost one is no illness."""

QUEUE_STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Part:
    """`state` is "ok", "silent" (not heard of for too long), "stuck", "away" or "unknown"."""

    state: str
    facts: dict[str, object] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {"state": self.state, **self.facts}


_ASKERS = {
    name: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"health-{name}") for name in ("database", "broker")
}


def report() -> dict[str, object]:
    """JSON-ready: status, version, time and parts. "ok"; "degraded" when only background work suffers; "down"."""
    until = monotonic() + PATIENCE
    asked = {"database": _ask("database", database_parts), "broker": _ask("broker", broker_parts)}
    parts: dict[str, Part] = {}
    for name, answer in asked.items():
        parts |= _answered(name, answer, within=max(until - monotonic(), 0.05))
    for name in ("worker", "beat", "queue"):
        parts.setdefault(name, Part("unknown"))
    return {
        "status": _status(parts),
        "version": getattr(settings, "VERSION", ""),
        "at": clock.real_now().isoformat(timespec="seconds"),
        "parts": {name: part.as_dict() for name, part in parts.items()},
    }


def _status(parts: dict[str, Part]) -> str:
    if parts["database"].state != "ok":
        return "down"
    return "ok" if all(part.state == "ok" for part in parts.values()) else "degraded"


def _ask(name: str, question: Callable[[], dict[str, Part]]) -> "Future[dict[str, Part]]":
    return _ASKERS[name].submit(question)


def _answered(name: str, answer: "Future[dict[str, Part]]", *, within: float) -> dict[str, Part]:
    try:
        return answer.result(timeout=within)
    except (DatabaseError, RedisError, OSError, ValueError):
        return {name: Part("away")}
    except NoAnswer:
        answer.cancel()
        return {name: Part("away", {"reason": "no answer"})}


def database_parts() -> dict[str, Part]:
    """The database itself and what it knows of worker, beat and queue. Raises DatabaseError when it is away."""
    now = clock.real_now()
    try:
        seen = dict(Heartbeat.objects.values_list("name", "at"))
        oldest = Job.objects.filter(state=JobState.WAITING, due_at__lte=now).order_by("due_at").first()
        failed = Job.objects.filter(state=JobState.FAILED).count()
    finally:
        connection.close()  # it belongs to this thread, which nobody else tidies up
    return {
        "database": Part("ok"),
        WORKER: _sign_of_life(seen.get(WORKER), now),
        BEAT: _sign_of_life(seen.get(BEAT), now),
        "queue": _queue(oldest, failed, now),
    }


def _sign_of_life(at: datetime | None, now: datetime) -> Part:
    if at is None:
        return Part("silent", {"last_seen": None})
    state = "ok" if now - at <= SILENT_AFTER else "silent"
    return Part(state, {"last_seen": at.astimezone(now.tzinfo).isoformat(timespec="seconds")})


def _queue(oldest: Job | None, failed: int, now: datetime) -> Part:
    waited = now - oldest.due_at if oldest else timedelta()
    state = "ok" if waited <= QUEUE_STUCK_AFTER else "stuck"
    return Part(state, {"oldest_waiting_seconds": int(waited.total_seconds()), "failed_jobs": failed})


def broker_parts() -> dict[str, Part]:
    """Raises RedisError, or ValueError for an address that is none."""
    if not settings.REDIS_URL:
        return {"broker": Part("away", {"reason": "REDIS_URL is not set"})}
    with Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
        client.ping()
    return {"broker": Part("ok")}
