"""Real worker and Redis processes for fault tests: on Unix sockets in a scratch folder, ended by their number."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from launcher import redis_server
from launcher.console import tail
from launcher.places import Places
from launcher.processes import Program, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]


def eventually(question: Callable[[], object], *, within: float = 20.0, what: str = "it") -> None:
    """Wait until `question` answers yes; AssertionError when the time is over."""
    until = time.monotonic() + within
    while not question():
        assert time.monotonic() < until, f"{what} did not happen within {within:.0f} s"
        time.sleep(0.05)


def database_url() -> str:
    """The address of the database that this test runs on."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@dataclass
class Servers:
    """What one fault test has started; `end` leaves nothing behind."""

    folder: Path
    programs: list[Program] = field(default_factory=list)
    redis: Program | None = None

    @property
    def redis_url(self) -> str:
        return redis_server.url(self.folder / "redis.sock")

    def start_redis(self) -> Program:
        places = Places(ROOT)
        self.redis = redis_server.program(
            places, data=self.folder / "redis", sockets=self.folder, log=self.folder / "redis.log"
        )
        self.programs.append(self.redis)
        redis_server.start(self.redis, self.folder)
        return self.redis

    def start_worker(self, *, without: str = "") -> Program:
        """A worker with beat inside, ready for messages; `without` names protections to take off."""
        number = len(self.programs)
        ready = self.folder / f"worker-{number}.ready"
        log = self.folder / f"worker-{number}.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.operations.live.settings",
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.redis_url,
            "LIVE_READY_FILE": str(ready),
            "LIVE_WITHOUT": without,
        }
        schedule = self.folder / f"beat-{number}"
        command = [
            *(sys.executable, "-m", "celery", "-A", "quanzhou_portal", "worker", "--pool", "threads"),
            *("--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
            *("--beat", "--schedule", str(schedule), "--hostname", f"{number}@%h"),
        ]
        worker = Program(f"worker-{number}", command, ROOT, environment, log)
        self.programs.append(worker)
        worker.start()
        if not wait_until(ready.exists, worker, seconds=30):
            pytest.fail(f"the worker did not start:\n{tail(log, 30)}")
        return worker

    def end(self) -> None:
        stop(self.programs, how=signal.SIGKILL)


def kill(program: Program) -> None:
    """What a power cut does to one process."""
    program.end_group(signal.SIGKILL)
    assert program.process is not None
    program.process.wait()
