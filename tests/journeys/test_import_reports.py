"""A reporter with a workbook, in a real browser: twelve mistakes seen at once, mended, sent, and taken back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.foundation import clock
from core.intake.issues import Tier
from core.intake.marking.signs import FILLS, HEADING
from projects.models import Listing
from reporting.choices import DutyState
from reporting.models import Duty
from tests.cast import Cast
from tests.reporting.world import World, moment

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
ROADS = 14
FIRST_ROW = 4

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]

FAULTS: tuple[tuple[Mapping[str, Any], Mapping[str, Any], str], ...] = (
    ({"本月完成": "约五百"}, {"本月完成": 50}, "不是一个金额"),
    ({"本月完成": None, "本年累计": 90}, {"本年累计": 150}, "小于上月100"),
    ({"本月完成": 50, "本年累计": 160}, {"本年累计": 150}, "应为150"),
    ({"本月完成": 400}, {"突增原因": "集中结算"}, "请选择原因"),
    ({"本月完成": None, "本年累计": 1_500_000}, {"本年累计": 150}, "疑似按元填报"),
    ({"形象进度%": 1.5}, {"形象进度%": 0.5}, "应在0到100之间"),
    ({"存在问题": "苗木迁移未完成"}, {"问题类别": "征迁"}, "请选择问题类别"),
    ({"问题类别": "钱", "存在问题": "拨付慢"}, {"问题类别": "资金"}, "不是可用的问题类别"),
    ({"形象进度": None}, {"形象进度": "路基"}, "请用一句话写明形象进度"),
    ({"其中：征迁费用": 80}, {"其中：征迁费用": 30}, "其中征迁费用不能大于本月完成"),
    ({"上月累计": 120}, {"上月累计": 100}, "表中上月累计120"),
    (
        {"项目编码": "Z99", "项目名称": "别家的路"},
        {"项目编码": "A12", "项目名称": "第12号路"},
        "不在您本月的填报任务里",
    ),
)
"""What is written into the row of one road, what mends it, and what the portal says of it."""


@pytest.fixture
def roads(live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Listing]:
    """January locked with 100 each; February open with fourteen roads of 晋江市 and nothing written."""
    world = World(cast)
    listings = [world.project(f"A{number}", name=f"第{number}号路") for number in range(1, ROADS + 1)]
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100")
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: moment(2, 22, 10))
    return listings


def test_twelve_faults_are_seen_at_once_and_mended(
    roads: list[Listing], seat: Callable[[str], Page], tmp_path: Path
) -> None:
    clerk = seat("jinjiang_reporter")
    form = downloads_the_form(clerk, tmp_path)
    fills_it_with_mistakes(form)
    uploads(clerk, form)
    sees_all_of_them(clerk)
    marked = downloads_the_marked_file(clerk, tmp_path)
    mends(marked)
    uploads(clerk, marked)
    sends(clerk)
    assert set(states()) == {DutyState.SUBMITTED}
    takes_it_back(clerk)
    assert set(states()) == {DutyState.OPEN}


def states() -> list[str]:
    return list(Duty.objects.filter(reporting_month__locked_at=None).values_list("state", flat=True))


def downloads_the_form(clerk: Page, folder: Path) -> Path:
    clerk.goto("/report/")
    with clerk.expect_download() as waiting:
        clerk.get_by_role("link", name="下载预填表").click()
    assert waiting.value.suggested_filename == "晋江市2018年2月预填表.xlsx"
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def write(form: Path, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Type into the cells of rows (from 0) under these heads."""
    book = load_workbook(form)
    sheet = book["本月填报"]
    at = {cell.value: cell.column for cell in sheet[FIRST_ROW - 1]}
    for row, values in rows.items():
        for head, value in values.items():
            sheet.cell(FIRST_ROW + row, at[head]).value = value
    book.save(form)


def fills_it_with_mistakes(form: Path) -> None:
    good = {"本月完成": 50, "形象进度": "路基"}
    write(form, {row: good | (FAULTS[row][0] if row < len(FAULTS) else {}) for row in range(ROADS)})


def uploads(clerk: Page, form: Path) -> None:
    clerk.goto("/report/")
    clerk.get_by_role("link", name="传回填好的表").click()
    clerk.set_input_files("input[name=file]", form)
    clerk.get_by_role("button", name="读取并核对").click()


def sees_all_of_them(clerk: Page) -> None:
    """One look shows every mistake with its cell; the two good rows could be filled in without them."""
    card = clerk.locator(".gcard", has_text="要您处理")
    expect(card).to_contain_text(str(len(FAULTS)))
    expect(card).to_have_attribute("aria-current", "page")
    for row, (_, _, says) in enumerate(FAULTS):
        line = clerk.locator("#rows tbody tr", has_text=says)
        expect(line).to_have_count(1)
        expect(line).to_contain_text(str(FIRST_ROW + row))
    expect(clerk.get_by_text("认出晋江市2018年2月预填表")).to_be_visible()
    expect(clerk.get_by_label("填入本月填报表")).to_be_checked()
    expect(clerk.get_by_role("button", name="填报（2 项）")).to_be_visible()


def downloads_the_marked_file(clerk: Page, folder: Path) -> Path:
    """The reporter's own workbook, with every mistake red and told in its row's last column."""
    with clerk.expect_download() as waiting:
        clerk.get_by_role("link", name="下载标注好的原表").click()
    assert waiting.value.suggested_filename == "晋江市2018年2月预填表（核对结果）.xlsx"
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    sheet = load_workbook(path)["本月填报"]
    told = next(cell.column for cell in sheet[FIRST_ROW - 1] if cell.value == HEADING)
    for row, (_, _, says) in enumerate(FAULTS):
        assert says in sheet.cell(FIRST_ROW + row, told).value
        assert any(cell.fill.fgColor.rgb == FILLS[Tier.ERROR] for cell in sheet[FIRST_ROW + row])
    assert sheet.cell(FIRST_ROW + len(FAULTS), told).value is None
    return path


def mends(form: Path) -> None:
    write(form, {row: mended for row, (_, mended, _) in enumerate(FAULTS)})


def sends(clerk: Page) -> None:
    expect(clerk.locator(".gcard", has_text="要您处理")).to_contain_text("0")
    expect(clerk.get_by_label("直接报送：14 项送初审")).to_be_checked()
    clerk.get_by_role("button", name="填报（14 项）").click()
    expect(clerk.get_by_role("heading", name="回执 DR2018-02-")).to_be_visible()
    expect(clerk.get_by_text("已送初审")).to_be_visible()


def takes_it_back(clerk: Page) -> None:
    clerk.locator("summary", has_text="整批撤销").click()
    clerk.fill("input[name=reason]", "选错了文件")
    clerk.get_by_role("button", name="确认整批撤销").click()
    expect(clerk.get_by_text("整批已撤销")).to_be_visible()
    clerk.goto("/report/")
    expect(clerk.locator(".strip .big").first).to_contain_text("0")
