"""Skipping what was done already: a step is done again only when its inputs changed."""

import contextlib
import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from launcher.places import Places


@contextlib.contextmanager
def one_set_up(places: Places) -> Iterator[None]:
    """Two commands that start together in one clone set it up one after the other."""
    with (places.var / "set-up.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """SHA-256 over the names and contents of files and of all files below folders, and over `extra`.

    A path that does not exist counts as such, so its later arrival changes the fingerprint.
    """
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_dir():
                continue
            digest.update(f"\0{file}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"absent")
    return digest.hexdigest()


def is_done(places: Places, name: str, mark: str) -> bool:
    """Whether step `name` was finished with these inputs."""
    stamp = places.stamps / name
    return stamp.is_file() and stamp.read_text(encoding="ascii") == mark


def done(places: Places, name: str, mark: str) -> None:
    """Remember that step `name` was finished with these inputs."""
    places.stamps.mkdir(parents=True, exist_ok=True)
    (places.stamps / name).write_text(mark, encoding="ascii")
