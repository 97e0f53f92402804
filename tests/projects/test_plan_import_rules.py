"""What a row of a plan table may say: its months, its total, its dates; what is asked about and never guessed."""

from datetime import date
from decimal import Decimal

import pytest

from core.intake.choices import RowGroup
from core.intake.issues import Tier
from projects.actions import PlanTerms
from projects.choices import CurveBasis
from projects.imports.plan.effect import stored_effect
from projects.imports.plan.planned import planned
from projects.models import PlanLine
from tests.intake.plan_desk import compared, months

pytestmark = pytest.mark.django_db

EVEN = (100,) * 12


@pytest.fixture
def park(register):
    """A project of 1,200 from January to December, by the straight line."""
    register.install(register.entry("环城公园", "1200"), register.entry("城东污水厂", "800"))
    return register


def row(register, name="环城公园", **values) -> dict[str, str]:
    return {"code": register.listing(name).project.code, "name": name, **values}


def one(register, **values):
    (each,) = compared(register.campaign, row(register, **values))
    return each


def rules(each, tier=Tier.ERROR) -> list[str]:
    return [note.rule for note in each.notes if note.tier == tier]


def test_months_that_equal_the_plan_are_taken(park):
    amounts = (0, 0, 50, 150, 100, 100, 200, 200, 100, 100, 100, 100)
    each = one(park, annual_plan_wan="1200.00", **months(*amounts))
    assert each.group == RowGroup.CHANGED
    assert list(each.changes) == ["months"], "the total is the standing one"
    assert each.changes["months"] == (
        "没有逐月填报，按起止时间直线", "1—2月各 0、3月 50、4月 150、5—6月各 100、7—8月各 200、9—12月各 100"
    )  # fmt: skip
    PlanLine.objects.update(curve_basis=CurveBasis.ENTERED)
    assert one(park, **months(*amounts)).changes["months"] == (
        "1—4月各 100、7—8月各 100", "1—2月各 0、3月 50、4月 150、7—8月各 200"
    ), "of entered months only those that differ"  # fmt: skip
    plan = planned(each, 2018)
    assert plan.basis == CurveBasis.ENTERED
    assert plan.curve[2:4] == (Decimal(50), Decimal(200))
    assert plan.curve[-1] == Decimal(1200)
    assert plan.cumulative_before_year_wan == Decimal("10.50"), "what was done before the year stays"


def test_cumulative_months_say_the_same(park):
    single = one(park, **months(0, 0, 50, 150, 100, 100, 200, 200, 100, 100, 100, 100))
    due = one(park, **months(0, 0, 50, 200, 300, 400, 600, 800, 900, 1000, 1100, 1200, series="due_wan"))
    assert single.changes == due.changes


def test_months_and_cumulative_ones_complete_each_other(park):
    """Half a year as one cumulative amount says nothing of its months; with them it is checked against their sum."""
    half = {**months(*[""] * 5, 600, series="due_wan"), **months(*[""] * 6, *[100] * 6)}
    assert rules(one(park, **half)) == ["months_missing"]
    both = {**months(*[""] * 5, 610, *[""] * 5, 1200, series="due_wan"), **months(*EVEN)}
    assert rules(one(park, **both)) == ["months_disagree", "months_disagree"], "June is too much, December too little"
    later = {**months("", "", 300, "", "", 650, series="due_wan"), **months(100, 100, "", *[100] * 8, 150)}
    assert rules(one(park, **later)) == ["months_disagree"], "April to June add up to three hundred, not to 350"
    cents = {**months(100, "200.01", series="due_wan"), **months(*EVEN[:-1], "99.99")}
    assert (rules(one(park, **cents)), rules(one(park, **cents), Tier.NOTICE)) == ([], ["months_rounded"])
    by_difference = {**months(*[""] * 11, 1200, series="due_wan"), **months("", *[100] * 11)}
    assert one(park, **by_difference).group == RowGroup.UNCHANGED, "January is what the others leave"


