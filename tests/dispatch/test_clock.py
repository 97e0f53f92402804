"""Working days, deadlines and what the calendar does by itself, across the Spring Festival of 2018 (15–21 February)."""

from datetime import date, timedelta

import pytest

from core.accounts.models import InboxItem
from core.journal.models import Entry
from core.operations import periods
from dispatch.choices import ProposalKind, Tier
from dispatch.models import Deadline, Proposal

from .world import DispatchWorld, moment


def test_a_county_has_five_working_days_and_the_spring_festival_does_not_count(world: DispatchWorld) -> None:
    """Friday 9 February + 5: the 11th is worked, the 15th to the 21st are not, the last day is the 22nd."""
    made = world.report(at=moment(2, 9))
    assert world.now(made).deadline.due_on == date(2018, 2, 22)


def test_ticks_of_every_hour_across_the_festival_raise_a_problem_once(world: DispatchWorld) -> None:
    made = world.report(at=moment(2, 7))
    assert world.now(made).deadline.due_on == date(2018, 2, 13)
    seen = []
    for hours in range(0, 24 * 16, 1):
        periods.run_due(moment(2, 8, 0) + timedelta(hours=hours))
        now = world.now(made)
        if not seen or seen[-1][1:] != (now.tier, now.deadline.due_on):
            seen.append((moment(2, 8, 0) + timedelta(hours=hours), now.tier, now.deadline.due_on))
    assert [(at.date(), tier, due) for at, tier, due in seen] == [
        (date(2018, 2, 8), Tier.COUNTY, date(2018, 2, 13)),
        (date(2018, 2, 14), Tier.BUREAU, date(2018, 3, 6)),
    ]
    assert Entry.objects.filter(action="dispatch.rise").count() == 1
    assert made.steps.filter(move="raise").count() == 1


def test_what_falls_due_on_the_eve_of_the_festival_rises_on_the_first_day_worked(world: DispatchWorld) -> None:
    made = world.report(at=moment(2, 8))
    assert world.now(made).deadline.due_on == date(2018, 2, 14)
    for day in range(15, 22):
        periods.run_due(moment(2, day, 10))
        assert world.now(made).tier == Tier.COUNTY, day
    periods.run_due(moment(2, 22, 0))
    assert world.now(made).tier == Tier.BUREAU
    assert world.now(made).deadline.due_on == date(2018, 3, 7)


def test_a_portal_that_was_off_for_a_month_raises_once_and_gives_the_bureau_its_whole_time(
    world: DispatchWorld,
) -> None:
    made = world.report(at=moment(2, 8))
    for minute in range(3):
        periods.run_due(moment(4, 2, 9, minute))
    now = world.now(made)
    assert (now.tier, now.deadline.due_on) == (Tier.BUREAU, date(2018, 4, 17))
    assert made.deadlines.count() == 2


def test_above_the_bureau_nothing_rises_by_itself_it_is_only_proposed_once(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    for day in (16, 17, 18, 19, 20):
        periods.run_due(moment(3, day))
        periods.run_due(moment(3, day, 12))
    assert world.now(made).tier == Tier.BUREAU
    proposal = Proposal.objects.get(kind=ProposalKind.ESCALATION)
    assert (proposal.to_tier, proposal.proposed_at) == (Tier.MEETING, moment(3, 16))
    assert "3月15日" in proposal.grounds


@pytest.mark.parametrize("state", ["returned", "pending_check", "suspended"])
def test_a_stopped_clock_does_not_rise(world: DispatchWorld, state: str) -> None:
    made = world.report(at=moment(3, 1))
    if state == "returned":
        world.go(made, "return", by=world.cast.jinjiang_approver, at=moment(3, 2))
    else:
        world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 2))
        move, by = {
            "pending_check": ("resolve", world.cast.jinjiang_reporter),
            "suspended": ("suspend", world.cast.dispatcher),
        }[state]
        world.go(made, move, by=by, at=moment(3, 2))
    periods.run_due(moment(3, 30))
    now = world.now(made)
    assert (now.state, now.tier) == (state, Tier.COUNTY)


def test_what_was_left_is_given_back_when_the_clock_runs_again(world: DispatchWorld) -> None:
    """Reported on Thursday the 1st, due on the 8th; suspended on the 5th with three days left; resumed on the 19th."""
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "suspend", by=world.cast.dispatcher, at=moment(3, 5))
    world.go(made, "resume", by=world.cast.dispatcher, at=moment(3, 19))
    assert world.now(made).deadline.due_on == date(2018, 3, 22)


def test_an_extension_is_a_row_and_the_first_deadline_stays(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "extend", by=world.cast.dispatcher, at=moment(3, 6), working_days=3)
    rows = list(Deadline.objects.filter(problem=made).values_list("number", "due_on", "is_extension"))
    assert rows == [(1, date(2018, 3, 8), False), (2, date(2018, 3, 13), True)]
    assert world.now(made).deadline.number == 2
    assert made.steps.filter(move="extend").exists()


def test_who_works_at_the_tier_is_reminded_two_days_before_and_on_the_day(world: DispatchWorld) -> None:
    world.report(at=moment(3, 1))
    words = {}
    for day in range(2, 9):
        periods.run_due(moment(3, day))
        item = InboxItem.objects.filter(kind="problem_due", user=world.cast.jinjiang_approver).first()
        words[day] = item.text.partition("，")[2] if item else ""
    assert words == {2: "", 3: "", 4: "", 5: "", 6: "剩2个工作日", 7: "剩2个工作日", 8: "今日到期"}


def test_a_reminder_missed_by_a_day_off_is_given_the_next_day_and_once(world: DispatchWorld) -> None:
    """Due on the 8th: the portal slept on the 6th, when two days were left."""
    world.report(at=moment(3, 1))
    told = {}
    for day in (5, 7, 8):
        periods.run_due(moment(3, day))
        item = InboxItem.objects.filter(kind="problem_due", user=world.cast.jinjiang_approver).first()
        told[day] = (item.text.partition("，")[2], item.at.day) if item else ("", 0)
    assert told == {5: ("", 0), 7: ("剩1个工作日", 7), 8: ("今日到期", 8)}
    assert Entry.objects.filter(action="dispatch.remind").count() == 2


def test_a_passed_deadline_gets_no_fresh_day_from_a_failed_check(world: DispatchWorld) -> None:
    """Due on the 8th, reported as solved on the 9th before the calendar looked, turned down: the bureau's from then."""
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 9))
    world.go(made, "fail", by=world.cast.jinjiang_approver, at=moment(3, 12))
    assert (world.now(made).deadline.due_on, made.deadlines.count()) == (date(2018, 3, 8), 1)
    periods.run_due(moment(3, 13))
    assert world.now(made).tier == Tier.BUREAU


def test_after_a_return_the_rest_of_the_time_runs_not_the_whole(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "return", by=world.cast.jinjiang_approver, at=moment(3, 2))
    world.go(made, "report", by=world.cast.jinjiang_reporter, at=moment(3, 12))
    rows = list(Deadline.objects.filter(problem=made).values_list("due_on", "reason"))
    assert rows == [
        (date(2018, 3, 8), "县级办理时限，自3月1日起算"),
        (date(2018, 3, 16), "补充后再报，续算剩余4个工作日"),
    ]
