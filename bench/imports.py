"""``python -m bench.imports ROUNDS [ROWS]``: a ledger into an empty campaign, against its floor; prints JSON.

Runs in a process of its own with the portal's settings, on a database without projects. Every turn is undone.
"""

import json
import resource
import sys
import tempfile
from datetime import timedelta
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
    """What a person does: hand the file in, see what was understood, have it written."""
    from core.foundation.months import Month
    from core.intake.actions import commit, receive
    from core.intake.desks import Occasion, desk_named
    from core.journal.actor import SYSTEM
    from projects.actions import BatchPaper

    occasion = Occasion(desk_named("register"), str(campaign.year))
    with path.open("rb") as file:
        batch = receive(file, path.name, occasion=occasion, by=SYSTEM, at=at)
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


def _understand(path: Path, campaign: Any) -> int:
    """What the desk does before it compares: read the file in the child process and understand it."""
    from core.intake.analysis import understood
    from core.intake.desks import Occasion, desk_named

    with path.open("rb") as file:
        occasion = Occasion(desk_named("register"), str(campaign.year))
        return len(understood(file, path.name, occasion, limits="job").understanding.rows)


def _bare(path: Path) -> None:
    """The library that reads the values, and nothing else."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rounds: int, size: int) -> dict[str, Any]:
    """Figures of portal and floor for the whole import and for reading alone, rows written, and MiB above idle."""
    from core.foundation import clock
    from projects.models import Listing
    from tests.intake.ledgers import ledger, saved, usual_layout

    at = clock.now()
    campaign, ours, floors, rows = _campaign(at), Repeated(), Repeated(), {}
    reading, bare = Repeated(), Repeated()
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "ledger.xlsx"
        saved(usual_layout(ledger(size)), path)
        floor.make(cursor)
        idle = _mib()
        for _ in range(rounds + 1):
            with transaction.atomic():
                with ours.measured():
                    _import(path, campaign, at)
                rows["portal"] = Listing.objects.filter(campaign=campaign).count()
                transaction.set_rollback(True)
            with transaction.atomic():
                with floors.measured():
                    rows["floor"] = floor.run(cursor, path)
                transaction.set_rollback(True)
            with reading.measured():
                rows["read"] = _understand(path, campaign)
            with bare.measured():
                _bare(path)
        above = _mib() - idle
    for turns in (ours, floors, reading, bare):
        turns.forget_first()
    figures = {"portal": ours, "floor": floors, "reading": reading, "bare": bare}
    return {name: turns.figures for name, turns in figures.items()} | {"rows": rows, "above_idle_mib": above}


if __name__ == "__main__":
    from core.foundation.garbage import keep_what_is_loaded

    django.setup()
    keep_what_is_loaded()  # as the web process does
    one_process()
    json.dump(measure(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SMALL), sys.stdout)
