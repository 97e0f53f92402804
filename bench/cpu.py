"""Processor time and memory of processes and their descendants, from /proc."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
Reading = Mapping[int, tuple[float, float | None]]
"""Per process: seconds by ticks, and by the finer scheduler statistics where those can be read."""


def _status(pid: int) -> tuple[int, float]:
    """Parent, and seconds in user and kernel mode, of itself and of children that ended."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15]) / TICK


def _exact(pid: int) -> float | None:
    """Seconds of the living threads, counted in nanoseconds."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def parent_of(pid: int) -> int | None:
    try:
        return _status(pid)[0]
    except (OSError, ValueError):
        return None


def tree(root: int | None) -> Iterator[int]:
    """A process and all its living descendants."""
    if root is None:
        return
    parents = {int(each.name): parent_of(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdigit()}
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += [child for child, parent in parents.items() if parent == pid]


def read(root: int | None) -> Reading:
    found = {}
    for pid in tree(root):
        try:
            found[pid] = (_status(pid)[1], _exact(pid))
        except (OSError, ValueError):
            continue  # it ended between the listing and the reading
    return found


def between(first: Reading, last: Reading) -> float:
    """Seconds between two readings.

    The scheduler's statistics forget threads that ended; ticks keep them, in steps of 10 ms. The exact counter is used
    unless the two differ by more than rounding.
    """
    total = 0.0
    for pid, (ticks, exact) in last.items():
        ticks_before, exact_before = first.get(pid, (0.0, 0.0))
        coarse = ticks - ticks_before
        if exact is None or exact_before is None:
            total += coarse
        else:
            fine = exact - exact_before
            total += fine if abs(fine - coarse) <= 3 / TICK else max(fine, coarse)
    return total


def memory(root: int | None) -> dict[int, float]:
    """MiB of every process of the tree, shared pages divided among those who share them."""
    found = {}
    for pid in tree(root):
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        found[pid] = sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024
    return found


def machine() -> str:
    """What this machine is, in one line."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown processor",
    )
    total = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return f"{os.cpu_count()} × {model}, {total} GiB"
