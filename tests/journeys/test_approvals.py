"""A green-channel permit in a real browser: handed in, supplemented, stopped, two rounds of drawings, granted.

The section keeps the desk, the liaison of 市发改委 sits in the review, the county, the dispatcher and a leader look on;
what each sees on the way agrees.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from approvals.models import ApprovalCase
from core.foundation import clock
from projects.models import Listing
from tests.approvals.world import Office, moment
from tests.cast import Cast

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


class Days:
    """The bureau's clock, moved by the story."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.to(3, 1)

    def to(self, month: int, day: int, hour: int = 10) -> None:
        now = moment(month, day, hour)
        self.monkeypatch.setattr(clock, "now", lambda: now)
        self.monkeypatch.setattr(clock, "today", now.date)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)


@pytest.fixture
def road(live_server: LiveServer, cast: Cast, days: Days) -> Listing:
    """环城大道, a key project of the city with everything granted up to the works planning permit."""
    cast.call("department_member", "jinjiang_reporter", "bureau_leader", "dispatcher")
    office = Office(cast)
    listing = office.project(name="环城大道")
    office.granted(listing, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04", at=moment(2, 26))
    return listing


def test_a_green_channel_permit_from_its_papers_to_its_decision(
    road: Listing, seat: Callable[[str], Page], days: Days
) -> None:
    section, member = seat("section_officer"), seat("department_member")
    handed_in_and_supplemented(section, days)
    stopped_and_resumed(section, days)
    first_round_is_sent_back(section, member, days)
    second_round_passes(section, days)
    granted_and_seen_by_all(section, seat, days)
    case = ApprovalCase.objects.get(matter_code="SG01")
    assert (case.used_days, case.saved_days) == (8, 2)


def handed_in_and_supplemented(section: Page, days: Days) -> None:
    """1 March the papers come; one is missing and told at once; on the 5th they are complete and accepted."""
    section.goto("/approvals/")
    section.get_by_role("link", name="环城大道").click()
    row = section.get_by_role("row").filter(has_text="施工图联合审查")
    row.get_by_role("button", name="收件").click()
    expect(section.get_by_text("承诺5个工作日").first).to_be_visible()
    section.locator("summary", has_text="告知补正").click()
    section.get_by_label("要补正的全部内容").fill("缺岩土工程勘察报告")
    section.get_by_role("button", name="确定告知补正").click()
    expect(section.get_by_text("建设单位").first).to_be_visible()
    days.to(3, 5)
    section.get_by_role("button", name="补齐材料").click()
    expect(section.locator("#acts").get_by_role("button", name="告知补正")).to_have_attribute("aria-disabled", "true")
    section.get_by_role("button", name="受理", exact=True).click()
    expect(section.get_by_text("3月5日受理，当日不计")).to_be_visible()


def stopped_and_resumed(section: Page, days: Days) -> None:
    """6 March counts, 7 to 12 March do not: the soil is tested, and the applicant was told for how long."""
    days.to(3, 6)
    section.reload()
    section.locator("summary", has_text="暂停计时").click()
    section.get_by_label("事由").first.select_option(label="检测鉴定")
    section.get_by_label("告知书文号").fill("泉建审告〔2018〕5号")
    section.get_by_label("预计需要").fill("4")
    section.get_by_label("说明").fill("补做基桩检测")
    section.get_by_role("button", name="确定暂停计时").click()
    expect(section.get_by_text("评审、检测机构").first).to_be_visible()
    expect(section.get_by_text("暂停中，恢复后推算")).to_be_visible()
    days.to(3, 12)
    section.reload()
    section.get_by_role("button", name="恢复计时").click()
    expect(section.locator("#clock")).to_contain_text("检测鉴定：补做基桩检测")


def first_round_is_sent_back(section: Page, member: Page, days: Days) -> None:
    """Structure with the lead, energy with 市发改委; nobody outside reads a word before the opinion is issued."""
    days.to(3, 13)
    section.reload()
    for name in ("结构", "节能绿建"):
        section.get_by_label(name, exact=True).check()
    section.get_by_label("节能绿建专业由谁会审").select_option(label="市发展和改革委员会")
    section.get_by_role("button", name="开始图审").click()
    expect(section.get_by_text("已签署 0／2 个专业")).to_be_visible()
    member.goto("/approvals/cases/")
    member.get_by_role("row").filter(has_text="施工图联合审查").get_by_role("link").click()
    member.get_by_role("link", name="签署意见").click()
    member.get_by_label("审查人").fill("节能审查人")
    member.get_by_role("button", name="签署").click()
    expect(member.get_by_text("节能绿建专业已签署")).to_be_visible()
    section.reload()
    expect(section.get_by_text("还有1个专业未签署")).to_be_visible()
    sign(section, point="框架梁配筋不足")
    member.reload()
    expect(member.get_by_text("框架梁配筋不足")).to_have_count(0)
    issue(section, "泉图审〔2018〕7号")
    expect(section.get_by_text("第1轮联合意见已出具：退改")).to_be_visible()
    expect(section.get_by_text("设计单位").first).to_be_visible()
    member.reload()
    expect(member.get_by_text("框架梁配筋不足").first).to_be_visible()


def sign(page: Page, *, point: str = "", settle: bool = False) -> None:
    page.get_by_role("link", name="签署意见").click()
    page.get_by_label("审查人").fill("结构审查人")
    if settle:
        page.get_by_label("已改到位，销号").check()
    if point:
        page.get_by_label("意见1", exact=True).fill(point)
    page.get_by_role("button", name="签署").click()
    expect(page.get_by_text("专业已签署")).to_be_visible()


def issue(page: Page, number: str) -> None:
    page.get_by_label("联合意见书文号").fill(number)
    page.get_by_role("button", name="出具联合意见").click()


def second_round_passes(section: Page, days: Days) -> None:
    """Redesign from 14 to 21 March is not counted; only structure sits again, over its one open point."""
    days.to(3, 21)
    section.reload()
    section.get_by_label("结构：框架梁配筋不足").fill("梁高加至700，见修改单1")
    section.get_by_role("button", name="图纸送回，开始复审").click()
    expect(section.get_by_text("已签署 0／1 个专业")).to_be_visible()
    days.to(3, 22)
    sign(section, settle=True)
    issue(section, "泉图审〔2018〕9号")
    expect(section.get_by_text("第2轮联合意见已出具：通过")).to_be_visible()
    expect(section.get_by_text("第2轮销号")).to_be_visible()


def granted_and_seen_by_all(section: Page, seat: Callable[[str], Page], days: Days) -> None:
    """Granted on 29 March, eight working days: three over its five, two fewer than the ordinary ten."""
    days.to(3, 29)
    section.reload()
    expect(section.locator(".measures")).to_contain_text("超出")
    section.locator("summary", has_text="作出决定").click()
    section.get_by_label("批文（决定书）文号").fill("泉图审合〔2018〕9号")
    section.get_by_role("button", name="确定作出决定").click()
    expect(section.locator(".measures")).to_contain_text("比一般承诺节省")
    leader, county, dispatcher = seat("bureau_leader"), seat("jinjiang_reporter"), seat("dispatcher")
    for page in (leader, county):
        page.goto("/approvals/")
        expect(page.get_by_role("row").filter(has_text="环城大道")).to_contain_text("1／2")
        page.goto("/projects/A1/")
        expect(page.locator("#approvals")).to_contain_text("施工许可")
        expect(page.locator("#approvals")).to_contain_text("已批 7／12")
    county.goto("/approvals/cases/?light=to_deliver")
    county.get_by_role("row").filter(has_text="施工图联合审查").get_by_role("link").click()
    expect(county.get_by_text("这件现在不归您办理")).to_be_visible()
    expect(county.locator("#clock tfoot")).to_contain_text("8")
    dispatcher.goto("/approvals/strip/")
    expect(dispatcher.get_by_role("link", name="待送达")).to_contain_text("7")
