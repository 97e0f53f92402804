"""``python -m bench.imports ROUNDS [ROWS]``: a ledger into an empty campaign, against its floor; prints JSON.

Runs in a process of its own with the portal's settings, on a database without projects. Every turn is undone, and
what undone rows leave in the tables is vacuumed before the next one looks through it.
"""

import io
import json
import resource
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django
from django.db import connection, transaction

from bench.floors import workbook as floor
from bench.goals import SMALL
from bench.turns import Repeated, one_process


def _campaign(at: Any) -> Any:
    """An empty year with its closed lists."""
    from core.journal.actor import SYSTEM
    from core.organisations.actions import install_reference_data
    from projects.actions import open_campaign
    from projects.models import Campaign
    from projects.reference import CATEGORIES_2018, TARGETS_2018, THEMES_2018

    found = Campaign.objects.filter(year=2018).first()
    if found is None:
        install_reference_data(at=at, by=SYSTEM)
        found = open_campaign(
            campaign=Campaign(year=2018, name="“攻坚2018”城乡建设大会战", short_name="攻坚2018"),
            categories=CATEGORIES_2018,
            targets=TARGETS_2018,
            themes=THEMES_2018,
            by=SYSTEM,
            at=at,
        )
    return found


def _import(path: Path, campaign: Any, at: Any) -> None:
    """What a person does: hand the file in, see what was understood, have it written. A long one goes the way of the
    background, step by step.

    Foreign keys are checked at the end of a transaction, which a turn never reaches: so it is asked for.
    """
    from core.foundation.months import Month
    from core.intake.actions import bring, commit, read_stored
    from core.intake.choices import BatchState
    from core.intake.desks import Occasion, desk_named
    from core.journal.actor import SYSTEM
    from projects.actions import BatchPaper

    occasion = Occasion(desk_named("register"), str(campaign.year))
    with path.open("rb") as file:
        batch = bring(file, path.name, occasion=occasion, by=SYSTEM, at=at)
    if batch.state == BatchState.READING:
        batch = read_stored(batch)
    paper = BatchPaper(
        title="2018年年初计划",
        reason="年初下达",
        document_number="泉建〔2018〕1号",
        approver_label="市政府",
        approved_at=at,
        effective_month=Month(2018, 1),
    )
    later = at + timedelta(minutes=5)
    words = {"reason": "年初下达", "paper": paper}
    commit(batch, words=words, seen_digest=batch.digest, by=SYSTEM, at=later)
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_KEYS)


_CHECK_KEYS = "set constraints all immediate"
_WRITTEN = (
    "operations_storedfile", "organisations_firm", "intake_batch", "intake_batchrow", "projects_planbatch",
    "projects_project", "projects_projectrevision", "projects_listing", "projects_planline", "projects_planmonth",
)  # fmt: skip
"""Tables that an import writes to, but for the journal's two entries."""


def _rows_written(cursor: Any) -> dict[str, io.StringIO]:
    """All rows of those tables as COPY's text, by table."""
    found = {}
    for table in _WRITTEN:
        found[table] = io.StringIO()
        cursor.copy_expert(f"copy {table} to stdout", found[table])
    return found


def _write_again(cursor: Any, rows: Mapping[str, io.StringIO]) -> None:
    """The same rows by COPY alone, keys checked: no reading, no rule, no comparison, no journal."""
    for table, text in rows.items():
        text.seek(0)
        cursor.copy_expert(f"copy {table} from stdin", text)
    cursor.execute(_CHECK_KEYS)


def _understand(path: Path, campaign: Any) -> int:
    """What the desk does before it compares: read the file in the child process and understand it."""
    from core.intake.analysis import file_row, understood
    from core.intake.desks import Occasion, desk_named

    with path.open("rb") as file:
        occasion = Occasion(desk_named("register"), str(campaign.year))
        _, understanding, _ = understood(file, path.name, occasion, limits="job")
        return len([file_row(number, row) for number, row in enumerate(understanding.rows, start=1)])


def _bare(path: Path) -> None:
    """The library that reads the values, and nothing else."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _make_ledger(size: int, path: Path) -> None:
    """In a process of its own: writing it takes more memory than importing it."""
    from tests.intake.ledgers import ledger, saved, usual_layout

    saved(usual_layout(ledger(size)), path)


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rounds: int, size: int) -> dict[str, Any]:
    """Figures of the whole import, of its floor, of the rows it writes alone, of reading and of the bare reader; rows
    written by each, and MiB above idle after the first import."""
    from core.foundation import clock
    from projects.models import Listing

    at = clock.now()
    campaign, rows = _campaign(at), {}
    turns = {name: Repeated() for name in ("portal", "floor", "rows alone", "reading", "bare")}
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "ledger.xlsx"
        writing = get_context("spawn").Process(target=_make_ledger, args=(size, path))
        writing.start()
        writing.join()
        floor.make(cursor)
        idle, above = _mib(), 0.0
        for _ in range(rounds + 1):
            with transaction.atomic():
                with turns["portal"].measured():
                    _import(path, campaign, at)
                above = above or _mib() - idle
                rows["portal"] = Listing.objects.filter(campaign=campaign).count()
                written = _rows_written(cursor)
                transaction.set_rollback(True)
            cursor.execute("vacuum")
            with transaction.atomic():
                with turns["rows alone"].measured():
                    _write_again(cursor, written)
                transaction.set_rollback(True)
            cursor.execute("vacuum")
            with transaction.atomic():
                with turns["floor"].measured():
                    rows["floor"] = floor.run(cursor, path)
                transaction.set_rollback(True)
            with turns["reading"].measured():
                rows["read"] = _understand(path, campaign)
            with turns["bare"].measured():
                _bare(path)
    for each in turns.values():
        each.forget_first()
    return {name: each.figures for name, each in turns.items()} | {"rows": rows, "above_idle_mib": above}


if __name__ == "__main__":
    from core.foundation.garbage import keep_what_is_loaded

    django.setup()
    keep_what_is_loaded()  # as the web process does
    one_process()
    json.dump(measure(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SMALL), sys.stdout)