@pytest.mark.parametrize("short", ["0.07", "1", "-300"])
def test_months_that_miss_the_plan_are_refused_with_both_figures(park, short: str):
    amounts = (*EVEN[:-1], Decimal(100) - Decimal(short))
    each = one(park, **months(*amounts))
    (note,) = [note for note in each.notes if note.tier == Tier.ERROR]
    assert note.rule == "months_sum"
    assert "1,200.00" in note.message
    assert f"{1200 - Decimal(short):,.2f}" in note.message
    assert note.proposal == "改月计划或年度计划，使两者相等"
    assert each.group == RowGroup.QUESTION


def test_what_rounding_explains_is_told_and_put_into_the_last_month(park):
    """Twelve months of two decimals can miss by six cents, not by seven."""
    each = one(park, annual_plan_wan="1000.00", **months(*["83.33"] * 12))
    assert rules(each) == []
    assert rules(each, Tier.NOTICE) == ["months_rounded"]
    assert planned(each, 2018).curve[-2:] == (Decimal("916.63"), Decimal("1000.00"))


def test_cumulative_amounts_are_rounded_once_and_must_end_at_the_plan(park):
    each = one(park, **months(*[100 * n for n in range(1, 12)], "1199.99", series="due_wan"))
    assert rules(each) == ["months_sum"]


def test_a_cumulative_amount_never_falls(park):
    each = one(park, **months(100, 200, 150, *[100 * n for n in range(4, 13)], series="due_wan"))
    (note,) = each.notes
    assert (note.rule, note.field) == ("due_falls", "due_wan@03")
    assert "150.00 小于上月 200.00" in note.message


def test_single_months_are_not_negative(park):
    assert rules(one(park, **months(-50, 250, *EVEN[2:]))) == ["negative_month"]


def test_some_months_blank_is_a_question_and_all_blank_says_nothing(park):
    each = one(park, **months(*EVEN[:6], "", "", *EVEN[8:]))
    (note,) = each.notes
    assert (note.rule, note.field) == ("months_missing", "month_plan_wan@07")
    assert "7—8月没有数" in note.message
    assert one(park).group == RowGroup.UNCHANGED


def test_entered_months_keep_their_shape_under_a_new_total_and_say_so(park):
    line = PlanLine.objects.live().get(listing=park.listing("环城公园"))
    assert rules(one(park, annual_plan_wan="1500.00"), Tier.NOTICE) == [], "a straight line is drawn anew"
    PlanLine.objects.filter(pk=line.pk).update(curve_basis=CurveBasis.ENTERED)
    each = one(park, annual_plan_wan="1500.00")
    assert rules(each, Tier.NOTICE) == ["months_rescaled"]
    assert each.changes["rescaled_months"] == ("1—12月各 100", "1—12月各 125")
    assert planned(each, 2018).basis == CurveBasis.ENTERED
    assert planned(each, 2018, straight=True).basis == CurveBasis.STRAIGHT, "where a person chose so"
    dates = one(park, planned_finish="2018-11-30")
    assert planned(dates, 2018).basis == CurveBasis.ENTERED, "months that still add up to the plan stay"


def test_a_later_start_moves_the_straight_line(park):
    each = one(park, planned_start="2018-07-01")
    assert each.changes == {"planned_start": ("", "2018-07-01")}
    assert planned(each, 2018).curve[5:7] == (Decimal(0), Decimal(200))


def test_money_before_the_planned_start_is_pointed_out_and_taken(park):
    each = one(park, planned_start="2018-03-15", **months(*EVEN))
    (note,) = each.notes
    assert (note.tier, note.rule, note.field) == (Tier.NOTICE, "before_start", "month_plan_wan@01")
    assert "1—2月安排了 200.00 万元" in note.message
    assert each.group == RowGroup.CHANGED


def test_dates_are_in_order_and_amounts_not_negative(park):
    assert rules(one(park, planned_start="2018-07-01", planned_finish="2018-06-30")) == ["dates_backwards"]
    assert rules(one(park, annual_plan_wan="-5.00")) == ["negative_amount"]


def test_a_date_is_in_order_with_the_projects_own_where_the_plan_has_none(park):
    """The plan has no dates yet; the project begins in May: a finish in March would turn it round."""
    project = park.listing("环城公园").project
    project.planned_start = date(2018, 5, 1)
    project.save()
    each = one(park, planned_finish="2018-03-31")
    (note,) = each.notes
    assert (note.rule, note.field) == ("dates_backwards", "planned_finish")
    assert "2018-05-01" in note.message
    assert rules(one(park, planned_start="2018-02-01", planned_finish="2018-03-31")) == [], "both are given"


