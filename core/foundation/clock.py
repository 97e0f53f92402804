"""The one clock of the bureau's tables. Views, tasks and commands read it and pass the time down.

In a demonstration the clock stands elsewhere (July 2018) and runs on from there: a file named by
``settings.DEMONSTRATION_CLOCK_FILE`` holds the distance to real time. It is written once, so a
restart never sets the clock back, and afterwards moves forward only. Every process reads the same
file and notices when it changes. Without the setting, or before the file exists, time is real.

Sessions, lock-outs, tokens and the queue's own timers use real time, never this clock.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_MICROSECOND = timedelta(microseconds=1)


def real_now() -> datetime:
    """Real time, aware, in the time zone of the settings."""
    return datetime.now(timezone.get_default_timezone())


def now() -> datetime:
    """The bureau's time, aware, in the time zone of the settings."""
    return real_now() + (_offset() or timedelta())


def today() -> date:
    """The bureau's day, in local time."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The bureau's day of an aware moment, whatever its time zone."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def is_demonstration() -> bool:
    """Whether a demonstration offset is in force."""
    return _offset() is not None


def start_at(moment: datetime) -> bool:
    """Starts the demonstration at an aware moment. True when done, False when it already runs.

    Raises ImproperlyConfigured without the setting, ValueError for a moment without time zone.
    """
    path = _required_path()
    _require_aware(moment)
    with _locked(path):
        if path.exists():
            return False
        _write(path, moment - real_now())
    return True


def move_to(moment: datetime) -> None:
    """Moves the running demonstration forward to an aware moment, for all processes.

    Raises ValueError when the moment is not ahead of the clock, has no time zone, or the
    demonstration has not been started; ImproperlyConfigured without the setting.
    """
    path = _required_path()
    _require_aware(moment)
    with _locked(path):
        if not path.exists():
            raise ValueError("演示时钟尚未启动")
        if moment < now():
            raise ValueError(f"演示时钟只能向前拨：现为 {now():%Y-%m-%d %H:%M}")
        _write(path, moment - real_now())


def _offset() -> timedelta | None:
    """The offset in force, or None when time is real."""
    path = _path()
    if path is None:
        return None
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, (status.st_mtime_ns, status.st_size, status.st_ino))


@lru_cache(maxsize=1)
def _read(path: Path, _stamp: tuple[int, int, int]) -> timedelta:
    """Reads the file; the stamp (time, size, identity) keeps the answer until the file changes.

    A file that cannot be understood raises: falling back to real time would move the clock by years.
    """
    return _MICROSECOND * int(json.loads(path.read_text("utf-8"))["offset_microseconds"])


def _path() -> Path | None:
    name = getattr(settings, "DEMONSTRATION_CLOCK_FILE", None)
    return Path(name) if name else None


def _required_path() -> Path:
    path = _path()
    if path is None:
        raise ImproperlyConfigured("DEMONSTRATION_CLOCK_FILE is not set: the clock shows real time")
    return path


def _require_aware(moment: datetime) -> None:
    if timezone.is_naive(moment):
        raise ValueError("时间须带时区")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, across processes: reading, comparing and writing belong together."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, offset: timedelta) -> None:
    """Replaces the file in one step, so a reader sees the old offset or the new one, never half."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"offset_microseconds": offset // _MICROSECOND}, file)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
