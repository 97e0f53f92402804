"""What this machine offers: programs, rights, and the environment that started programs get."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from pathlib import Path

from launcher.console import Failure, say
from launcher.places import Places

CERTIFICATE_FILES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def full_path(path: str) -> str:
    """`path` with the usual system folders behind it: installers need a shell and tools that a bare PATH lacks."""
    folders = [folder for folder in path.split(os.pathsep) if folder]
    return os.pathsep.join([*folders, *(folder for folder in SYSTEM_FOLDERS if folder not in folders)])


def environment(places: Places, changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment of a started program; a change to None removes a variable."""
    values = dict(os.environ)
    values["PATH"] = full_path(values.get("PATH", ""))
    if not values.get("HOME"):
        values["HOME"] = str(places.tools / "home")
        Path(values["HOME"]).mkdir(parents=True, exist_ok=True)
    for name, value in (changes or {}).items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return values


def find_program(*names: str) -> Path | None:
    """The first of these programs on PATH or in the usual system folders."""
    for name in names:
        found = shutil.which(name, path=full_path(os.environ.get("PATH", "")))
        if found:
            return Path(found)
    return None


def trusted_certificates() -> Path | None:
    """The machine's list of trusted certificates. Node brings its own, which lacks those of an office's proxy."""
    paths = ssl.get_default_verify_paths()
    candidates = [os.environ.get("SSL_CERT_FILE"), paths.cafile, *CERTIFICATE_FILES]
    return next((Path(name) for name in candidates if name and Path(name).is_file()), None)


def is_root() -> bool:
    return os.geteuid() == 0


def is_ci() -> bool:
    """Whether a missing part must fail instead of being skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def apt_install(places: Places, *packages: str) -> bool:
    """Install Debian packages when that is possible here; returns whether it worked."""
    apt = find_program("apt-get")
    if apt is None or not is_root():
        return False
    say(f"  apt-get install {' '.join(packages)}")
    env = environment(places, {"DEBIAN_FRONTEND": "noninteractive"})
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        ended = subprocess.run([str(apt), *arguments], env=env, capture_output=True, text=True, check=False)
        if ended.returncode:
            say(f"  apt-get {arguments[0]} failed: {ended.stderr.strip()[-300:]}")
            return False
    return True


def call(places: Places, command: list[str], *, what: str, changes: Mapping[str, str | None] | None = None) -> str:
    """Run a program in the clone and return its standard output; Failure carries what it wrote when it fails."""
    ended = subprocess.run(
        command,
        cwd=places.root,
        env=environment(places, changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ended.returncode:
        raise Failure(f"{what} failed:\n{(ended.stdout + ended.stderr).strip()[-3000:]}")
    return ended.stdout
