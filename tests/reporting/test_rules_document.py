"""The worked examples of docs/rules/reporting.md are computed again, row by row."""

from decimal import Decimal
from pathlib import Path

from core.foundation.money import DASH, percent_text, points_text, rate
from core.foundation.months import Month
from core.foundation.working_days import WorkingCalendar, statutory_days
from reporting.calendar import deadlines
from reporting.lights import Thresholds, unit_light
from reporting.rollups.ranking import competition_ranks, lead_points
from reporting.statement import Background, Statement, problems

PAGE = Path(__file__).parents[2] / "docs/rules/reporting.md"
CALENDAR = WorkingCalendar(statutory_days(range(2017, 2020)))
BACKGROUND = Background(
    prior_ytd_wan=Decimal(7850),
    annual_plan_wan=Decimal(15000),
    due_wan=Decimal(8750),
    due_before_wan=Decimal(7500),
    last_percent=Decimal(51),
    last_text="主体砌筑",
)


def table(first_heading: str) -> list[dict[str, str]]:
    """The rows of the page's table whose first column is called so; at least one."""
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


def test_deadlines() -> None:
    for row in table("month | units report by"):
        due = deadlines(Month.parse(row["month"]), CALENDAR)
        shown = (row["units report by"], row["first check by"], row["lock from"])
        assert tuple(map(str, (due.unit_due_on, due.check_due_on, due.lock_due_on))) == shown


def test_leads_and_lights_of_units() -> None:
    for row in table("done"):
        done, plan, months = Decimal(row["done"]), Decimal(row["plan"]), int(row["months"])
        achieved = rate(done, plan)
        assert percent_text(achieved) == row["rate %"], row
        lead = lead_points(achieved, months)
        assert (DASH if lead is None else points_text(lead)) == row["lead"], row
        assert unit_light(ytd_wan=done, plan_wan=plan, months=months, rule=Thresholds(1)) == row["light"], row


def test_ranks() -> None:
    for row in table("rates %"):
        rates = {place: Decimal(text) / 100 for place, text in enumerate(row["rates %"].split())}
        assert list(competition_ranks(rates).values()) == [int(text) for text in row["ranks"].split()], row


def test_what_may_be_wrong_with_a_report() -> None:
    for row in table("month | ytd"):
        statement = Statement(
            month_done_wan=Decimal(row["month"]) if row["month"] else None,
            ytd_done_wan=Decimal(row["ytd"]) if row["ytd"] else None,
            progress_percent=Decimal(row["percent"]),
            progress_text=row["text"],
            jump_reason=row["reason"],
        )
        found = [f"{each.tier} {each.field} {each.rule}" for each in problems(statement, BACKGROUND)]
        assert found == ([row["result"]] if row["result"] else []), row
