"""Changing the register: versions, revisions, journal; plans by batch; nodes; inputs of targets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.foundation.canonical import canonical_json
from core.foundation.months import Month
from core.foundation.verdict import Refused, Stale
from core.journal.models import Entry
from core.organisations.models import Firm
from projects.actions import (
    Adjustment,
    PlanChange,
    TargetFigure,
    adjust_plan,
    edit_listing,
    edit_project,
    effect_of_adjustment,
    promise,
    reach,
    rename_milestone,
    set_milestone,
    set_parties,
    set_target_input,
)
from projects.choices import KeyLevel, PartyRole, Status
from projects.models import PlanLine, ProjectRevision, TargetInput
from projects.rollups import list_totals

from .conftest import LATER, NOW, OFFICER, paper

pytestmark = pytest.mark.django_db
EVEN_LATER = LATER + timedelta(days=1)


@pytest.fixture
def listing(register):
    register.install(register.entry("甲"), register.entry("乙", "800"))
    return register.listing("甲")


def edit(listing, changes, seen=1, reason="按批复更正"):
    return edit_project(
        project=listing.project, changes=changes, reason=reason, seen_version=seen, by=OFFICER, at=LATER
    )


def test_an_edit_writes_a_revision_and_says_what_was(listing):
    edited = edit(listing, {"status": Status.COMPLETED, "total_investment_wan": Decimal("99.10"), "name": "甲 (一期)"})
    assert (edited.version, edited.name_key) == (2, "甲一期")
    first, second = ProjectRevision.objects.filter(project=edited).order_by("number")
    assert (first.known_to, first.status) == (LATER, Status.UNDER_CONSTRUCTION)
    assert (second.known_to, second.status, second.changed_by_label) == (None, Status.COMPLETED, OFFICER.label)
    entry = Entry.objects.latest("sequence")
    assert (entry.action, entry.subject_id, entry.reason) == ("projects.edit_project", "QZ18-0001", "按批复更正")
    assert '"total_investment_wan":{"now":"99.10","was":null}' in entry.payload


def test_the_register_can_be_read_as_known_before_the_edit(listing):
    edit(listing, {"status": Status.SUSPENDED})
    was = ProjectRevision.objects.known_at(NOW).get(project=listing.project)
    assert was.status == Status.UNDER_CONSTRUCTION


def test_who_saw_an_older_version_is_told(listing):
    edit(listing, {"status": Status.SUSPENDED})
    with pytest.raises(Stale):
        edit(listing, {"status": Status.COMPLETED})


def test_an_edit_that_changes_nothing_writes_nothing(listing):
    entries = Entry.objects.count()
    assert edit(listing, {"name": "甲"}, reason="").version == 1
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"name": "新"}, " ", "reason"),
        ({"code": "QZ99"}, "改", "code"),
        ({"provenance": "entered"}, "改", "provenance"),
        ({"total_investment_wan": Decimal(-1)}, "改", "__all__"),
        ({"national_code": "123"}, "改", "national_code"),
        ({"actual_start": date(2018, 5, 1), "actual_finish": date(2018, 4, 1)}, "改", "__all__"),
    ],
)
def test_an_edit_that_does_not_hold_is_refused_by_field(listing, changes, reason, field):
    with pytest.raises(Refused) as refusal:
        edit(listing, changes, reason=reason)
    assert set(refusal.value.field_errors) == {field}
    listing.project.refresh_from_db()
    assert listing.project.version == 1


def test_the_listing_shares_the_projects_version(register, listing):
    changed = edit_listing(
        listing=listing,
        changes={"key_level": KeyLevel.CITY, "unit": register.units["350521"], "theme_ids": []},
        reason="列入市重点",
        seen_version=1,
        by=OFFICER,
        at=LATER,
    )
    assert (changed.key_level, changed.unit.name) == (KeyLevel.CITY, "惠安县")
    listing.project.refresh_from_db()
    assert listing.project.version == 2
    with pytest.raises(Stale):
        edit(listing, {"status": Status.COMPLETED})


def batch(register, *changes, at=LATER, **adjustment):
    return adjust_plan(
        campaign=register.campaign,
        paper=paper(approved_at=at),
        adjustment=Adjustment(changes=changes, **adjustment),
        by=OFFICER,
        at=at,
    )


def test_an_adjustment_keeps_the_plan_it_replaces(register, listing):
    other = register.listing("乙")
    change = [PlanChange(listing.pk, Decimal(1500)), PlanChange(other.pk, Decimal(500), planned_start=date(2018, 7, 1))]
    adjustment = Adjustment(changes=tuple(change))
    effect = effect_of_adjustment(register.campaign, adjustment)
    assert (effect.raised_wan, effect.lowered_wan, effect.difference_wan, effect.warnings) == (300, 300, 0, ())
    made = batch(register, *change)
    assert made.number == 2
    was = PlanLine.objects.known_at(NOW).get(listing=listing)
    now = PlanLine.objects.live().get(listing=listing)
    assert (was.annual_plan_wan, was.is_initial, was.known_to) == (1200, True, LATER)
    assert (now.annual_plan_wan, now.is_initial, now.cumulative_before_year_wan) == (1500, False, Decimal("10.50"))
    moved = PlanLine.objects.live().get(listing=other)
    assert [moved.months.get(month=Month(2018, n)).due_wan for n in (6, 7, 12)] == [0, Decimal("83.33"), 500]
    assert list_totals(register.campaign) == effect.after


def test_an_adjustment_shows_its_effect_on_the_list_before_signing(register, listing):
    effect = effect_of_adjustment(register.campaign, Adjustment(withdrawals=(listing.pk,)))
    assert (effect.before.entries, effect.after.entries, effect.withdrawn_wan) == (2, 1, 1200)
    assert len(effect.warnings) == 2
    replaced = Adjustment(withdrawals=(listing.pk,), additions=(register.entry("丙", "1200"),))
    assert effect_of_adjustment(register.campaign, replaced).warnings == ()
    assert list_totals(register.campaign) == effect.before


def test_a_project_leaves_and_another_joins_in_one_batch(register, listing):
    made = batch(register, withdrawals=(listing.pk,), additions=(register.entry("丙", "1300"),))
    listing.refresh_from_db()
    assert listing.left_by == made
    assert PlanLine.objects.live().get(listing=listing).annual_plan_wan == 0
    assert list_totals(register.campaign).plan_wan == Decimal(2100)
    assert not PlanLine.objects.get(listing=register.listing("丙")).is_initial
    with pytest.raises(Refused, match="已退出"):
        batch(register, PlanChange(listing.pk, Decimal(1)), at=EVEN_LATER)
    with pytest.raises(Refused, match="已退出"):
        edit_listing(listing=listing, changes={"remark": "补"}, reason="改", seen_version=1, by=OFFICER, at=LATER)


def test_a_package_leaves_with_its_parts(register):
    register.install(register.entry("捆", "10", parts=(register.entry("子", "20"),)), register.entry("路"))
    package, part = register.listing("捆"), register.listing("子")
    effect = effect_of_adjustment(register.campaign, Adjustment(withdrawals=(package.pk,)))
    assert (effect.withdrawn_wan, effect.after.entries, effect.after.plan_wan) == (30, 1, 1200)
    batch(register, withdrawals=(package.pk,))
    part.refresh_from_db()
    assert part.left_by_id is not None
    assert list_totals(register.campaign) == effect.after


def test_a_part_does_not_leave_alone(register):
    register.install(register.entry("捆", "10", parts=(register.entry("子", "20"),)))
    with pytest.raises(Refused, match="子项目不能单独退出"):
        batch(register, withdrawals=(register.listing("子").pk,))


def test_adjustments_that_cannot_be_signed(register, listing):
    change = PlanChange(listing.pk, Decimal(1))
    for changes, word in [((), "没有内容"), ((change, change), "两次"), ((PlanChange(0, Decimal(1)),), "不在本年度")]:
        with pytest.raises(Refused, match=word):
            batch(register, *changes)
    batch(register, change)
    with pytest.raises(Stale):
        batch(register, change)


def test_a_node_keeps_its_planned_date(listing):
    node = set_milestone(project=listing.project, name="主体封顶", planned_on=date(2018, 4, 30), by=OFFICER, at=NOW)
    promise(milestone=node, promised_on=date(2018, 6, 30), reason="图审", by=OFFICER, at=NOW)
    promise(milestone=node, promised_on=date(2018, 8, 30), reason="雨季", by=OFFICER, at=LATER)
    node = rename_milestone(milestone=node, name="主体结构封顶", note="", by=OFFICER, at=LATER)
    assert (node.planned_on, node.promises.count()) == (date(2018, 4, 30), 2)
    reached = reach(milestone=node, actual_on=date(2018, 5, 1), by=OFFICER, at=LATER)
    assert reached.actual_on == date(2018, 5, 1)
    with pytest.raises(Refused, match="已于 2018-05-01 完成"):
        reach(milestone=node, actual_on=date(2018, 5, 2), by=OFFICER, at=LATER)
    with pytest.raises(Refused, match="无需再承诺"):
        promise(milestone=node, promised_on=date(2018, 9, 1), reason="再延", by=OFFICER, at=LATER)


def test_a_promise_looks_forward_and_a_reached_node_back(listing):
    node = set_milestone(project=listing.project, name="通车", planned_on=date(2018, 4, 30), by=OFFICER, at=NOW)
    with pytest.raises(Refused) as refusal:
        promise(milestone=node, promised_on=date(2018, 5, 1), reason="", by=OFFICER, at=NOW)
    assert set(refusal.value.field_errors) == {"promised_on", "reason"}
    with pytest.raises(Refused, match="不能晚于今天"):
        reach(milestone=node, actual_on=date(2018, 5, 3), by=OFFICER, at=NOW)


def test_the_six_parties_are_set_together(listing):
    firm = Firm.objects.create(name="设计院甲（演示）")
    set_parties(project=listing.project, parties=[(PartyRole.DESIGNER, firm)], by=OFFICER, at=NOW)
    set_parties(project=listing.project, parties=[(PartyRole.SUPERVISOR, firm)], by=OFFICER, at=LATER)
    assert list(listing.project.parties.values_list("role", flat=True)) == [PartyRole.SUPERVISOR]
    assert '"was":[["designer","设计院甲（演示）"]]' in Entry.objects.latest("sequence").payload


def enter(register, value="5", key="base_ytd_wan", source="统计快报", at=NOW):
    figure = TargetFigure(key, Month(2018, 6), Decimal(value), source)
    return set_target_input(campaign=register.campaign, given=figure, by=OFFICER, at=at)


def test_a_new_input_closes_the_old_one(register):
    enter(register)
    enter(register, "6", at=LATER)
    known = TargetInput.objects.filter(campaign=register.campaign)
    assert known.known_at(NOW).get().value_wan == 5
    assert known.live().get().value_wan == 6
    with pytest.raises(Stale):
        enter(register, "7", at=LATER)
    assert canonical_json({"was": Decimal(5), "now": Decimal(6)}) == Entry.objects.latest("sequence").payload


def test_an_input_without_source_or_use_is_refused(register):
    with pytest.raises(Refused) as refusal:
        enter(register, "-1", key="luck", source=" ")
    assert set(refusal.value.field_errors) == {"key", "value_wan", "source"}
