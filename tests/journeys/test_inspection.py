"""三 督查 in a real browser: drawn in the office, unannounced on site, mended by the county, closed by the bureau."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from core.foundation import clock
from inspections.models import Draw, PlanOpening, RectificationOrder, Visit
from tests.cast import Cast
from tests.inspections.world import JINJIANG, World, moment, picture

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
PHONE = {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


class Office:
    """The world, and a clock that the story moves on."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, moment(7, 24, 9)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        self.now = moment(7, day, hour, minute)

    def time(self) -> datetime:
        return self.now


@pytest.fixture
def office(live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A campaign whose January is accepted, three inspectors, and no programme yet."""
    world = World(cast)
    cast.call("jinjiang_reporter", "dispatcher")
    world.month.open(1)
    for listing in world.sites[JINJIANG]:
        world.month.accept(listing, 1, "200")
    found = Office(world)
    monkeypatch.setattr(clock, "now", found.time)
    return found


def test_from_the_draw_to_the_closed_order(office: Office, seat: Callable[[str], Page], tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture((640, 480)).getvalue())
    officer, county = seat("section_officer"), seat("jinjiang_reporter")

    draws_by_numbers_of_the_evening(office, officer)
    visit = office.world.site(Draw.objects.get())
    knows_of_nothing(county, visit)

    first, second = (seat(person.username) for person in office.world.team(visit))
    arrives_unannounced(office, first, visit)
    finds_and_verifies(first, visit, photo)
    ends_and_orders(first, visit)

    photo.write_bytes(picture((480, 640)).getvalue())  # taken afterwards
    mends_item_by_item(office, county, photo)
    rechecks(office, second, visit)
    closes(office, officer)
    assert RectificationOrder.objects.get().closed_by == office.world.officer


def draws_by_numbers_of_the_evening(office: Office, page: Page) -> None:
    """Programme, frozen pool, published digests, the evening's numbers, one draw; then the tasks go out."""
    page.goto("/inspections/new/")
    for name, text in {
        "name": "第三季度双随机督查",
        "authority": "泉建〔2018〕88号",
        "content": "文明施工和上报数",
        "starts_on": "2018-07-25",
        "ends_on": "2018-08-10",
    }.items():
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name="建立方案").click()
    page.get_by_role("button", name="冻结名单库").click()
    expect(page.get_by_text("名单库已冻结：可抽12个")).to_be_visible()
    page.fill("[name=outside_source]", "排列5第18198期开奖号码")
    page.fill("[name=outside_known_at]", "2018-07-24T20:30")
    page.get_by_role("button", name="固定密值，公布摘要").click()
    expect(page.locator("#notice")).to_contain_text(Draw.objects.get().pool_digest)
    office.at(24, 21)
    page.fill("[name=outside]", "4 0 7 1 9")
    page.fill("[name=witness]", "驻局纪检组")
    page.get_by_role("button", name="录入外部值").click()
    page.get_by_role("button", name="抽取", exact=True).click()
    expect(page.get_by_text("抽取完成，共8个点")).to_be_visible()
    page.get_by_role("button", name="下达到督查人员").click()
    expect(page.get_by_text("受检单位不会收到任何消息")).to_be_visible()
    page.fill("[name=purpose]", "安排车辆")
    page.get_by_role("button", name="打开名单").click()
    expect(page.get_by_role("heading", name="名单（保密）")).to_be_visible()
    assert PlanOpening.objects.get().purpose == "安排车辆"


def knows_of_nothing(county: Page, visit: Visit) -> None:
    """The county's pages before the check-in: no order, no visit, no panel in the dossier, nothing in the inbox."""
    for address in ("/inspections/orders/", "/inspections/visits/", "/inbox/"):
        county.goto(address)
        expect(county.locator("main")).not_to_contain_text(visit.listing.project.name)
    county.goto(f"/projects/{visit.listing.project.code}/")
    expect(county.get_by_role("heading", name="变更历史")).to_be_visible()
    expect(county.locator("main")).not_to_contain_text("现场检查")
    assert county.goto(f"/inspections/visits/{visit.code}/").status == 404


