"""The child process: caps itself before it opens the file on its standard input."""

import gc
import os
import resource
import sys
from collections.abc import Callable, Iterator
from io import BufferedIOBase

from core.intake.limits import BY_NAME, Limits

from .coding import line_of
from .problems import Unreadable, damaged, too_long
from .values import Line, inspect, read

READERS: dict[str, Callable[[BufferedIOBase, Limits], Iterator[Line]]] = {"read": read, "inspect": inspect}

_A_LINE = 256


def confine(limits: Limits) -> None:
    """Memory and processor time from here on; no core dump of a private file, no file is written."""
    sizes = os.open("/proc/self/statm", os.O_RDONLY)  # a file object would cost more than all the rest of this
    idle = int(os.read(sizes, _A_LINE).split()[0]) * resource.getpagesize()
    os.close(sizes)
    for kind, most in (
        (resource.RLIMIT_AS, idle + limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        cap = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (cap, cap))


def respond(name: str, what: str) -> None:
    """Do `what` is to be done with the file on standard input, within the limits of that `name`, and say on standard
    output what became of it. Once in the life of a process.
    """
    limits = BY_NAME[name]
    gc.disable()  # one file, then the end: nothing would come of looking for garbage
    confine(limits)
    out = sys.stdout.buffer
    try:
        with os.fdopen(os.dup(0), "rb") as file:
            for line in READERS[what](file, limits):
                out.write(line_of(line))
    except Unreadable as refused:
        problem = refused
    except MemoryError:
        problem = too_long("读取文件所需内存超出限制")
    except BaseException:  # noqa: BLE001 - the one boundary: whatever a hostile file provokes becomes one sentence
        problem = damaged()
    else:
        return
    out.write(line_of({"refused": problem.code, "message": problem.message}))


def main() -> int:
    """Arguments: the name of the limits, and whether to "read" the rows or to "inspect" the container alone."""
    respond(sys.argv[1], sys.argv[2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
