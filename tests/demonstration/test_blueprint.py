"""The demonstration as values: its totals, its chances, its marker words. No database."""

from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foundation.codes import uscc_problem
from demonstration.allocation import allocate, scaled
from demonstration.blueprint import Blueprint
from demonstration.chronicle import FULL_UNIT, Chronicle, Fate, Odd
from demonstration.codes import demonstration_uscc
from demonstration.names import real_rows
from demonstration.shares import FLAGSHIPS, PLAN_CENTS, UNITS
from demonstration.works import Course, Work
from projects.choices import Provenance

SIZES = (60, 137, 621, 1300)


@pytest.fixture(scope="module")
def list_of_2018() -> Blueprint:
    return Blueprint(projects=621, seed=2018)


def plan_of(works: list[Work]) -> int:
    return sum(one.plan for work in works for one in (work, *work.parts))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40), st.integers(1, 1000))
def test_parts_add_up_to_the_whole(total, weights, step):
    parts = allocate(total, weights, step=step)
    assert sum(parts) == (total if any(weights) else 0)
    assert min(parts) >= 0


@given(st.lists(st.integers(1, 100), min_size=1, max_size=14), st.integers(60, 5000))
def test_scaled_counts_keep_the_total_and_the_least(counts, total):
    parts = scaled(counts, total, least=1)
    assert (sum(parts), min(parts) >= 1) == (total, True)


def test_the_list_of_2018_is_the_announced_one(list_of_2018):
    """Known figures of the campaign stand to the cent: 621, 470 亿, 9 flagships of 30 亿, 128, 37, 丰泽, 洛江."""
    works = list_of_2018.works
    assert (len(works), plan_of(works)) == (621, 4_700_000_00)
    flagships = [work for work in works if work.is_flagship]
    assert (len(flagships), plan_of(flagships)) == (9, 300_000_00)
    categories = Counter(work.category for work in works)
    assert (categories["greening"], categories["planning"]) == (128, 37)
    fengze = [work for work in works if work.home == "350503"]
    assert (len(fengze), plan_of(fengze)) == (36, 154_515_00)
    assert len({work.category for work in fengze}) == 5
    assert sum(work.planned_start.year == 2018 for work in fengze) == 25
    assert sum(work.planned_finish.year == 2018 for work in fengze) == 19
    assert sum(work.home == FULL_UNIT for work in works) == 65


def test_planning_items_have_no_plan_or_a_small_one(list_of_2018):
    plans = [work.plan for work in list_of_2018.works if work.course == Course.PLANNING]
    assert min(plans) == 0
    assert max(plans) <= 1_800_00


@pytest.mark.parametrize("projects", SIZES)
def test_other_sizes_scale(projects):
    blueprint = Blueprint(projects=projects, seed=7)
    assert len(blueprint.works) == projects
    assert plan_of(blueprint.works) == PLAN_CENTS * projects // 621
    assert {work.home for work in blueprint.works} == {unit.code for unit in UNITS}
    assert {work.name for work in blueprint.works if work.is_flagship} == set(FLAGSHIPS)
    assert sum(blueprint.shares.flagships.values()) == 300_000_00 * projects // 621
    names = [work.name for work in blueprint.works] + [leaf.name for leaf in blueprint.leaves if not leaf.parts]
    assert max(Counter(names).values()) <= 2


def test_a_package_crosses_counties_and_none_touches_luojiang_or_fengze(list_of_2018):
    packages = [work for work in list_of_2018.works if work.parts]
    assert len(packages) == 5
    crossing = [work for work in packages if len({part.unit for part in work.parts}) > 1]
    assert [work.name for work in crossing] == ["晋江防洪工程"]
    assert {"350503", "350504"}.isdisjoint({one.unit for work in packages for one in (work, *work.parts)})


def test_the_same_seed_gives_the_same_list_and_another_seed_another(list_of_2018):
    again = Blueprint(projects=621, seed=2018)
    assert again.works == list_of_2018.works
    assert [r.ytd for r in Chronicle(again, months=7).records] == [
        r.ytd for r in Chronicle(list_of_2018, months=7).records
    ]
    assert Blueprint(projects=621, seed=2019).works != list_of_2018.works


def texts_of(work: Work) -> str:
    return " ".join(str(getattr(work, column.name)) for column in fields(work) if column.name not in {"parts", "nodes"})


def test_a_units_marker_word_stands_in_its_own_rows_only(list_of_2018):
    own = {unit.code: unit.marker for unit in UNITS}
    assert len(set(own.values())) == len(UNITS)
    for work in (one for entry in list_of_2018.works for one in (entry, *entry.parts)):
        text = texts_of(work)
        assert [marker for marker in own.values() if marker in text] == [own[work.unit]]


def test_real_names_are_marked_and_invented_ones_say_so(list_of_2018):
    real = {row.name for row in real_rows()}
    for work in (one for entry in list_of_2018.works for one in (entry, *entry.parts)):
        is_real = work.name in real
        assert (work.provenance == Provenance.REAL_NAME) == is_real
        assert is_real or work.name.endswith("（演示）")


def test_the_same_works_stand_once():
    names = [row.name for row in real_rows()]
    assert len(names) == len(set(names))
    assert "环湾湿地公园建设" not in names
    assert "红塔湾海岸公园" not in names
    parents = {row.parent for row in real_rows() if row.role == "part"}
    assert parents <= {row.name for row in real_rows() if row.role == "package"}


def test_july_is_55_percent_reported_and_fits_every_unit(list_of_2018):
    chronicle = Chronicle(list_of_2018, months=7)
    handed = [one for one in chronicle.records if one.fate in {Fate.ACCEPTED, Fate.WAITING_UNIT, Fate.WAITING_CITY}]
    assert round(100 * len(handed) / len(chronicle.records)) == 55
    assert {one.fate for one in chronicle.by_unit[FULL_UNIT]} == {Fate.ACCEPTED}
    for unit in UNITS:
        running = sum(chronicle.running(one) for one in chronicle.records if one.work.home == unit.code)
        assert running == unit.ytd * 100


@pytest.mark.parametrize("projects", SIZES)
def test_cumulative_figures_fall_only_where_they_are_said_to(projects):
    for record in Chronicle(Blueprint(projects=projects, seed=11), months=7).records:
        for month in range(1, 8):
            fell = record.ytd[month] < record.ytd[month - 1]
            assert not fell or record.odd.get(month) == Odd.WRITE_BACK
            assert record.ytd[month] >= 0


@given(st.integers(1, 999_999))
def test_invented_firms_have_sound_credit_codes(number):
    assert uscc_problem(demonstration_uscc(number)) is None
