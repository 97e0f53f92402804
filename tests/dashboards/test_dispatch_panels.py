"""What the windows show of dispatch: what leaders are asked; the dossier counts like the ledger."""

import pytest

from core.foundation import clock
from dashboards.board.decisions import asked_items
from dashboards.board.sight import Sight
from dashboards.board.waiting import ASKED, Item, Trouble, waiting_items
from dashboards.bureau.month_desk import meeting_after
from dashboards.dossier.problems import panel_of
from dispatch.actions import meetings, proposals
from dispatch.choices import Tier
from dispatch.models import Problem
from tests.cast import Cast
from tests.dispatch.world import DispatchWorld, moment

CITY = Sight(whole_city=True, reads_papers=True)
QUIET = Trouble((), (), ())


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> DispatchWorld:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 5))
    return DispatchWorld(cast)


def _asked(world: DispatchWorld, sight: Sight = CITY) -> tuple[Item, ...]:
    return asked_items(world.campaign.pk, sight, today=moment(3, 5).date())


def test_leaders_are_asked_the_city_s_problems_first_then_the_meeting_s_then_papers(world: DispatchWorld) -> None:
    made = {}
    for tier in (Tier.MEETING, Tier.CITY, Tier.BUREAU):
        made[tier] = world.report(at=moment(3, 1), listing=world.project(f"T{tier}"), title=f"问题{tier.label}")
        Problem.objects.filter(pk=made[tier].pk).update(tier=tier)
    low = world.now(made[Tier.BUREAU])
    paper = proposals.suggest_escalation(
        problem_id=low.pk, seen_version=low.version, grounds="须议定", by=world.cast.dispatcher, at=moment(3, 2)
    )
    assert [item.who for item in _asked(world)] == ["市政府", "联席会议"]
    decision = proposals.Decision("endorse", "同意")
    proposals.decide(proposal_id=paper.pk, seen_version=0, decision=decision, by=world.cast.dispatcher, at=moment(3, 2))
    items = _asked(world)
    assert [item.who for item in items] == ["市政府", "联席会议", "局领导"]
    assert items[0].title == "项目T4：问题市政府"
    assert items[0].fact == f"提请：{made[Tier.CITY].wanted_decision}"
    assert (items[0].left, items[0].urgency) == ("剩3个工作日", "")
    assert items[2].fact == "须议定"
    outside = _asked(world, Sight(whole_city=True))
    assert [item.who for item in outside] == ["市政府", "联席会议"], "papers are the bureau's own until confirmed"


def test_a_county_is_not_asked_what_the_city_decides(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    Problem.objects.filter(pk=made.pk).update(tier=Tier.CITY)
    assert _asked(world, Sight(whole_city=False, unit_ids=frozenset({made.unit_id}))) == ()


def test_many_asked_items_leave_room_for_the_month_s_own_and_are_counted(world: DispatchWorld) -> None:
    for number in range(ASKED + 2):
        made = world.report(at=moment(3, 1), listing=world.project(f"M{number}"))
        Problem.objects.filter(pk=made.pk).update(tier=Tier.MEETING)
    asked, month = _asked(world), world.open(1)
    month.corrections_waiting = 0
    shown = waiting_items({month.month: month}, QUIET, sight=CITY, days_to_lock=2, asked=asked)
    assert [item.who for item in shown.items] == ["联席会议"] * ASKED + ["调度员"]
    [(count, listed)] = shown.rest
    assert (count, listed.measure, shown.count) == (2, "个问题", ASKED + 3)
    rows = world.cast.client("city_leader").get(listed.url).context["rows"]
    assert len(rows) == len(asked)


def test_the_dossier_counts_a_package_with_its_parts_and_leaves_other_people_s_drafts_out(world: DispatchWorld) -> None:
    package = world.project("P1", has_parts=True, plan=None)
    part = world.project("P1-1", parent=package.project)
    world.report(at=moment(3, 1), listing=part)
    done = world.report(at=moment(3, 1), listing=part, title="已办结")
    world.go(done, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(done, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 1))
    world.go(done, "close", by=world.cast.jinjiang_approver, at=moment(3, 1))
    panel = panel_of(package, world.cast.dispatcher, moment(3, 5).date())
    assert ([row.title for row, _ in panel.unsolved], panel.closed) == (["K2+300处坟墓未迁"], 1)
    assert panel.unsolved[0][1].words == "剩3个工作日"
    assert panel.may_report.code == "forbidden"
    assert panel_of(package, world.cast.jinjiang_reporter, moment(3, 5).date()).may_report


def test_the_month_s_line_of_steps_knows_its_joint_meeting(world: DispatchWorld) -> None:
    month = world.open(1)
    assert meeting_after(month) is None
    meetings.plan(
        campaign=world.campaign,
        held_on=moment(2, 9).date(),
        place="会议室",
        chair="副市长",
        by=world.cast.dispatcher,
        at=moment(2, 1),
    )
    assert meeting_after(month).topics == 0
