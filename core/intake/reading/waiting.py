"""`python -m core.intake.reading.waiting`: the warm reader. It has everything loaded, waits at the socket that is its
standard input, and forks a child for every file it is sent; the child confines itself as a cold one does.

It opens no file itself and keeps nothing of any: each child begins from the same state. It ends with its socket.
"""

import codecs
import decimal  # noqa: F401 - as below
import gc
import os
import resource
import signal
import socket
import sys

import python_calamine  # noqa: F401 - loaded here so that no child needs to

from core.intake.limits import BY_NAME

from . import biff, container, delimited, markup, old_sheet, sheet_walk  # noqa: F401 - the same
from .__main__ import respond

LONGEST_REQUEST = 64

for _encoding in ("cp437", "utf-8-sig", "utf-16", "gb18030"):
    codecs.lookup(_encoding)  # loaded at its first use, and for good


def main() -> None:
    """A request is "LIMITS WHAT" with two descriptors: the file, and where the answer goes. The reply: "CODE SECONDS"
    with the child's exit code and the processor time of this process and all its children.
    """
    connection = socket.socket(fileno=os.dup(0))
    gc.collect()
    gc.freeze()  # children write to none of it while they count references of their own
    while True:
        request, descriptors, _, _ = socket.recv_fds(connection, LONGEST_REQUEST, 2)
        if not request:
            return
        child = os.fork()
        if child == 0:
            _read(connection, request.decode(), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        connection.send(f"{os.waitstatus_to_exitcode(status)} {_used_seconds():.6f}".encode())


def _read(connection: socket.socket, request: str, file: int, answer: int) -> None:
    """In the child, which never returns: whatever happens here must not go on as the one who waits."""
    code = 1
    try:
        connection.close()
        name, what = request.split()
        signal.alarm(BY_NAME[name].wall_seconds)  # the kernel ends a child that sleeps
        os.dup2(file, 0)
        os.dup2(answer, 1)
        respond(name, what)
        sys.stdout.flush()
        code = 0
    finally:
        os._exit(code)


def _used_seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


if __name__ == "__main__":
    main()
