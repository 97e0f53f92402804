"""``./portal run``: set everything up, serve the portal on the loopback address, end everything on Ctrl-C."""

import contextlib
import fcntl
import http.client
import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from socket import socket
from typing import IO, Any

from launcher import assets, env_file, machine, packages, ports, redis_server, stamps
from launcher.console import Failure, say, step, tail
from launcher.places import Places
from launcher.processes import Program, stop, wait_until

ROOT_MARK = "PORTAL_ROOT"  # in the environment of all children: tells our own leftovers from strangers
SECONDS_TO_START = 90.0


def run(places: Places, *, port: int) -> int:
    """Serve until a signal says stop. Raises Failure when it cannot start."""
    with _only_run(places) as record:
        prepare(places)
        greeting = prepare_data(places)
        listener = ports.listen(port)
        with listener, _own_redis(places) as (servers, redis_url):
            number = listener.getsockname()[1]
            if port not in {0, number}:
                say(f"  port {port} is taken")
            programs = [*servers, *portal_programs(places, redis_url, listener)]
            _serve(programs, number, record, greeting)
    say("Stopped.")
    return 0


def prepare(places: Places) -> None:
    """Packages, front end and settings file."""
    with stamps.one_set_up(places):
        packages.prepare(places)
        assets.build(places)
    if env_file.write(places):
        say("  .env written, with a secret key of its own")


def prepare_data(places: Places) -> str:
    """Tables, demonstration data in an empty database, static files; returns what load_demo has to tell people."""
    with step("database"):
        manage(places, "migrate", "--no-input", "--verbosity", "0")
        greeting = ""
        if env_file.setting(places, "PROFILE", os.environ) == "demonstration":
            greeting = manage(places, "load_demo", "--if-empty")
    requirements, settings = places.root / "requirements.txt", places.root / "quanzhou_portal" / "settings.py"
    mark = stamps.fingerprint([requirements, settings, places.root / "static" / "build"])
    if not stamps.is_done(places, "static", mark) or not (places.var / "static").is_dir():
        with step("static files"):
            manage(places, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
        stamps.done(places, "static", mark)
    return greeting


def manage(places: Places, *arguments: str) -> str:
    """Run a management command and return its output. Raises Failure."""
    command = [str(places.python), str(places.root / "manage.py"), *arguments]
    return machine.call(places, command, what=f"manage.py {arguments[0]}")


def portal_programs(places: Places, redis_url: str, listener: socket) -> list[Program]:
    """Web, worker and beat, not yet started."""
    python, logs = str(places.python), places.var / "log"
    changes = {"REDIS_URL": redis_url, ROOT_MARK: str(places.root), "PYTHONUNBUFFERED": "1"}
    environment = machine.environment(places, changes)
    celery = [python, "-m", "celery", "-A", "quanzhou_portal"]
    web = [
        *(python, "-m", "gunicorn", "quanzhou_portal.wsgi:application", "--bind", f"fd://{listener.fileno()}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60"),
        *("--graceful-timeout", "8", "--max-requests", "5000", "--max-requests-jitter", "500"),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    worker = [*celery, "worker", "--concurrency", "4", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]
    return [
        Program("web", web, places.root, environment, logs / "web.log", inherited=(listener.fileno(),)),
        Program("worker", worker, places.root, environment, logs / "worker.log"),
        Program("beat", beat, places.root, environment, logs / "beat.log"),
    ]


def is_up(port: int) -> bool:
    """Whether the web server answers /healthz as the portal does, however well its neighbours feel."""
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()
    return isinstance(answer, dict) and "version" in answer


@contextlib.contextmanager
def _own_redis(places: Places) -> Iterator[tuple[list[Program], str]]:
    """The Redis to use: REDIS_URL when it is set, else one started here and ended with the block."""
    given = env_file.setting(places, "REDIS_URL", os.environ)
    if given:
        yield [], given
        return
    sockets = redis_server.socket_folder(places.var / "redis")
    log = places.var / "log" / "redis.log"
    server = redis_server.program(places, data=places.var / "redis", sockets=sockets, log=log)
    server.environment[ROOT_MARK] = str(places.root)
    address = places.var / "redis.url"
    try:
        redis_server.start(server, sockets)
        url = redis_server.url(sockets / "redis.sock")
        address.write_text(url, encoding="utf-8")
        yield [server], url
    finally:
        address.unlink(missing_ok=True)
        stop([server])
        (sockets / "redis.sock").unlink(missing_ok=True)
        if sockets != places.var / "redis":
            sockets.rmdir()


@contextlib.contextmanager
def _only_run(places: Places) -> Iterator[IO[str]]:
    """The record of this run; a second run in the same clone is refused, leftovers of a killed one are ended."""
    places.prepare()
    with (places.var / "run.json").open("a+", encoding="utf-8") as record:
        try:
            fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            record.seek(0)
            address = _read(record).get("address", "its address is not known yet")
            raise Failure(f"This clone is already running: {address}. End that run first (Ctrl-C there).") from None
        record.seek(0)
        for pid in _read(record).get("pids", []):
            _end_leftover(places, pid)
        try:
            yield record
        finally:
            record.truncate(0)


def _read(record: IO[str]) -> dict[str, Any]:
    try:
        content = json.loads(record.read() or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _end_leftover(places: Places, pid: object) -> None:
    """End a process of an earlier run of this clone, and nobody else's that got its number since."""
    mark = f"{ROOT_MARK}={places.root}".encode()
    try:
        ours = isinstance(pid, int) and mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return
    if ours:
        say(f"  ending process {pid}, left behind by an earlier run")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(int(str(pid)), signal.SIGKILL)


def _write_record(record: IO[str], programs: Sequence[Program], address: str) -> None:
    record.truncate(0)
    pids = [program.process.pid for program in programs if program.process]
    json.dump({"launcher": os.getpid(), "address": address, "pids": pids}, record)
    record.flush()


def _serve(programs: list[Program], port: int, record: IO[str], greeting: str) -> None:
    """Start what is not running, wait for the first answer, then watch until a signal."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    address = f"http://{ports.HOST}:{port}/"
    portal = [program for program in programs if program.name != "redis"]
    web = portal[0]
    try:
        with step("web, worker and beat"):
            for program in portal:
                program.start()
            _write_record(record, programs, address)
            up = wait_until(lambda: over.is_set() or is_up(port), web, seconds=SECONDS_TO_START)
        if not up:
            raise Failure(f"The web server did not start:\n{tail(web.log)}")
        if not over.is_set():
            _greet(address, greeting)
        while not over.wait(0.5):
            before = [program.process for program in programs]
            for program in programs:
                program.supervise()
            if before != [program.process for program in programs]:
                _write_record(record, programs, address)
    finally:
        say("\nStopping …")
        stop(portal)


def _greet(address: str, greeting: str) -> None:
    say("")
    say(f"  泉州住建项目门户  {address}")
    if greeting:
        say("")
        say("\n".join(f"  {line}" for line in greeting.strip().splitlines()))
    say("")
    say("  Ctrl-C 停止  ·  Ctrl-C stops everything")
