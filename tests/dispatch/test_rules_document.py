"""The worked examples of docs/rules/dispatch.md are computed again, row by row."""

from datetime import date
from pathlib import Path

from core.foundation.working_days import WorkingCalendar, statutory_days
from dispatch import limits
from dispatch.choices import Tier

PAGE = Path(__file__).parents[2] / "docs/rules/dispatch.md"
CALENDAR = WorkingCalendar(statutory_days(range(2017, 2020)))
TIERS = {"county": Tier.COUNTY, "bureau": Tier.BUREAU, "meeting": Tier.MEETING, "city": Tier.CITY}


def table(first_line: str) -> list[dict[str, str]]:
    """The rows of the page's table whose heading begins so; at least one."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"| {first_line} |"))
    heads = [cell.strip() for cell in lines[start].strip("|").split("|")]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(heads, (cell.strip() for cell in line[1:-1].split("|")), strict=True)))
    assert rows
    return rows


def _day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_time_of_each_tier() -> None:
    for row in table("tier | days"):
        assert limits.USUAL.of(TIERS[row["tier"]]) == int(row["days"])
        assert limits.USUAL.accept_days == int(row["accept within"])


def test_the_days_of_the_papers() -> None:
    said = {row["paper"]: int(row["days"]) for row in table("paper | days")}
    assert said == {name: getattr(limits.USUAL, f"{name}_days") for name in said}
    assert len(said) == 4


def test_deadlines() -> None:
    for row in table("tier | reached on"):
        assert limits.due_on(TIERS[row["tier"]], _day(row["reached on"]), CALENDAR) == _day(row["due on"]), row


def test_what_moves_on_which_day() -> None:
    for row in table("due on | looked at on"):
        due, today = _day(row["due on"]), _day(row["looked at on"])
        assert (due < today and CALENDAR.is_working(today)) == (row["moves"] == "yes"), row
        assert CALENDAR.used(due, today) == int(row["over"]), row


def test_time_given_back() -> None:
    for row in table("due on | stopped on"):
        due, stopped, again = (_day(row[name]) for name in ("due on", "stopped on", "runs again on"))
        found = limits.runs_again(due, stopped, again, CALENDAR)
        assert (found or due) == _day(row["due then"]), row
        assert (found is None) == (row["left"] == "passed"), row
        assert found is None or CALENDAR.used(stopped, due) == int(row["left"]), row


def test_what_becomes_of_a_request_for_more_time() -> None:
    """The days only; `test_requests` drives the same cases through the actions."""
    for row in table("asked on | due on"):
        asked, due, decided = (_day(row[name]) for name in ("asked on", "due on", "decided on"))
        longer = CALENDAR.add(due, int(row["days"]))
        found = "not asked" if due < asked else "refused" if longer < decided else longer.isoformat()
        assert found == row["becomes"], row


def test_when_a_dismissed_paper_may_come_again() -> None:
    for row in table("dismissed on"):
        assert limits.asks_again_on(_day(row["dismissed on"]), CALENDAR) == _day(row["again from"]), row


def test_who_is_reminded_after_a_gap() -> None:
    for row in table("due on | looked before on"):
        last = limits.Look(_day(row["looked before on"]), had_it=row["deadline stood then"] == "yes")
        found = limits.reminder(_day(row["due on"]), _day(row["looks on"]), last, CALENDAR)
        assert found == (row["told"] == "yes"), row
