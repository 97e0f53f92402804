"""A month of one county in a real browser: typed, returned, mended, passed twice, handed in with its receipt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.foundation import clock
from projects.models import Listing
from reporting.choices import DutyState
from reporting.models import UnitSubmission
from tests.cast import Cast
from tests.reporting.world import World, moment

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


@pytest.fixture
def roads(live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[World, list[Listing]]:
    """January locked; February open with two roads of 晋江市 and nothing written."""
    world = World(cast)
    listings = [world.project("A1", name="东环路"), world.project("A2", name="西环路")]
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100")
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: moment(2, 22, 10))
    return world, listings


def cell(page: Page, listing: Listing, name: str) -> Any:
    return page.locator(f"tr[data-name='{listing.project.name}'] [name={name}]")


def type_in(page: Page, listing: Listing, **texts: str) -> None:
    for name, text in texts.items():
        field = cell(page, listing, name)
        field.fill(text)
        field.press("Tab")
    expect(page.locator("[data-save-state]")).to_contain_text("已自动保存")


def test_a_month_of_one_county(roads: tuple[World, list[Listing]], seat: Callable[[str], Page], tmp_path: Path) -> None:
    world, (east, west) = roads
    clerk, approver = seat("jinjiang_reporter"), seat("jinjiang_approver")

    fills_and_sends(clerk, east, west)
    returns_one_and_passes_one(approver)
    mends_and_sends_again(clerk, west)
    passes_the_rest_and_hands_in(approver, tmp_path)
    assert UnitSubmission.objects.get().reports == 2

    dispatcher = seat("dispatcher")
    dispatcher.goto("/check/clean/")
    dispatcher.get_by_role("button", name="通过选中的").click()
    expect(dispatcher.get_by_text("通过2项")).to_be_visible()
    assert {world.duty(listing, 2).state for listing in (east, west)} == {DutyState.ACCEPTED}


def fills_and_sends(clerk: Page, east: Listing, west: Listing) -> None:
    """Month or year to date, whichever is at hand; a jump wants its reason, in the line under the field."""
    clerk.goto("/report/")
    type_in(clerk, east, month_done_wan="1,10.5", progress_text="路基完成2公里")
    expect(cell(clerk, east, "ytd_done_wan")).to_have_value("210.50")
    expect(clerk.locator("[data-grid-send]")).to_contain_text("先送这 1 项")
    type_in(clerk, west, ytd_done_wan="900", progress_text="抢工")
    expect(clerk.get_by_text("请选择原因")).to_be_visible()
    clerk.locator("select[name=jump_reason]").select_option("catch_up")
    expect(clerk.locator("[data-grid-send]")).to_contain_text("先送这 2 项")
    cell(clerk, east, "month_done_wan").press("Control+Enter")
    expect(clerk.get_by_text("已报送2项")).to_be_visible()


def returns_one_and_passes_one(approver: Page) -> None:
    """By keys alone: 1 opens the remark on the month, R returns, A passes the next."""
    approver.goto("/check/")
    expect(approver.get_by_role("heading", name="西环路")).to_be_visible()
    approver.keyboard.press("1")
    approver.keyboard.type("请附进度款支付单")
    approver.keyboard.press("Escape")
    approver.keyboard.press("r")
    expect(approver.get_by_text("西环路：初审退回")).to_be_visible()
    approver.keyboard.press("a")
    expect(approver.get_by_text("东环路：初审通过")).to_be_visible()


def mends_and_sends_again(clerk: Page, west: Listing) -> None:
    clerk.goto("/report/")
    expect(clerk.get_by_text("请附进度款支付单")).to_be_visible()
    type_in(clerk, west, month_done_wan="150")
    clerk.locator("[data-grid-send]").click()
    expect(clerk.get_by_text("已报送1项")).to_be_visible()


def passes_the_rest_and_hands_in(approver: Page, folder: Path) -> None:
    approver.goto("/check/clean/")
    approver.get_by_role("button", name="通过选中的").click()
    expect(approver.get_by_text("通过1项")).to_be_visible()
    approver.goto("/report/")
    approver.get_by_role("link", name="整县报送").click()
    scan = folder / "上报表.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    approver.set_input_files("input[name=scan]", scan)
    approver.get_by_role("button", name="整县报送").click()
    expect(approver.get_by_text("BS-201802-350582").first).to_be_visible()
