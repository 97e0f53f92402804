"""The file .env: this installation's own settings, made once and never overwritten."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from launcher.places import Places

CONTENT = """\
# Settings of this installation; never commit this file. Variables of the environment win over it.
# demonstration: public accounts, loopback only. production: see the operations manual before you switch.
PROFILE=demonstration
SECRET_KEY={secret}
# Seals the journal: keep it as long as the data.
JOURNAL_KEY={seal}
# DATABASE_URL=postgres://user:password@host:5432/name   (default: SQLite in var/)
# REDIS_URL=redis://host:6379/0                            (default: a Redis of our own, on a socket)
"""


def write(places: Places) -> bool:
    """Write .env with a random secret when there is none; returns whether it was written."""
    try:
        handle = os.open(places.env_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(CONTENT.format(secret=secrets.token_urlsafe(64), seal=secrets.token_urlsafe(64)))
    return True


def read(path: Path) -> dict[str, str]:
    """The variables of a .env file; comments, quotes and `export` are understood, nothing is expanded."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    return values


def setting(places: Places, name: str, environment: Mapping[str, str]) -> str:
    """A variable as Django will see it: the environment first, then .env, else an empty text."""
    if name in environment:
        return environment[name]
    return read(places.env_file).get(name, "")
