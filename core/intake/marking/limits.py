"""How much marking may use: the whole workbook is held in memory, cell by cell."""

from core.intake.limits import IN_JOB, MEGABYTE

MARKING = IN_JOB._replace(
    part_bytes=200 * MEGABYTE,
    total_bytes=240 * MEGABYTE,
    memory_bytes=2 * 1024 * MEGABYTE,
    cpu_seconds=25,
    wall_seconds=30,
)
"""A person waits for it: some 60,000 rows of 20 columns, 80 MB of markup and 500 MB of cells, are done in time."""

IN_BACKGROUND = MARKING._replace(cpu_seconds=150, wall_seconds=180)

BY_NAME = {"screen": MARKING, "job": IN_BACKGROUND}
