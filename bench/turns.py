"""Pieces of work measured inside a process with the portal's settings, each undone afterwards."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from bench import cpu

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Repeated:
    """One kind of work, done several times: milliseconds here (with ended children), in the backend, on the wall."""

    def __init__(self) -> None:
        self.own: list[float] = []
        self.database: list[float] = []
        self.wall: list[float] = []
        self.statements = 0

    @property
    def figures(self) -> dict[str, float]:
        together = [a + b for a, b in zip(self.own, self.database, strict=True)]
        return {
            "cpu_ms": statistics.median(together),
            "database_ms": statistics.median(self.database),
            "wall_ms": statistics.median(self.wall),
            "statements": self.statements,
        }

    def forget_first(self) -> None:
        """The first turn also filled what the process keeps."""
        for values in (self.own, self.database, self.wall):
            del values[0]

    @contextmanager
    def measured(self) -> Iterator[None]:
        gc.collect()  # what the turn before left behind is not this one's cost
        backend, counted = connection.connection.info.backend_pid, 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal counted
            counted += not str(arguments[0]).startswith(NOT_COUNTED)
            return execute(*arguments)

        before, own, begin = cpu.read(backend), _own(), time.perf_counter()
        with connection.execute_wrapper(count):
            yield
        self.wall.append(1000 * (time.perf_counter() - begin))
        self.own.append(1000 * (_own() - own))
        self.database.append(1000 * cpu.between(before, cpu.read(backend)))
        self.statements = counted


def _own() -> float:
    """Seconds of this process, of its children that ended, and of the one that has workbooks read for it."""
    from core.intake import warm

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + warm.used_seconds()


def one_process() -> None:
    """Connect, and keep the backend from sharing its work: its own time must hold all of it."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("set max_parallel_workers_per_gather = 0")
