"""The child process: caps itself, opens the workbook on its standard input, writes the marked one to its output.

The arguments are the number of an open file with what is to be marked, and the name of its limits. A refusal is one
line of JSON instead.
"""

import json
import os
import sys
from typing import BinaryIO

from core.intake.limits import Limits
from core.intake.reading.__main__ import confine
from core.intake.reading.problems import Unreadable, damaged, too_long

from .limits import BY_NAME


def _mark(file: BinaryIO, payload: int, target: BinaryIO, limits: Limits) -> None:
    from .book import Original, built, opened  # after the caps: the library is part of what they bound
    from .clearing import clear
    from .marks import put_marks
    from .payload import read_payload
    from .summary import add_summary

    with os.fdopen(payload, encoding="utf-8") as lines:
        about, grid, issues = read_payload(lines)
    original = Original(built(grid)) if grid else opened(file, limits)
    book = original.book
    clear(book, keeps_backgrounds=original.keeps_backgrounds)
    left = put_marks(book, issues, about.lists)
    add_summary(book, about, issues, left, had_pictures=original.had_pictures)
    book.save(target)


def main() -> int:
    limits = BY_NAME[sys.argv[2]]
    confine(limits)
    with os.fdopen(os.dup(0), "rb") as file, os.fdopen(os.dup(1), "w+b") as target:
        try:
            _mark(file, int(sys.argv[1]), target, limits)
        except Unreadable as refused:
            problem = refused
        except MemoryError:
            problem = too_long("标注文件所需内存超出限制")
        except Exception:  # noqa: BLE001 - the one boundary: whatever a foreign file provokes becomes one sentence
            problem = damaged()
        else:
            return 0
        target.seek(0)
        target.truncate()
        target.write(json.dumps({"refused": problem.code, "message": problem.message}, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
