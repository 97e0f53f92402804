"""Programs that the launcher starts, watches and surely ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launcher.console import say, tail

GRACE_SECONDS = 10.0
STEADY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
_PR_SET_PDEATHSIG = 1


def back_off(failures: int) -> float:
    """Seconds to wait before the next start after so many failures in a row: 1, 2, 4 … 30."""
    return min(2.0 ** max(failures - 1, 0), LONGEST_PAUSE)


def ends_with_parent() -> Callable[[], None] | None:
    """What a child runs before its program so that even a killed launcher leaves nothing behind (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Program:
    """One long-running program in a process group of its own.

    `command` and `environment` are as for subprocess; output goes to `log`. `uid` and `gid` start it as another user.
    """

    name: str
    command: Sequence[str]
    folder: Path
    environment: dict[str, str]
    log: Path
    uid: int | None = None
    gid: int | None = None
    inherited: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it; the log of the run before is kept once, as `<log>.1`."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.failures == 0 and self.log.exists():
            self.log.replace(self.log.with_name(self.log.name + ".1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C of the terminal reaches the launcher only, which ends all in order
                pass_fds=self.inherited,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
                preexec_fn=ends_with_parent(),  # noqa: PLW1509  (the launcher has one thread)
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def supervise(self) -> None:
        """Start it again, after a growing pause, when it has ended by itself."""
        now = time.monotonic()
        if self.is_running:
            if self.failures and now - self.started > STEADY_SECONDS:
                self.failures = 0
            return
        if self.process is not None:
            self.failures += 1
            pause = back_off(self.failures)
            self.due = now + pause
            say(f"! {self.name} ended with code {self.process.returncode}; starting it again in {pause:.0f} s.")
            say(tail(self.log, 8) or "  (it wrote nothing)")
            say(f"  log: {self.log}")
            self.end_group(signal.SIGKILL)
            self.process = None
        elif now >= self.due:
            self.start()

    def end_group(self, how: signal.Signals) -> None:
        """Send a signal to the program and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, how)


def stop(programs: Sequence[Program], *, how: signal.Signals = signal.SIGTERM, grace: float = GRACE_SECONDS) -> None:
    """End programs together: politely, and after `grace` seconds by force; nothing of their groups is left."""
    for program in programs:
        program.end_group(how)
    deadline = time.monotonic() + grace
    for program in programs:
        if program.process is None:
            continue
        try:
            program.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"  {program.name} did not end in {grace:.0f} s and is killed")
    for program in programs:
        program.end_group(signal.SIGKILL)  # also what a program left behind in its group
        if program.process is not None:
            program.process.wait()
        program.process = None


def wait_until(ready: Callable[[], bool], program: Program, *, seconds: float) -> bool:
    """Ask `ready` until it says yes; False when the program ends first or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        if not program.is_running:
            return False
        time.sleep(0.05)
    return False
