"""What the launcher says, and how it gives up."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Failure(Exception):
    """Something a person must put right; the message says what and how."""


def say(text: str) -> None:
    """One line, at once, also when the output goes into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """One line on the error stream."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a piece of work and say how long it took."""
    say(f"… {what}")
    start = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - start:.1f} s")


def tail(path: Path, lines: int = 20) -> str:
    """The end of a log file; an empty text when there is none."""
    if not path.is_file():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
