"""The warm reader of this process: started at its first file, asked for every file after, ended with it.

A child that starts from nothing costs some fifty milliseconds before it reads; forked from a process that has all
loaded it costs two. What is confined, and how, is the same (`reading/__main__.py`). See docs/adr/0011.
"""

import atexit
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from typing import IO, Any

_GRACE = 2
"""Seconds beyond the child's own clock after which its reader is given up."""
KILLED = -9


class WarmReader:
    """The other end of `reading/waiting.py`; `start` gives its process a socket as standard input."""

    def __init__(self, start: Callable[[socket.socket], subprocess.Popen[bytes]]) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = start(theirs)
        self.used_seconds = 0.0

    def ask(self, file: IO[Any], answer: IO[Any], request: str, *, wall_seconds: int) -> int:
        """The exit code of the child that read the file. OSError when the reader is there no more."""
        self._socket.settimeout(wall_seconds + _GRACE)
        socket.send_fds(self._socket, [request.encode()], [file.fileno(), answer.fileno()])
        reply = self._socket.recv(64).decode()
        if not reply:
            raise ConnectionResetError
        code, used = reply.split()
        self.used_seconds = float(used)
        return int(code)

    def close(self) -> None:
        """It ends by itself when nobody holds the socket."""
        self._socket.close()
        try:
            self.process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def leave(self) -> None:
        """In a forked process: it is the parent's."""
        self._socket.close()
        self.process.returncode = 0


class _Own:
    """One reader for a process. While it is busy for another thread the asking one does without."""

    def __init__(self) -> None:
        self.reader: WarmReader | None = None
        self.lock = threading.Lock()

    def close(self) -> None:
        reader, self.reader = self.reader, None
        if reader is not None:
            reader.close()

    def leave(self) -> None:
        self.lock = threading.Lock()
        reader, self.reader = self.reader, None
        if reader is not None:
            reader.leave()


OWN = _Own()
atexit.register(OWN.close)
os.register_at_fork(after_in_child=OWN.leave)


def ask(
    start: Callable[[socket.socket], subprocess.Popen[bytes]],
    file: IO[Any],
    answer: IO[Any],
    request: str,
    *,
    wall_seconds: int,
) -> int | None:
    """The exit code of the child that read the file; None where none did and a cold one has to: the reader is busy, or
    has gone. It is started where there is none yet.
    """
    if not OWN.lock.acquire(blocking=False):
        return None
    try:
        OWN.reader = OWN.reader or WarmReader(start)
        return OWN.reader.ask(file, answer, request, wall_seconds=wall_seconds)
    except TimeoutError:
        OWN.close()
        return KILLED
    except OSError:
        OWN.close()
        return None
    finally:
        OWN.lock.release()


def used_seconds() -> float:
    """Processor time of the reader and its children so far."""
    return OWN.reader.used_seconds if OWN.reader else 0.0
