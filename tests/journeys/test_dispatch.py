"""Blocked land, in real browsers: from the county's report to the closed task, seen by each person on the way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.foundation import clock
from core.operations import periods
from core.operations.models import PeriodRun
from dispatch.models import Meeting, Problem, Task
from reporting.rollups import refresh_running
from tests.cast import Cast
from tests.dispatch.world import DispatchWorld, moment

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
TITLE = "K2+300处坟墓未迁"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]
Seat = Callable[[str], Page]


@dataclass
class Office:
    """The world and its clock: `at` is the portal's moment until it is set again."""

    world: DispatchWorld
    at: datetime

    def set_clock(self, at: datetime) -> None:
        """The time passes, and the calendar does what became due."""
        self.at = at
        periods.run_due(at)


@pytest.fixture
def office(live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Office:
    """February open for one road of 晋江市; 1 March, 9 o'clock."""
    world = DispatchWorld(cast)
    cast.call("jinjiang_reporter", "department_member", "huian_reporter")
    world.road.project.name = "东环路"
    world.road.project.save()
    world.open(1)
    world.accept(world.road, 1, "100")
    world.lock(1)
    opened = world.open(2)
    refresh_running(campaign=world.campaign, month=opened.month, at=moment(2, 28))
    for period in ("2018-01", "2018-02"):
        PeriodRun.objects.create(name="reporting.open_month", period=period, at=moment(2, 20))
    made = Office(world, moment(3, 1))
    monkeypatch.setattr(clock, "now", lambda: made.at)
    return made


def test_blocked_land_from_the_county_to_the_closed_task(office: Office, seat: Seat, tmp_path: Path) -> None:
    clerk, approver, dispatcher = seat("jinjiang_reporter"), seat("jinjiang_approver"), seat("dispatcher")
    leader, member = seat("bureau_leader"), seat("department_member")
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 photo")

    reports_from_the_dossier(clerk, photo)
    problem = Problem.objects.get()
    the_county_takes_it(approver, problem)
    nobody_else_sees(seat("huian_reporter"), problem)

    office.set_clock(moment(3, 9))
    the_bureau_finds_it_on_its_desk(dispatcher, problem)
    asks_for_the_joint_meeting(dispatcher, problem)
    confirms(leader)
    is_asked_on_the_board(leader)

    plans_the_meeting(dispatcher)
    office.set_clock(moment(3, 12))
    records_what_was_decided(dispatcher)
    settles(leader)

    answers_with_proof(member, photo)
    closes_the_task(dispatcher)
    closes_the_problem(clerk, dispatcher, problem, photo)
    shows_closed_everywhere(clerk, leader)
    assert list(problem.deadlines.values_list("is_extension", flat=True)) == [False] * 4


def menu_count(page: Page, label: str) -> str:
    """What the top bar counts beside an entry; empty for nothing."""
    entry = page.locator("nav.topnav a", has_text=label)
    counted = entry.locator(".cnt")
    return counted.inner_text() if counted.count() else ""


def reports_from_the_dossier(clerk: Page, photo: Path) -> None:
    clerk.goto("/projects/A1/")
    clerk.get_by_role("link", name="上报问题").click()
    clerk.select_option("[name=problem_class]", "land")
    clerk.fill("[name=title]", TITLE)
    clerk.fill("[name=description]", "12座坟墓未迁，路基不能填筑")
    clerk.fill("[name=tried]", "镇里已三次上门")
    clerk.fill("[name=wanted_decision]", "请明确迁移补偿口径")
    clerk.set_input_files("[name=evidence]", photo)
    clerk.get_by_role("button", name="上报", exact=True).click()
    expect(clerk.locator("body")).to_contain_text("时限自今日起算")
    expect(clerk.locator(".phead")).to_contain_text("待受理")
    expect(clerk.get_by_role("link", name="现场.jpg")).to_be_visible()


def the_county_takes_it(approver: Page, problem: Problem) -> None:
    approver.goto("/dispatch/")
    assert menu_count(approver, "项目调度") == "1"
    approver.get_by_role("link", name=TITLE).click()
    expect(approver.locator("main")).to_contain_text("剩5个工作日")
    approver.get_by_role("button", name="受理").click()
    expect(approver.locator(".phead")).to_contain_text("已受理")


def nobody_else_sees(stranger: Page, problem: Problem) -> None:
    answer = stranger.goto(reverse("problem", args=[problem.pk]))
    assert answer is not None
    assert answer.status == 404


def the_bureau_finds_it_on_its_desk(dispatcher: Page, problem: Problem) -> None:
    """Five working days are over: nobody had to raise it. The homes and the dossier count the same one problem."""
    dispatcher.goto("/month/")
    assert menu_count(dispatcher, "项目调度") == "1"
    expect(dispatcher.locator("ul.queue li", has_text="等我办的问题").locator(".n")).to_have_text("1")
    dispatcher.goto("/projects/A1/")
    expect(dispatcher.locator("#problems")).to_contain_text("未销号 1")
    dispatcher.goto("/dispatch/")
    dispatcher.get_by_role("link", name=TITLE).click()
    expect(dispatcher.locator("main")).to_contain_text("县级期限2018年3月8日已过仍未办结，自动提级市局协调。")
    dispatcher.get_by_role("button", name="受理").click()
    expect(dispatcher.locator(".phead")).to_contain_text("已受理")


def asks_for_the_joint_meeting(dispatcher: Page, problem: Problem) -> None:
    dispatcher.goto(reverse("problem", args=[problem.pk]))
    dispatcher.locator("summary", has_text="提出提级建议").click()
    dispatcher.fill("[name=grounds]", "涉及民政、国土，须多部门议定")
    dispatcher.get_by_role("button", name="拟提级建议").click()
    dispatcher.get_by_role("button", name="同意，报局领导").click()
    expect(dispatcher.locator(".phead")).to_contain_text("待局领导确认")


def confirms(leader: Page) -> None:
    leader.goto("/dispatch/")
    assert menu_count(leader, "项目调度") == "1"
    leader.get_by_role("link", name="去办理").click()
    expect(leader.locator("main")).to_contain_text("涉及民政、国土，须多部门议定")
    leader.get_by_role("button", name="确认", exact=True).click()
    expect(leader.locator(".phead")).to_contain_text("已确认")


def is_asked_on_the_board(leader: Page) -> None:
    leader.goto("/board/")
    asked = leader.locator("section[aria-label='提请协调决策事项']")
    expect(asked).to_contain_text(f"东环路：{TITLE}")
    expect(asked).to_contain_text("提请：请明确迁移补偿口径")


def plans_the_meeting(dispatcher: Page) -> None:
    dispatcher.goto("/meetings/")
    dispatcher.fill("[name=held_on]", "2018-03-12")
    dispatcher.fill("[name=place]", "六楼会议室")
    dispatcher.fill("[name=chair]", "分管副市长")
    dispatcher.get_by_role("button", name="列入筹备").click()
    topic = dispatcher.locator("#candidates tr", has_text=TITLE)
    expect(topic).to_contain_text("已提级联席会议协调")
    topic.get_by_role("checkbox").check()
    dispatcher.get_by_role("button", name="把勾选的列入议题").click()
    expect(dispatcher.locator("body")).to_contain_text("已列入1个议题")
    expect(dispatcher.get_by_role("button", name="开会，转入纪要起草")).to_have_attribute("aria-disabled", "true")


def records_what_was_decided(dispatcher: Page) -> None:
    dispatcher.goto(reverse("meeting", args=[Meeting.objects.get().pk]))
    dispatcher.get_by_role("button", name="开会，转入纪要起草").click()
    dispatcher.fill("[name=present]", "市发改委、市民政局")
    dispatcher.get_by_role("button", name="保存参会人员").click()
    dispatcher.fill("[name=text]", "明确坟墓迁移补偿口径并完成迁移")
    dispatcher.select_option("select[name=item]", index=1)
    dispatcher.select_option("[name=department]", label="市发展和改革委员会")
    dispatcher.fill("[name=due_on]", "2018-03-30")
    dispatcher.get_by_role("button", name="记下这一件").click()
    expect(dispatcher.locator("body")).to_contain_text("议定事项已记下")
    with dispatcher.expect_download() as download:
        dispatcher.get_by_role("link", name="纪要（Word）").click()
    assert re.search(r"第1次联席会议纪要\.docx$", download.value.suggested_filename)
    dispatcher.get_by_role("button", name="纪要送局领导审定").click()
    expect(dispatcher.locator(".phead")).to_contain_text("纪要送审")


def settles(leader: Page) -> None:
    leader.goto(reverse("meeting", args=[Meeting.objects.get().pk]))
    expect(leader.locator(".consequence")).to_contain_text("1 件议定事项立即交办")
    leader.get_by_role("button", name="审定，交办议定事项").click()
    expect(leader.locator(".phead")).to_contain_text("纪要定稿")


def answers_with_proof(member: Page, photo: Path) -> None:
    """The member of the joint meeting has one thing to do, with its date, and answers it."""
    member.goto("/items/")
    assert menu_count(member, "我的事项") == "2"  # the task and the problem given with it
    member.get_by_role("link", name="明确坟墓迁移补偿口径并完成迁移").click()
    member.get_by_role("button", name="签收").click()
    member.fill("[name=text]", "口径已明确，12座全部迁移")
    member.get_by_role("button", name="报办结").click()
    expect(member.locator("body")).to_contain_text("报办结须附佐证")
    member.set_input_files("[name=evidence]", photo)
    member.get_by_role("button", name="报办结").click()
    expect(member.locator(".phead")).to_contain_text("待销号")


def closes_the_task(dispatcher: Page) -> None:
    dispatcher.goto(reverse("task", args=[Task.objects.get().pk]))
    dispatcher.get_by_role("button", name="确认销号").click()
    expect(dispatcher.locator(".phead")).to_contain_text("已销号")


def closes_the_problem(clerk: Page, dispatcher: Page, problem: Problem, photo: Path) -> None:
    """The county reports it done; the dispatcher, another person, confirms. The timeline tells the task's end too."""
    clerk.goto(reverse("problem", args=[problem.pk]))
    expect(clerk.locator("main")).to_contain_text("议定事项1号已销号")
    clerk.fill("[name=text]", "路基已恢复填筑")
    clerk.set_input_files("[name=evidence]", photo)
    clerk.get_by_role("button", name="申请销号").click()
    expect(clerk.locator(".phead")).to_contain_text("待销号")
    dispatcher.goto("/dispatch/")
    dispatcher.get_by_role("link", name=TITLE).click()
    dispatcher.get_by_role("button", name="确认销号").click()
    expect(dispatcher.locator(".phead")).to_contain_text("已销号")


def shows_closed_everywhere(clerk: Page, leader: Page) -> None:
    clerk.goto("/projects/A1/")
    expect(clerk.locator("#problems")).to_contain_text("未销号 0　已销号 1")
    assert menu_count(clerk, "项目调度") == ""
    leader.goto("/board/")
    expect(leader.locator("section[aria-label='提请协调决策事项']")).not_to_contain_text(TITLE)
