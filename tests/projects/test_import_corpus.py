"""Every messy but honest workbook of the corpus: each value right, or its row listed with the rule."""

from collections.abc import Mapping

import pytest

from core.intake.desk import Kind
from core.intake.issues import Tier
from core.intake.reader import as_real_file
from core.intake.texts import plain
from core.intake.understanding import ReadRow, Understanding
from tests.intake.corpus import HABITS, Habit
from tests.intake.ledgers import saved
from tests.intake.register_desk import Analysis, analyse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_a_messy_workbook_is_right_or_asks(register, habit: Habit):
    analysis = _analysed(habit, register)
    understanding = analysis.understanding
    assert [sheet.kind for sheet in understanding.sheets] == list(habit.kinds)
    assert _told(analysis) == sorted(habit.issues)
    assert [_shown(analysis, row, wanted) for row, wanted in zip(understanding.rows, habit.rows, strict=True)] == [
        dict(row) for row in habit.rows
    ]
    assert [each.row for each in understanding.published if not each.is_equal] == list(habit.differing)
    _require_nothing_lost(habit, understanding)


def test_the_corpus_is_large_and_its_names_are_distinct():
    assert len({habit.name for habit in HABITS}) == len(HABITS) >= 60


def _require_nothing_lost(habit: Habit, understanding: Understanding) -> None:
    """Every row below a head is a project or named as skipped; what is neither holds a serial number and blanks."""
    for name, grid in habit.sheets.items():
        readings = [each for each in understanding.sheets if each.name == name]
        if {each.kind for each in readings} != {"list"}:
            continue
        tops = {number for each in readings for number in each.header_rows}
        named = {row for each in readings for row, _, _ in each.skipped}
        read = {row.row for row in understanding.rows if row.sheet == name}
        for number, line in enumerate(grid.lines, start=1):
            words = [value for value in line if value is not None and str(value).strip()]
            is_above = any(top > number and not read & set(range(number, top)) for top in tops)
            if number not in tops | named | read and not is_above:
                assert not words[1:], f"row {number} of {name}: {line}"


def _analysed(habit: Habit, register) -> Analysis:
    with as_real_file([saved(habit.book()).getvalue()]) as file:
        return analyse(file, f"{habit.name}.xlsx", register.campaign)


def _told(analysis: Analysis) -> list[str]:
    read = analysis.understanding
    issues = [*read.issues, *(issue for row in read.rows for issue in row.issues)]
    return sorted(f"{issue.cell or '-'} {issue.rule}" for issue in issues if issue.tier != Tier.NORMALISED)


def _shown(analysis: Analysis, row: ReadRow, wanted: Mapping[str, str]) -> dict[str, str]:
    """Every value that is no free text, and the texts that are spoken of."""
    kinds = {key: analysis.desk.kind_of(key) for key in row.values}
    return {key: plain(value) for key, value in row.values.items() if kinds[key] != Kind.TEXT or key in wanted}
