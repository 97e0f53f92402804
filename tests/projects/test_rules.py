"""Rules of the register that need no database: curves, names, targets, what is still missing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.choices import Status
from projects.completeness import NEEDED, gaps
from projects.curves import curve_problems, straight_line
from projects.names import name_key
from projects.targets import ENTERED_INPUTS, FORMULAS, compute

AMOUNTS = st.decimals(min_value=0, max_value=10**7, places=2)
DAYS = st.none() | st.dates(min_value=date(2015, 1, 1), max_value=date(2021, 12, 31))


@given(plan=AMOUNTS, start=DAYS, finish=DAYS)
def test_a_straight_curve_ends_at_the_plan_and_never_falls(plan, start, finish):
    """Whatever the dates say, the curve can be used as it is."""
    assert curve_problems(straight_line(plan, year=2018, start=start, finish=finish), plan) == []


@given(plan=AMOUNTS, start=st.dates(min_value=date(2018, 2, 1), max_value=date(2018, 12, 31)))
def test_nothing_is_due_before_the_planned_start(plan, start):
    curve = straight_line(plan, year=2018, start=start, finish=None)
    assert set(curve[: start.month - 1]) == {Decimal("0.00")}


def test_a_start_after_the_year_leaves_all_of_the_plan_to_december():
    curve = straight_line(Decimal(10), year=2018, start=date(2019, 3, 1), finish=None)
    assert (curve[10], curve[11]) == (0, 10)


@pytest.mark.parametrize(
    ("entered", "word"),
    [
        ([Decimal(1)] * 11, "12 个月"),
        ([Decimal(-1)] + [Decimal(12)] * 11, "不能为负"),
        ([Decimal(5), Decimal(4)] + [Decimal(12)] * 10, "2月累计 4 小于上月 5"),
        ([Decimal(1)] * 12, "应等于年度计划 12"),
    ],
)
def test_an_entered_curve_is_refused_with_its_cure(entered, word):
    assert word in "".join(curve_problems(entered, Decimal(12)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东海片区 经八路（北段）", "东海片区经八路(北段)"),
        ("洛江西环路四期(河市至马甲段)", "洛江西环路四期（河市至马甲段）"),
        ("ＰＰＰ项目“一期”", "ppp项目一期"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


def test_parts_told_apart_by_brackets_have_different_keys():
    assert name_key("西环路（三期）") != name_key("西环路（四期）")


def test_a_target_without_an_input_has_no_value_and_names_it():
    result = compute("increase_without_real_estate", {"ytd_wan": Decimal(1)}, target=Decimal(9), months=7)
    assert (result.value, result.rate, result.gap) == (None, None, None)
    assert result.missing == ("其中：房地产", "上年同期城建投资（不含房地产）")
    assert "缺少" in result.words


def test_a_target_says_its_formula_in_figures():
    result = compute("annual_investment", {"ytd_wan": Decimal(2652434)}, target=Decimal(4700000), months=7)
    assert result.words == "完成率 = 2,652,434 ÷ 4,700,000 = 56.43%"
    assert result.due == Decimal(4700000) * 7 / 12


def test_an_unknown_formula_is_a_mistake_of_the_programmer():
    with pytest.raises(LookupError, match="no target formula"):
        compute("happiness", {}, target=Decimal(1), months=1)


def test_only_figures_of_other_offices_are_entered():
    assert set(ENTERED_INPUTS) == {
        "base_ytd_wan",
        "construction_wan",
        "fixed_assets_wan",
        "base_construction_wan",
        "base_fixed_assets_wan",
    }
    assert len(FORMULAS) == 5


def test_completion_above_the_plan_is_not_capped():
    result = compute("flagship_investment", {"flagship_ytd_wan": Decimal(325)}, target=Decimal(200), months=12)
    assert result.rate == Decimal("1.625")


def test_every_status_says_what_it_needs():
    assert set(NEEDED) == set(Status)


def test_a_project_under_construction_lacks_its_start():
    facts = {"status": "under_construction", "region": 1, "owner": 2, "scope": "路", "total_investment_wan": Decimal(0)}
    missing = {gap.field for gap in gaps(facts)}
    assert missing == {"planned_start", "planned_finish", "national_code", "actual_start"}