def arrives_unannounced(office: Office, phone: Page, visit: Visit) -> None:
    office.at(25, 9, 50)
    phone.set_viewport_size(PHONE)
    phone.goto("/")
    expect(phone.get_by_role("heading", name="今日任务")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text(visit.listing.project.name)
    phone.get_by_role("button", name="打开名单").click()
    phone.get_by_role("link", name=visit.listing.project.name).click()
    phone.get_by_role("button", name="到场签到").click()
    expect(phone.get_by_text("从现在起受检单位能看到本次检查")).to_be_visible()


def finds_and_verifies(phone: Page, visit: Visit, photo: Path) -> None:
    """Checklist, two faults with photos by pressing, the reported figure beside the verified one."""
    phone.get_by_role("link", name="检查表").click()
    line = phone.get_by_role("group", name="裸土覆盖", exact=True)
    line.get_by_text("不符合").click()
    line.get_by_placeholder("备注").fill("4号楼北侧")
    line.get_by_role("button", name="记问题").click()
    expect(phone.locator("textarea[name=text]")).to_have_value("4号楼北侧")
    phone.set_input_files("[name=photos]", str(photo))
    expect(phone.locator("[data-shots] img")).to_be_visible()
    for group, words in (("轻重", "较重"), ("责任方", "施工")):
        phone.get_by_role("radiogroup", name=group).locator("label", has_text=words).first.click()
    phone.get_by_role("button", name="存好，再记一条").click()
    expect(phone.get_by_role("heading", name="已记 1")).to_be_visible()
    taps(phone, "出入口滴洒漏", "一般", "监理")
    phone.fill("textarea[name=text]", "3号门外约20米")
    phone.reload()
    expect(phone.locator("textarea[name=text]")).to_have_value("3号门外约20米")
    phone.get_by_role("button", name="存好", exact=True).click()
    expect(phone.get_by_text("发现问题 2")).to_be_visible()
    phone.get_by_role("link", name="核实上报数").click()
    expect(phone.get_by_text("1月入账累计")).to_be_visible()
    phone.fill("[name=verified_ytd_wan]", "190")
    phone.fill("[name=basis]", "监理月报产值")
    phone.get_by_role("button", name="存核实数").click()
    expect(phone.get_by_text("95.0")).to_be_visible()


def taps(phone: Page, fault: str, severity: str, party: str) -> None:
    """Three taps: what, how grave, whose."""
    for group, words in (("什么问题", fault), ("轻重", severity), ("责任方", party)):
        phone.get_by_role("radiogroup", name=group).locator("label", has_text=words).first.click()


def ends_and_orders(phone: Page, visit: Visit) -> None:
    phone.get_by_role("link", name="结束检查").click()
    expect(phone.locator("[name=score]")).to_have_value("93")
    phone.fill("[name=summary]", "总体较好，扬尘防治有差距。")
    phone.get_by_role("button", name="结束检查").click()
    phone.get_by_role("button", name="发出整改通知").click()
    expect(phone.get_by_text("泉建督整〔2018〕1号 已发出，限8月3日前整改")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def mends_item_by_item(office: Office, county: Page, photo: Path) -> None:
    """Now the county knows, from its inbox on: signs for it, answers each item with a photo, hands it in."""
    office.at(26, 9)
    county.goto("/inbox/")
    county.get_by_role("link", name="收到整改通知").click()
    county.get_by_role("button", name="签收").click()
    send = county.get_by_role("button", name="报送整改结果")
    send.click()
    expect(county.get_by_text("还有2项没有答复")).to_be_visible()
    for number, words in enumerate(("已覆盖密目网。", "已增设冲洗设施。")):
        form = county.locator("form[action*='/items/']").nth(number)
        form.locator("textarea").fill(words)
        form.locator("[name=photos]").set_input_files(str(photo))
        form.get_by_role("button", name="存答复").click()
        expect(county.get_by_text("答复已存").first).to_be_visible()
    send.click()
    expect(county.get_by_text("整改结果已报送")).to_be_visible()


def rechecks(office: Office, phone: Page, visit: Visit) -> None:
    """The other inspector of the team, on the own phone."""
    office.at(27, 10)
    phone.set_viewport_size(PHONE)
    phone.goto("/inspections/today/")
    phone.get_by_role("link", name=visit.listing.project.name).last.click()
    for option in phone.locator("label.opt", has_text="通过").filter(has_not_text="不通过").all():
        option.click()
    phone.get_by_role("button", name="提交复查意见").click()
    expect(phone.get_by_text("复查通过。")).to_be_visible()


def closes(office: Office, officer: Page) -> None:
    office.at(27, 15)
    officer.goto("/inbox/")
    officer.get_by_role("link", name="待销号").click()
    officer.get_by_role("button", name="销号").click()
    expect(officer.get_by_text("已销号。")).to_be_visible()
    officer.goto("/inspections/")
    officer.get_by_role("link", name="第三季度双随机督查").click()
    expect(officer.get_by_role("row", name="晋江市")).to_contain_text("95.0")
