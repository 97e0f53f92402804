"""The virtual environment and the locked Python packages in it."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from launcher import machine, stamps
from launcher.console import Failure, say, step
from launcher.places import Places


def prepare(places: Places, *, dev: bool = False) -> None:
    """Bring .venv to the state of the lock files; nothing is fetched when it is there already. Raises Failure."""
    _virtual_environment(places)
    files = [places.root / "requirements.txt"]
    mark = stamps.fingerprint(files, sys.version)
    if dev:
        files.append(places.root / "requirements-dev.txt")
        dev_mark = stamps.fingerprint(files, sys.version)
    if stamps.is_done(places, "requirements", mark) and (
        not dev or stamps.is_done(places, "requirements-dev", dev_mark)
    ):
        return
    with step("Python packages"):
        install(places, files)
    stamps.done(places, "requirements", mark)
    if dev:
        stamps.done(places, "requirements-dev", dev_mark)


def install(places: Places, files: list[Path], *, target: Path | None = None) -> None:
    """Install hash-locked requirement files with uv, or with pip where uv does not work. Raises Failure."""
    options = ["--require-hashes", *(word for file in files for word in ("-r", str(file)))]
    if target is not None:
        options += ["--target", str(target)]
    uv = uv_command(places)
    if uv is not None:
        command = [*uv, "pip", "install", "--quiet", "--python", str(places.python), *options]
        try:
            machine.call(places, command, what="uv", changes={"UV_LINK_MODE": "copy" if target else None})
        except Failure as failure:
            # pip reads the office's own pip.conf (a mirror, a proxy's certificate), uv does not.
            say(f"  {failure}\n  trying pip instead")
        else:
            return
    command = [str(places.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options]
    machine.call(places, command, what="Installing Python packages (is the package index reachable?)")


def uv_command(places: Places) -> list[str] | None:
    """The command line of the pinned uv, fetched into the virtual environment when missing; None if that fails."""
    program = places.venv / "bin" / "uv"
    pin = places.root / "launcher" / "pins" / "uv.txt"
    mark = stamps.fingerprint([pin])
    if not program.is_file() or not stamps.is_done(places, "uv", mark):
        pip = [str(places.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            machine.call(places, [*pip, "--require-hashes", "-r", str(pin)], what="fetching uv")
        except Failure as failure:
            say(f"  {failure}")
            return None
        stamps.done(places, "uv", mark)
    # The certificates that the machine trusts, not a list of uv's own: offices inspect outgoing connections.
    return [str(program), "--system-certs"]


def _virtual_environment(places: Places) -> None:
    if _works(places.python):
        return
    if importlib.util.find_spec("ensurepip") is None:
        _fetch_ensurepip(places)
    with step("virtual environment"):
        shutil.rmtree(places.venv, ignore_errors=True)
        machine.call(places, [sys.executable, "-m", "venv", str(places.venv)], what="Making .venv")


def _works(python: Path) -> bool:
    """Whether .venv exists and its interpreter still runs (an upgrade of the system's Python may have broken it)."""
    if not python.exists():
        return False
    ended = subprocess.run([str(python), "-c", "import pip"], capture_output=True, check=False)
    return ended.returncode == 0


def _fetch_ensurepip(places: Places) -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not machine.apt_install(places, package):
        raise Failure(f"This Python cannot make virtual environments. Install it first: apt install {package}")