def test_what_was_done_before_the_year_is_settled_once(park):
    assert rules(one(park, cumulative_before_year_wan="99.00")) == ["settled_before"]
    PlanLine.objects.update(cumulative_before_year_wan=0)
    each = one(park, cumulative_before_year_wan="99.00")
    assert each.group == RowGroup.CHANGED
    assert planned(each, 2018).cumulative_before_year_wan == 99


def test_only_projects_of_this_years_list_have_a_plan(park):
    other, alike = compared(park.campaign, {"name": "滨江步道"}, {"name": "城东污水处理厂", "unit": "350582"})
    assert rules(other) == ["not_listed"]
    assert rules(alike) == ["similar_name"], "which one is asked first"
    assert {other.group, alike.group} == {RowGroup.QUESTION}


def test_a_package_takes_a_plan_only_where_it_stands_on_the_package(register):
    """公厕 and the like: the plan on the package, progress on the parts; or the other way round."""
    register.install(
        register.entry("农村公厕", "300", parts=(register.entry("一村", "0"), register.entry("二村", "0"))),
        register.entry("绿化提升", "0", parts=(register.entry("东段", "100"), register.entry("西段", "200"))),
    )
    whole, parts, part, same = compared(
        register.campaign,
        row(register, "农村公厕", annual_plan_wan="360.00"),
        row(register, "绿化提升", annual_plan_wan="360.00"),
        row(register, "东段", annual_plan_wan="160.00"),
        row(register, "西段", annual_plan_wan="200.00", **months(*["16.67"] * 4, *["16.66"] * 4, *["16.67"] * 4)),
    )
    assert (whole.group, part.group) == (RowGroup.CHANGED, RowGroup.CHANGED)
    assert rules(parts) == ["package_plan"]
    assert rules(same) == []
    printed = one(register, name="绿化提升", annual_plan_wan="300.00")
    assert printed.group == RowGroup.UNCHANGED, "a package prints what its parts add up to"
    later = one(register, name="绿化提升", annual_plan_wan="300.00", planned_finish="2018-11-30")
    assert later.group == RowGroup.CHANGED
    assert planned(later, 2018).annual_plan_wan == 0, "another date counts nobody's plan twice"


def test_two_rows_for_one_project_are_both_held(park):
    for each in compared(park.campaign, row(park, annual_plan_wan="900.00"), row(park, annual_plan_wan="950.00")):
        assert rules(each) == ["duplicate_row"]


def test_the_effect_counts_what_changes_and_what_every_month_gains(park):
    rows = compared(
        park.campaign,
        row(park, annual_plan_wan="1500.00", **months(*EVEN[:6], *[150] * 6)),
        row(park, "城东污水厂", planned_finish="2018-10-31"),
    )
    effect = stored_effect(rows, 2018)
    counts = {key: effect[key] for key in ("changed", "plans", "months", "dates", "settled")}
    assert counts == {"changed": 2, "plans": 1, "months": 1, "dates": 1, "settled": 0}
    assert effect["plan_step_wan"] == 300
    assert effect["due_step_wan"][0] == Decimal("13.33"), "800 in ten months instead of twelve"
    assert effect["due_step_wan"][6] == 50 + (560 - Decimal("466.67"))
    assert effect["due_step_wan"][11] == 300
    assert effect["first_month"] == 7, "a straight line drawn anew is nobody's entered month"


def test_the_rules_hold_for_a_start_in_another_year(register):
    entry = register.entry("跨年道路", "1200")
    started = PlanTerms(Decimal(1200), planned_start=date(2017, 5, 1), planned_finish=date(2019, 6, 1))
    register.install(type(entry)(terms=entry.terms, plan=started, facts=entry.facts))
    assert rules(one(register, name="跨年道路", **months(*EVEN)), Tier.NOTICE) == []
    assert rules(one(register, name="跨年道路", planned_start="2019-01-01", planned_finish="2019-06-01",
                     **months(*EVEN)), Tier.NOTICE) == ["before_start"]  # fmt: skip
