"""The child process: caps itself before it opens the file on its standard input."""

import json
import os
import resource
import sys

from core.intake.limits import BY_NAME, Limits

from .problems import Unreadable, damaged, too_long
from .values import inspect, read

READERS = {"read": read, "inspect": inspect}


def confine(limits: Limits) -> None:
    """Memory and processor time from here on; no core dump of a private file, no file is written."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        cap = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (cap, cap))


def main() -> int:
    """Arguments: the name of the limits, and whether to "read" the rows or to "inspect" the container alone."""
    limits = BY_NAME[sys.argv[1]]
    confine(limits)
    out = sys.stdout
    lines = 0
    try:
        with os.fdopen(os.dup(0), "rb") as file:
            for line in READERS[sys.argv[2]](file, limits):
                if not lines:
                    out.write('{"ok":true}\n')
                lines += 1
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
                out.write("\n")
    except Unreadable as refused:
        problem = refused
    except MemoryError:
        problem = too_long("读取文件所需内存超出限制")
    except Exception:  # noqa: BLE001 - the one boundary: whatever a hostile file provokes becomes one sentence
        problem = damaged()
    else:
        return 0
    out.write(json.dumps({"refused": problem.code, "message": problem.message}, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
