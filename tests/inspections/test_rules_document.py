"""The worked examples of docs/rules/inspections.md are computed again, row by row."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.foundation.canonical import sha256_hex
from core.foundation.money import percent_text
from core.foundation.working_days import WorkingCalendar, statutory_days
from inspections import draw
from inspections.actions.reminders import publish_by, stage_of
from inspections.choices import ORDERS_FOR, OrderKind, Severity
from inspections.conflicts import bars
from inspections.draw import Candidate, Person, Pool, Recusal, Stratum
from inspections.models import Finding, Programme, Relation, Visit
from inspections.summary import match_rate, total_of, unit_rows
from tests.cast import Cast

from .world import World, moment

PAGE = Path(__file__).parents[2] / "docs/rules/inspections.md"
CALENDAR = WorkingCalendar(statutory_days(range(2017, 2020)))


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


def test_how_many_are_sampled() -> None:
    for row in table("sites of the unit"):
        count = draw.sample_quota(
            int(row["sites of the unit"]), percent=int(row["percent"]), minimum=int(row["at least"])
        )
        assert count == int(row["inspected"]), row


def test_how_long_a_relation_bars() -> None:
    for row in table("relation ended"):
        ended = date.fromisoformat(row["relation ended"]) if row["relation ended"] else None
        said = bars(Relation(ended_on=ended), on=date.fromisoformat(row["programme starts"]))
        assert said is (row["bars"] == "yes"), row


def example(outside: str) -> str:
    pool = Pool(
        programme="example",
        round=1,
        team={"inspector": 2},
        strata=(Stratum("u", "unit", 3),),
        objects=tuple(Candidate(code, code, "u", "标杆项目" if code == "F" else "") for code in "ABCDEF"),
        people=tuple(Person(code, code, "inspector") for code in "PQR"),
        recusals=(Recusal("P", "A", "relative"),),
    )
    seed = draw.seed_of(pool_digest=sha256_hex(pool.text()), secret="example", outside=outside)
    return ", ".join(f"{each.object}: {' '.join(each.people)}" for each in draw.drawn(pool, seed))


def test_the_example_of_a_draw() -> None:
    for row in table("outside value"):
        assert example(row["outside value"]) == row["result"], row


def test_deadlines() -> None:
    programme = Programme()
    for row in table("issued"):
        due = CALENDAR.add(date.fromisoformat(row["issued"]), programme.days_for(row["gravest"]))
        assert due.isoformat() == row["due"], row


def test_which_order_suits_the_gravest_finding() -> None:
    for row in table("gravest finding"):
        for kind in OrderKind:
            said = kind in ORDERS_FOR[Severity(row["gravest finding"])]
            assert said is (row[kind.label] == "yes"), row


def test_when_somebody_is_reminded() -> None:
    for row in table("due"):
        due, today = (date.fromisoformat(row[name]) for name in ("due", "today"))
        assert stage_of(due, today, CALENDAR, soon=int(row["working days before"])) == row["stage"], row


def test_until_when_results_are_published() -> None:
    for row in table("last visit"):
        ended = date.fromisoformat(row["last visit"])
        said = publish_by(moment(ended.month, ended.day, 15), CALENDAR)
        assert said == date.fromisoformat(row["results published by"]), row


def test_how_well_a_report_was_met() -> None:
    for row in table("reported"):
        assert percent_text(match_rate(Decimal(row["reported"]), Decimal(row["verified"]))) == row["match %"], row


@pytest.mark.django_db
def test_the_round_of_june_2018_adds_up_as_it_was_printed(cast: Cast) -> None:
    """79 sites over seven units, 34 of 90 points or more, 3 below 70, 595 problems."""
    world = World(cast)
    drawn = world.frozen()
    names = {unit.name: code for code, unit in cast.units.items()}
    rows = table("unit")
    sites = [(row["unit"], number < int(row["below 70"])) for row in rows for number in range(int(row["sites"]))]
    good = iter(range(34))
    visits = []
    for number, (unit, is_poor) in enumerate(sites):
        score = 68 if is_poor else 92 if next(good, None) is not None else 85
        visits.append(
            Visit(
                programme=drawn.programme, draw=drawn,
                listing=world.month.project(f"S{number}", unit=names[unit]), how="lot", state="finished",
                checked_in_at=moment(6, 12), checked_in_by=world.inspectors[0], finished_at=moment(6, 12, 11),
                finished_by=world.inspectors[0], stayed_unannounced=True, score=score,
            )
        )  # fmt: skip
    Visit.objects.bulk_create(visits)
    Finding.objects.bulk_create(
        Finding(
            visit=visits[number % 79], number=number // 79 + 1, fault="裸土未覆盖", severity="minor",
            liable_party="contractor", at=moment(6, 12), by=world.inspectors[0],
        )
        for number in range(595)
    )  # fmt: skip
    units = unit_rows(drawn.programme, today=date(2018, 6, 30))
    assert {each.name: (each.finished, each.poor) for each in units} == {
        row["unit"]: (int(row["sites"]), int(row["below 70"])) for row in rows
    }
    whole = total_of(units)
    assert (whole.drawn, whole.finished, whole.good, whole.poor, whole.findings) == (79, 79, 34, 3, 595)
