"""How much of a file is read. Imports no framework and little else: the reader's child process uses it too."""

from collections import namedtuple

MEGABYTE = 1024 * 1024

_NAMES = (
    "file_bytes parts part_bytes total_bytes sheets rows columns cells empty_rows line_chars memory_bytes cpu_seconds "
    "wall_seconds"
)


class Limits(namedtuple("Limits", _NAMES)):  # not typing's: that module alone costs the child a fifth of its start
    """Caps of one reading; amounts are bytes where named so, seconds where named so, else counts.

    `rows` and `columns` bound the place of the last cell with a value, `cells` all cells of a sheet, also empty
    formatted ones; after `empty_rows` rows in a row without a value the rest of a sheet is taken for formatting.
    `line_chars` bounds one line of a text file; `memory_bytes` is what the child may take beyond what it is born with.
    """

    __slots__ = ()


ON_SCREEN = Limits(
    file_bytes=20 * MEGABYTE,
    parts=1_000,
    part_bytes=48 * MEGABYTE,
    total_bytes=96 * MEGABYTE,
    sheets=100,
    rows=10_000,
    columns=200,
    cells=400_000,
    empty_rows=500,
    line_chars=500_000,
    memory_bytes=150 * MEGABYTE,
    cpu_seconds=4,
    wall_seconds=5,
)
"""While a person waits for the page."""

IN_JOB = Limits(
    file_bytes=20 * MEGABYTE,
    parts=2_000,
    part_bytes=400 * MEGABYTE,
    total_bytes=600 * MEGABYTE,
    sheets=300,
    rows=100_000,
    columns=200,
    cells=3_000_000,
    empty_rows=500,
    line_chars=500_000,
    memory_bytes=512 * MEGABYTE,
    cpu_seconds=90,
    wall_seconds=120,
)
"""In the background, for long files."""

BY_NAME = {"screen": ON_SCREEN, "job": IN_JOB}
