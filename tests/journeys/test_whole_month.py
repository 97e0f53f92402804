"""The whole month on a small demonstration, in real browsers: reported, checked twice, on the leaders' page, locked,
released, corrected; and nothing of it for those it does not concern."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Response, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.foundation.money import wan_text
from core.foundation.months import Month
from demonstration.actions import load
from demonstration.calendar import starts_at
from reporting.choices import DutyState
from reporting.models import Brief, Duty, ReportingMonth

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
JULY = Month(2018, 7)
JINJIANG = "晋江市"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]

Seat = Callable[[str], Page]


@pytest.fixture
def duty(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Duty:
    """Sixty projects at the demonstration's own time; the July report of 晋江市 that nobody has begun."""
    settings.DEMONSTRATION_CLOCK_FILE = tmp_path / "clock.json"
    load(projects=60, months=7, seed=2018)
    unwritten = Duty.objects.filter(month=JULY, unit__name=JINJIANG, state=DutyState.OPEN, drafts=None)
    return unwritten.select_related("listing__project", "previous__current", "reporting_month").order_by("-pk")[0]


def test_a_month_from_the_county_to_a_corrected_brief(duty: Duty, seat: Seat, tmp_path: Path) -> None:
    leader, approver, dispatcher = seat("bureau_leader"), seat("jinjiang_approver"), seat("dispatcher")
    before = total_of(0)

    reports(seat("jinjiang_reporter"), duty)
    passes(approver, duty, "初审")
    passes(dispatcher, duty, "市审")
    assert total_of(0) == before + 12
    sees_it_and_who_did_it(leader)

    locks(dispatcher)
    releases(leader)
    asks_for_a_correction(approver, duty, tmp_path)
    decides(dispatcher, duty)
    assert total_of(2) == total_of(1) + 30
    reads_the_new_version(leader)

    is_refused(seat("huian_reporter"), report_url(duty), 404, "没有这一页，或不在您的管辖范围")
    is_refused(seat("department_member"), "/board/", 403, "现在不能这样做")


def total_of(number: int) -> object:
    """本年累计 of July's brief of that number, as the sum of its units."""
    units = Brief.objects.get(month=JULY, number=number).units.values_list("ytd_wan", flat=True)
    return sum(units)


def report_url(duty: Duty) -> str:
    return reverse("report_form", args=[duty.pk])


def reports(clerk: Page, duty: Duty) -> None:
    clerk.goto(report_url(duty))
    clerk.fill("[name=month_done_wan]", "12")
    clerk.fill("[name=progress_percent]", "80")
    clerk.fill("[name=progress_text]", "主体结构封顶，砌筑完成八成")
    clerk.get_by_role("button", name="报送", exact=True).click()
    expect(clerk.locator("body")).to_contain_text("已报送")


def passes(checker: Page, duty: Duty, step: str) -> None:
    checker.goto(reverse("check_item", args=[duty.pk]))
    expect(checker.get_by_role("heading", name=duty.listing.project.name).first).to_be_visible()
    checker.locator("button[data-decision]").click()
    expect(checker.locator("body")).to_contain_text(f"{duty.listing.project.name}：{step}通过")


def sees_it_and_who_did_it(leader: Page) -> None:
    """The first card opens the city's sum to the cent; the tile of the county names who checked."""
    leader.goto("/board/")
    leader.locator("article.kpi button.fig").first.click()
    panel = leader.locator("#figpanel-content")
    expect(panel).to_contain_text(wan_text(total_of(0)))
    expect(panel.get_by_role("heading", name="谁报谁审")).to_be_visible()
    leader.keyboard.press("Escape")
    leader.locator("ul.tilemap button.tile", has_text="晋江").click()
    expect(panel).to_contain_text("晋江市审核员")
    expect(panel).to_contain_text("市局调度员")


def locks(dispatcher: Page) -> None:
    """The demonstration's clock goes to the lock day; whoever is missing is carried."""
    dispatcher.goto("/month/")
    dispatcher.locator("summary", has_text="演示数据").click()
    dispatcher.get_by_role("button", name=re.compile("到7月锁数日")).click()
    expect(dispatcher.locator("body")).to_contain_text("演示时钟已拨到")
    dispatcher.goto("/month/?month=2018-07")
    dispatcher.get_by_role("button", name="锁数", exact=True).click()
    dispatcher.get_by_role("button", name="确认锁数").click()
    expect(dispatcher.locator("body")).to_contain_text("已锁数，正在汇总定版")
    month = ReportingMonth.objects.get(month=JULY)
    assert month.locked_at - starts_at(7) > timedelta(days=1)


def releases(leader: Page) -> None:
    leader.goto("/briefs/2018-07/1/")
    expect(leader.locator(".phead")).to_contain_text("定版第1版")
    leader.get_by_role("button", name="局领导审签").click()
    expect(leader.locator("body")).to_contain_text("汇总已审签")


def asks_for_a_correction(approver: Page, duty: Duty, folder: Path) -> None:
    before = duty.previous.current.ytd_done_wan if duty.previous and duty.previous.current else 0
    paper = folder / "审核意见.pdf"
    paper.write_bytes(b"%PDF-1.4 signed")
    approver.goto(reverse("correction_request", args=[duty.pk]))
    approver.fill("[name=ytd_done_wan]", f"{before + 42}")
    approver.fill("[name=reason]", "审核核增")
    approver.set_input_files("input[name=paper]", paper)
    approver.get_by_role("button", name="看对以后各月的影响").click()
    expect(approver.locator("#effects")).to_contain_text("2018年7月")
    approver.get_by_role("button", name="提交更正申请").click()
    expect(approver.locator("body")).to_contain_text("由市局第二人复核")


def decides(dispatcher: Page, duty: Duty) -> None:
    dispatcher.goto("/corrections/?show=open")
    july = dispatcher.get_by_role("row").filter(has_text="2018年7月")
    july.get_by_role("link", name=duty.listing.project.name).click()
    dispatcher.fill("[name=note]", "情况属实")
    dispatcher.get_by_role("button", name="同意更正").click()
    expect(dispatcher.locator("body")).to_contain_text("已办结")


def reads_the_new_version(leader: Page) -> None:
    leader.goto("/briefs/2018-07/2/")
    expect(leader.locator(".phead")).to_contain_text("定版第2版")
    leader.goto("/board/?month=2018-07")
    expect(leader.locator("body")).to_contain_text("定版第2版")


def is_refused(stranger: Page, address: str, status: int, words: str) -> None:
    answer: Response | None = stranger.goto(address)
    assert answer is not None
    assert answer.status == status
    expect(stranger.locator("body")).to_contain_text(words)
