"""The worked examples of docs/rules/targets.md are computed again."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.foundation.money import percent_text, points_text
from projects.curves import straight_line
from projects.targets import FORMULAS, compute

PAGE = Path(__file__).parents[2] / "docs/rules/targets.md"


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, without its head."""
    below = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1]
    lines = below[below.index("\n|") + 1 :].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def number(text: str) -> Decimal | None:
    return None if text == "—" else Decimal(text.replace("−", "-"))


@pytest.mark.parametrize("row", rows_below("Worked examples"), ids=lambda row: " ".join(row[:3]))
def test_worked_example_of_a_target(row):
    formula, months, target, inputs, value, rate, gap = row
    given = {key: Decimal(amount) for key, amount in (pair.split("=") for pair in inputs.split())}
    result = compute(formula, given, target=Decimal(target), months=int(months))
    expected = number(value)
    assert (result.value if expected is None else round(result.value, 2)) == expected
    assert percent_text(result.rate).replace("-", "−") == rate
    assert (points_text(result.gap) if "." in gap or gap == "—" else f"−{-result.gap:f}") == gap


def test_every_formula_has_an_example():
    assert {row[0] for row in rows_below("Worked examples")} == set(FORMULAS)


@pytest.mark.parametrize("row", rows_below("The curve of a plan"), ids=lambda row: " ".join(row[:3]))
def test_worked_example_of_a_curve(row):
    plan, start, finish, *due = row
    curve = straight_line(Decimal(plan), year=2018, start=date.fromisoformat(start), finish=date.fromisoformat(finish))
    assert curve == tuple(Decimal(amount) for amount in due)
