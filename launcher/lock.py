"""``./portal lock``: exact versions with hashes, and the reason for each direct dependency beside it."""

import re
import subprocess
from pathlib import Path

from launcher import tools
from launcher.places import Places

PAIRS = (("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt"))
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
    """Compile both requirement files; with `upgrade` to the newest versions that the .in files allow."""
    for source_name, target_name in PAIRS:
        source, target = places.root / source_name, places.root / target_name
        compiled = _compile(places, source, previous=None if upgrade else target)
        why = reasons(source.read_text(encoding="utf-8"))
        target.write_text(HEADER.format(source=source_name) + with_reasons(compiled, why), encoding="utf-8")
        print(f"{target_name}: {compiled.count('==')} packages")
    return 0


def _compile(places: Places, source: Path, *, previous: Path | None) -> str:
    """uv's resolution as text; the versions of `previous` are preferred when it exists."""
    scratch = places.var / "lock" / f"{source.stem}.txt"
    scratch.parent.mkdir(parents=True, exist_ok=True)
    scratch.unlink(missing_ok=True)
    if previous is not None and previous.is_file():
        scratch.write_text(previous.read_text(encoding="utf-8"), encoding="utf-8")
    # Universal and for 3.11.0, not for this machine: 3.11.2 needs a package that 3.11.7 does not.
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-emit-index-url"]
    command = [*tools.uv(places), "pip", "compile", "--quiet", *options, "-o", str(scratch), source.name]
    subprocess.run(command, cwd=places.root, check=True, stdout=subprocess.DEVNULL)
    return scratch.read_text(encoding="utf-8")
