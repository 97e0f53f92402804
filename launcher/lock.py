"""``./portal lock``: exact versions with hashes, and the reason for each direct dependency beside it."""

import re
import tempfile
from pathlib import Path

from launcher import machine, packages
from launcher.console import Failure, say
from launcher.places import Places

# In this order: the development set is held to the versions of the runtime set.
SOURCES = ("requirements.in", "requirements-dev.in", "launcher/pins/uv.in", "launcher/pins/node.in")
HEADER = "# Made by `./portal lock` from {source}; change that file, not this one.\n\n"

_DIRECT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)[^#]*#\s*(?P<reason>.+?)\s*$")
_LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==")


def reasons(source: str) -> dict[str, str]:
    """Normalised name of each direct dependency → the reason written beside it.

    Raises ValueError for a dependency without a reason.
    """
    found = {}
    for line in source.splitlines():
        if not line.strip() or line.startswith(("#", "-")):
            continue
        match = _DIRECT.match(line)
        if match is None:
            raise ValueError(f"no reason beside this dependency: {line.strip()}")
        found[normalised(match["name"])] = match["reason"]
    return found


def normalised(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def with_reasons(compiled: str, why: dict[str, str]) -> str:
    """The compiled lock with a comment line above each direct dependency."""
    lines = []
    for line in compiled.splitlines():
        match = _LOCKED.match(line)
        if match and normalised(match["name"]) in why:
            lines.append(f"# {why[normalised(match['name'])]}")
        lines.append(line)
    return "\n".join(lines) + "\n"


def lock(places: Places, *, upgrade: bool) -> int:
    """Compile all requirement files; with `upgrade` to the newest versions that the .in files allow."""
    uv = packages.uv_command(places)
    if uv is None:
        raise Failure("uv is needed to lock; installing works without it, locking does not.")
    for name in SOURCES:
        source = places.root / name
        target = source.with_suffix(".txt")
        compiled = _compile(places, uv, source, previous=None if upgrade else target)
        why = reasons(source.read_text(encoding="utf-8"))
        target.write_text(HEADER.format(source=name) + with_reasons(compiled, why), encoding="utf-8")
        say(f"{target.relative_to(places.root)}: {compiled.count('==')} packages")
    return 0


def _compile(places: Places, uv: list[str], source: Path, *, previous: Path | None) -> str:
    """uv's resolution as text; the versions of `previous` are preferred when it exists."""
    with tempfile.TemporaryDirectory(prefix="portal-lock-") as folder:
        scratch = Path(folder) / "locked.txt"
        if previous is not None and previous.is_file():
            scratch.write_text(previous.read_text(encoding="utf-8"), encoding="utf-8")
        # Universal and for 3.11.0, not for this machine: 3.11.2 needs a package that 3.11.7 does not.
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]
        name = str(source.relative_to(places.root))
        command = [*uv, "pip", "compile", "--quiet", *options, "--output-file", str(scratch), name]
        machine.call(places, command, what=f"Locking {name}")
        return scratch.read_text(encoding="utf-8")
