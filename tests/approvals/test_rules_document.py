"""The worked examples of docs/rules/approvals.md are computed again, row by row."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from approvals.choices import CaseState
from approvals.clock import Clock, Stop, green_limit
from approvals.models import ApprovalCase
from approvals.permissions import is_silent
from core.foundation.working_days import WorkingCalendar, statutory_days

PAGE = Path(__file__).parents[2] / "docs/rules/approvals.md"
CALENDAR = WorkingCalendar(statutory_days(range(2017, 2020)))


def table(first_heading: str) -> list[dict[str, str]]:
    """The rows of the page's table whose first line begins so; at least one."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    heads = [cell.strip() for cell in lines[start].strip("|").split("|")]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(heads, (cell.strip() for cell in line[1:-1].split("|")), strict=True)))
    assert rows
    return rows


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def clock(row: dict[str, str], limit: int, *, restarts: bool = False) -> Clock:
    stops = (Stop(day(row["stopped"]), day(row["resumed"]), restarts),) if row["stopped"] else ()
    return Clock(day(row["accepted"]), limit, stops, CALENDAR)


def test_due_days() -> None:
    for row in table("accepted | limit"):
        due = clock(row, int(row["limit"])).due_on
        assert (str(due) if due else "—") == row["due"], row


def test_used_excluded_and_dropped_days() -> None:
    for row in table("accepted | stopped"):
        counted, until = clock(row, 20, restarts=row["mode"] == "restart"), day(row["until"])
        found = (counted.used(until), counted.excluded(until), counted.dropped())
        assert found == (int(row["used"]), int(row["excluded"]), int(row["dropped"])), row


def test_lights() -> None:
    for row in table("used | limit"):
        counted = Clock(date(2018, 7, 2), int(row["limit"]), (), CALENDAR)
        assert counted.read(counted.day_of(int(row["used"]))).light == row["light"], row


def test_silence() -> None:
    for row in table("papers came"):
        case = SimpleNamespace(state=CaseState.SUBMITTED, papers_on=day(row["papers came"]))
        silent = is_silent(case, today=day(row["asked on"]), calendar=CALENDAR)
        assert ("deemed accepted" if silent else "may supplement") == row["answer"], row


def test_green_channel() -> None:
    for row in table("ordinary | green"):
        case = ApprovalCase(
            ordinary_days=int(row["ordinary"]),
            decision=row["decision"],
            used_days=int(row["used"]),
            dropped_days=int(row["dropped"]),
        )
        assert green_limit(case.ordinary_days) == int(row["green"]), row
        assert case.taken_days == int(row["taken"]), row
        saved = None if row["saved"] == "—" else int(row["saved"].replace("−", "-"))
        assert case.saved_days == saved, row
