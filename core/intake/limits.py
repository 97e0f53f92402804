"""How much of a file is read. Imports no framework: the reader's child process uses it too."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Caps of one reading; amounts are bytes where named so, seconds where named so, else counts.

    `rows` and `columns` bound the place of the last cell with a value, `cells` all cells of a sheet, also empty
    formatted ones; after `empty_rows` rows in a row without a value the rest of a sheet is taken for formatting.
    """

    file_bytes: int
    parts: int
    part_bytes: int
    total_bytes: int
    rows: int
    columns: int
    cells: int
    empty_rows: int
    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int


ON_SCREEN = Limits(
    file_bytes=20 * MEGABYTE,
    parts=1_000,
    part_bytes=48 * MEGABYTE,
    total_bytes=96 * MEGABYTE,
    rows=10_000,
    columns=200,
    cells=400_000,
    empty_rows=500,
    memory_bytes=768 * MEGABYTE,
    cpu_seconds=4,
    wall_seconds=5,
)
"""While a person waits for the page."""

IN_JOB = Limits(
    file_bytes=20 * MEGABYTE,
    parts=2_000,
    part_bytes=400 * MEGABYTE,
    total_bytes=600 * MEGABYTE,
    rows=100_000,
    columns=200,
    cells=3_000_000,
    empty_rows=500,
    memory_bytes=3 * 1024 * MEGABYTE,
    cpu_seconds=90,
    wall_seconds=120,
)
"""In the background, for long files."""

BY_NAME = {"screen": ON_SCREEN, "job": IN_JOB}
