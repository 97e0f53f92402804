"""``python -m bench.imports ROUNDS``: a ledger of 621 rows into an empty campaign, against its floor; prints JSON.

Runs in a process of its own with the portal's settings, on a database without projects. Every turn is undone.
"""

import json
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


def measure(rounds: int) -> dict[str, Any]:
    """Figures of portal and floor, and how many rows each wrote."""
    from core.foundation import clock
    from projects.models import Listing
    from tests.intake.ledgers import ledger, saved, usual_layout

    at = clock.now()
    campaign, ours, floors, rows = _campaign(at), Repeated(), Repeated(), {}
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "ledger.xlsx"
        saved(usual_layout(ledger(SMALL)), path)
        floor.make(cursor)
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
    for turns in (ours, floors):
        turns.forget_first()
    return {"portal": ours.figures, "floor": floors.figures, "rows": rows}


if __name__ == "__main__":
    django.setup()
    one_process()
    json.dump(measure(int(sys.argv[1])), sys.stdout)
