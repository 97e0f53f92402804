"""Web servers under measurement: the portal and the floor, each with two workers of one thread."""

import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import cpu
from bench.client import Client
from bench.databases import ROOT
from launcher.processes import Program, stop, wait_until

WORKERS = 2


@dataclass(frozen=True)
class System:
    """A running server: its name in the tables, its port and its process."""

    name: str
    port: int
    pid: int

    def workers(self) -> list[float]:
        """MiB of each worker process."""
        memory = cpu.memory(self.pid)
        return [memory[pid] for pid in memory if pid != self.pid]


@contextmanager
def serving(name: str, application: str, environment: Mapping[str, str], *, log: Path) -> Iterator[System]:
    """Serve a WSGI application until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, number = listener.getsockname()[1], listener.fileno()
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"fd://{number}", "--workers", str(WORKERS)]
        command += ["--timeout", "300", "--no-control-socket", "--log-level", "warning"]
        server = Program(name, command, ROOT, dict(environment), log, inherited=(number,))
        server.start()
        try:
            if server.process is None or not wait_until(lambda: _is_up(server, port), server, seconds=60):
                raise SystemExit(f"{name} did not start:\n{log.read_text(errors='replace')[-3000:]}")
            yield System(name, port, server.process.pid)
        finally:
            stop([server])


def _is_up(server: Program, port: int) -> bool:
    """Every worker is there and one of them answers: memory and warm-up are counted per worker."""
    if server.process is None or len(list(cpu.tree(server.process.pid))) <= WORKERS:
        return False
    client = Client(port)
    try:
        return client.get("/login/").status == 200
    finally:
        client.close()
