"""The databases of one measurement, all on the server that was handed over: the portal's per size, and the floor's."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg2

from bench import cpu
from bench.floors import tables

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server by its address. `url` names a database in which others can be made."""

    url: str

    def url_of(self, name: str) -> str:
        """The same server, another database; a server on a socket has no host before the path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"

    def connect(self, name: str = "") -> Any:
        """A connection that commits each statement and uses one process, whose processor time can be read."""
        parts, options = urlsplit(self.url), dict(parse_qsl(urlsplit(self.url).query))
        link = psycopg2.connect(
            dbname=name or parts.path.strip("/"),
            host=options.get("host") or parts.hostname,
            port=parts.port,
            user=options.get("user") or parts.username,
            password=parts.password,
        )
        link.autocommit = True
        link.cursor().execute("set max_parallel_workers_per_gather = 0")
        return link

    def process(self) -> int | None:
        """The postmaster's process, parent of every backend; None when the server runs elsewhere."""
        with closing(self.connect()) as link:
            return cpu.parent_of(link.info.backend_pid)


def portal_name(size: int) -> str:
    return f"bench_portal_{size}"


FLOOR, IMPORT = "bench_floor", "bench_import"


def make(server: Server, name: str) -> bool:
    """Create a database unless it is there; True when it is new. JIT would add its compiling to single requests."""
    with closing(server.connect()) as link, link.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if cursor.fetchone():
            return False
        cursor.execute(f'create database "{name}"')
        cursor.execute(f'alter database "{name}" set jit = off')
    return True


@dataclass(frozen=True)
class Loaded:
    """How long the demonstration took to write: seconds of wall and processor time, MiB at the most."""

    size: int
    wall: float
    processor: float
    peak_mib: float


def load_portal(server: Server, size: int, environment: Mapping[str, str]) -> Loaded | None:
    """Tables and demonstration of one size in a database of its own; None when an earlier run left it there."""
    name = portal_name(size)
    if not make(server, name):
        return None
    values = {**environment, "DATABASE_URL": server.url_of(name)}
    manage(values, "migrate", "--no-input", "--verbosity", "0")
    begin, before = time.perf_counter(), cpu.read(server.process())
    used = manage(values, "load_demo", "--projects", str(size))
    wall = time.perf_counter() - begin
    processor = cpu.between(before, cpu.read(server.process())) + used.ru_utime + used.ru_stime
    with closing(server.connect(name)) as link, link.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return Loaded(size, wall, processor, used.ru_maxrss / 1024)


def manage(environment: Mapping[str, str], *arguments: str) -> resource.struct_rusage:
    """Run a management command and return what it used. Its output is shown when it fails."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            output.seek(0)
            raise SystemExit(f"manage.py {arguments[0]} failed:\n{output.read().decode(errors='replace')[-3000:]}")
    return used


def load_floor(server: Server, sizes: Sequence[int]) -> None:
    """The floor's tables, one schema per size."""
    make(server, FLOOR)
    with closing(server.connect(FLOOR)) as link:
        for size in sizes:
            tables.make(link, size)
