"""docs/jobs.md says how long things take; those are the numbers in force."""

import re
from datetime import timedelta
from pathlib import Path

from core.operations import bell, health, limits

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "jobs.md"


def test_the_times_in_the_document_are_those_in_force() -> None:
    rows = re.findall(r"^\| `(\w+)(?:\(\))?` \| ([\d, ]+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    in_force = {
        "lease": limits.lease(),
        "GIVEN_UP_AFTER": limits.GIVEN_UP_AFTER,
        "BACK_OFF": limits.BACK_OFF,
        "BUSY_PAUSE": limits.BUSY_PAUSE,
        "QUIET_BEFORE_RINGING": limits.QUIET_BEFORE_RINGING,
        "SILENCE_SECONDS": timedelta(seconds=bell.SILENCE_SECONDS),
    }
    assert {name: [int(part) for part in text.split(",")] for name, text in rows} == {
        name: [int(each.total_seconds()) for each in (value if isinstance(value, tuple) else (value,))]
        for name, value in in_force.items()
    }


def test_the_health_page_in_the_document_is_the_one_in_force() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert health.SILENT_AFTER == timedelta(minutes=3)
    assert health.QUEUE_STUCK_AFTER == timedelta(minutes=5)
    assert text.count("silent (3 minutes)") == 2
    assert "stuck (5 minutes)" in text
