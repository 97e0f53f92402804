"""grid.js in a real browser: keys, input methods, paste, sums, checks, saving, lost networks, drafts.

The page and its answers come from this file; nothing is listened on, nothing leaves the machine.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.chromium import launch

PAGE = Path(__file__).with_name("grid.html")
BUILD = Path(__file__).resolve().parents[2] / "static" / "build"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)
ORIGIN = "http://portal.test"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


class Desk:
    """The grid open in a browser, with the server's side played by this class."""

    def __init__(self, browser: Any) -> None:
        self.context = browser.new_context(viewport={"width": 1366, "height": 768})
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.tokens: list[str | None] = []
        self.problems: list[str] = []
        self.online = True
        self.answer: Callable[[str, dict[str, str]], tuple[int, dict[str, Any]]] = self.accept
        self.context.route("**/*", self.serve)
        self.open()

    def open(self) -> None:
        """A (new) tab on the page; localStorage stays."""
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(f"{ORIGIN}/month/")

    def note(self, kind: str, text: str) -> None:
        """Errors count, except the network errors a test asks for."""
        if kind == "error" and "Failed to load resource" not in text:
            self.problems.append(text)

    def serve(self, route: Any) -> None:
        """Static files from the build, the page, and answers to saving."""
        request = route.request
        path = urlparse(request.url).path
        if request.method == "POST":
            self.serve_post(route, path)
        elif path.startswith("/static/build/"):
            file = BUILD / path.removeprefix("/static/build/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == "/month/":
            route.fulfill(
                body=PAGE.read_bytes(),
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": POLICY},
            )
        else:
            route.fulfill(status=404, body="")

    def serve_post(self, route: Any, path: str) -> None:
        if not self.online:
            route.abort("internetdisconnected")
            return
        fields = dict(parse_qsl(route.request.post_data or "", keep_blank_values=True))
        self.posts.append((path, fields))
        self.tokens.append(route.request.headers.get("x-csrftoken"))
        status, body = self.answer(path, fields)
        route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def accept(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The ordinary answer."""
        return 200, {"version": int(fields["version"]) + 1, "saved_at": "10:26:12"}

    def cell(self, row: int, name: str = "done_wan") -> Any:
        """A field by row and name."""
        return self.page.locator(f"tr[data-row='{row}'] [name='{name}']")

    def live(self, row: int) -> Any:
        """The live line under a row."""
        return self.page.locator(f"tr[data-live-for='{row}']")

    def press(self, *keys: str) -> None:
        """Keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Text as from a keyboard."""
        self.page.keyboard.type(text)

    def paste(self, row: int, text: str, name: str = "done_wan") -> None:
        """A block on the clipboard pasted at a cell."""
        self.cell(row, name).focus()
        self.cell(row, name).evaluate(
            """(cell, text) => {
                const data = new DataTransfer();
                data.setData('text/plain', text);
                const paste = {clipboardData: data, bubbles: true, cancelable: true};
                cell.dispatchEvent(new ClipboardEvent('paste', paste));
            }""",
            text,
        )

    def saved(self) -> None:
        """Waits until everything is on the server."""
        expect(self.page.locator("[data-save-state]")).to_have_text("已自动保存 10:26:12")

    def focused(self) -> tuple[str, str]:
        """Row and name of the cell in hand."""
        cell = self.page.locator(":focus")
        return cell.evaluate("cell => cell.closest('tr').dataset.row"), cell.get_attribute("name")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as player:
        running = launch(player)
        yield running
        running.close()


@pytest.fixture
def desk(browser: Any) -> Iterator[Desk]:
    opened = Desk(browser)
    yield opened
    opened.context.close()
    assert opened.problems == []


def test_enter_tab_and_arrows_move_as_in_a_sheet(desk: Desk) -> None:
    desk.cell(1).focus()
    desk.press("Enter")
    assert desk.focused() == ("2", "done_wan")
    desk.press("Shift+Enter")
    assert desk.focused() == ("1", "done_wan")
    desk.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert desk.focused() == ("2", "done_wan")
    desk.press("ArrowRight")
    assert desk.focused() == ("2", "ytd_wan")
    desk.press("Tab")
    assert desk.focused() == ("2", "progress_text")
    desk.press("Shift+Tab", "ArrowLeft", "ArrowLeft")
    assert desk.page.locator(":focus").inner_text() == "鞋纺城大道（晋东新区）"
    desk.press("ArrowRight")
    assert desk.focused() == ("2", "done_wan")


def test_month_and_total_correct_each_other_exactly(desk: Desk) -> None:
    desk.cell(3).focus()
    desk.type("0.1")
    expect(desk.cell(3, "ytd_wan")).to_have_value("7,850.10")
    desk.press("Enter")
    expect(desk.cell(3)).to_have_value("0.10")
    desk.cell(4, "ytd_wan").focus()
    desk.type("１０，８００")
    desk.press("Enter")
    expect(desk.cell(4, "ytd_wan")).to_have_value("10,800")
    expect(desk.cell(4)).to_have_value("1,200")
    expect(desk.page.locator("tr[data-row='4'] [data-out='rate']")).to_have_text("45.0")
    expect(desk.page.locator("[data-total='month']")).to_have_text("14,750.10")
    expect(desk.page.locator("[data-total='ytd']")).to_have_text("87,950.10")
    expect(desk.page.locator("[data-total='rate']")).to_have_text("55.7")
    desk.saved()
    assert ("/save/3/", {"done_wan": "0.10", "ytd_wan": "7850.10", "version": "1"}) in desk.posts
    assert ("/save/4/", {"done_wan": "1200.00", "ytd_wan": "10800.00", "version": "1"}) in desk.posts
    assert set(desk.tokens) == {"token-1"}


def test_clearing_the_month_falls_back_to_last_months_total_in_grey(desk: Desk) -> None:
    desk.cell(2).focus()
    desk.press("Delete", "Enter")
    expect(desk.cell(2, "ytd_wan")).to_have_value("10,950")
    expect(desk.cell(2, "ytd_wan")).to_have_class(re.compile("is-carried"))
    desk.saved()
    assert desk.posts == [("/save/2/", {"done_wan": "", "ytd_wan": "", "version": "1"})]


def test_escape_restores_and_f2_edits(desk: Desk) -> None:
    desk.cell(2).focus()
    desk.type("99")
    desk.press("Escape")
    expect(desk.cell(2)).to_have_value("1,850")
    expect(desk.cell(2, "ytd_wan")).to_have_value("12,800")
    desk.press("F2", "Backspace", "5", "ArrowLeft")
    assert desk.focused() == ("2", "done_wan")
    desk.press("Enter")
    expect(desk.cell(2)).to_have_value("1,855")


def test_nothing_moves_while_an_input_method_composes(desk: Desk) -> None:
    desk.cell(3, "progress_text").focus()
    desk.cell(3, "progress_text").evaluate(
        """cell => {
            for (const key of ['Enter', 'ArrowDown', 'Tab', 'Process']) {
                const composing = {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true};
                cell.dispatchEvent(new KeyboardEvent('keydown', composing));
            }
        }"""
    )
    assert desk.focused() == ("3", "progress_text")
    desk.page.keyboard.insert_text("主体封顶")
    desk.press("Enter")
    assert desk.focused() == ("4", "progress_text")
    desk.saved()
    assert desk.posts == [("/save/3/", {"progress_text": "主体封顶", "version": "1"})]


def test_a_block_pastes_right_and_down_in_one_step(desk: Desk) -> None:
    desk.paste(3, "1,000\t\t第一段\t55\r\n\t\t\t61\r\n620.5\t5,820.5\r\n77\t1\r\n88\t2\r\n")
    expect(desk.cell(3)).to_have_value("1,000")
    expect(desk.cell(3, "ytd_wan")).to_have_value("8,850")
    expect(desk.cell(3, "progress_text")).to_have_value("第一段")
    expect(desk.cell(4)).to_have_value("")
    expect(desk.cell(4, "progress_percent")).to_have_value("61")
    expect(desk.cell(5, "ytd_wan")).to_have_value("5,820.50")
    expect(desk.page.locator("#toasts")).to_contain_text("2 行落在表外没有粘贴：第4行“77 1”、第5行“88 2”")
    desk.saved()
    desk.press("Control+z")
    for row, name in ((3, "done_wan"), (3, "progress_text"), (4, "progress_percent"), (5, "done_wan")):
        expect(desk.cell(row, name)).to_have_value("")
    desk.saved()
    assert desk.posts[-1][1]["version"] == "2"
    desk.press("Control+y")
    expect(desk.cell(5)).to_have_value("620.50")


def test_a_paste_that_disagrees_with_itself_is_named(desk: Desk) -> None:
    desk.paste(3, "150\t8,100")
    expect(desk.cell(3, "ytd_wan")).to_have_value("8,000")
    expect(desk.live(3)).to_contain_text("粘贴的累计 8,100 与上月累计加本月（8,000）不符")
    desk.live(3).get_by_role("button", name="改以累计 8,100 为准").click()
    expect(desk.cell(3)).to_have_value("250")
    desk.saved()


def test_words_in_an_amount_stay_and_are_not_sent(desk: Desk) -> None:
    desk.paste(3, "约1000\t\t文字")
    expect(desk.cell(3)).to_have_value("约1000")
    expect(desk.cell(3)).to_have_attribute("aria-invalid", "true")
    expect(desk.live(3)).to_contain_text("“约1000”不是数字")
    desk.saved()
    assert desk.posts == [("/save/3/", {"progress_text": "文字", "version": "1"})]
    expect(desk.page.locator("[data-grid-unsaved]")).to_have_text("1")
    desk.press("Control+Enter")
    expect(desk.page.locator("#toasts")).to_contain_text("1 行没有存上")


def test_ten_thousand_times_asks_for_the_unit(desk: Desk) -> None:
    desk.cell(3).focus()
    desk.type("12800000")
    expect(desk.live(3)).to_contain_text("疑似填成元")
    desk.press("Enter")
    desk.live(3).get_by_role("button", name="按 1,280 万元读入").click()
    expect(desk.cell(3)).to_have_value("1,280")
    expect(desk.cell(3, "ytd_wan")).to_have_value("9,130")
    expect(desk.live(3)).to_have_count(0)
    desk.saved()


def test_checks_appear_while_typing_and_echo_stands_in_its_line(desk: Desk) -> None:
    desk.cell(4).focus()
    desk.type("6400")
    expect(desk.live(4)).to_contain_text("月均 1,600 的 4.0 倍")
    echo = desk.page.locator("[data-echo]")
    expect(echo).to_contain_text("本月完成6,400 万元 = 0.64 亿元")
    expect(echo).to_contain_text("上月 1,720　月均 1,600　计划还余 8,000")
    desk.cell(4, "progress_percent").focus()
    desk.type("50")
    expect(desk.live(4)).to_contain_text(["月均 1,600 的 4.0 倍", "上月 60%、本月 50%，形象不应倒退"])


def test_a_lost_network_keeps_rows_here_and_sends_them_later(desk: Desk) -> None:
    desk.online = False
    desk.cell(3).focus()
    desk.type("500")
    desk.press("Enter")
    expect(desk.page.locator("[data-save-state]")).to_have_text("断网存本机（1 行待传）")
    expect(desk.page.locator("tr[data-row='3'] td.is-unsaved")).to_have_count(2)
    desk.page.close()
    desk.online = True
    desk.open()
    expect(desk.cell(3)).to_have_value("500")
    desk.saved()
    assert desk.posts == [("/save/3/", {"done_wan": "500.00", "ytd_wan": "8350.00", "version": "1"})]
    desk.page.close()
    desk.open()
    expect(desk.cell(3)).to_have_value("")


def test_an_ended_session_keeps_what_was_typed(desk: Desk) -> None:
    desk.answer = lambda path, fields: (401, {})
    desk.cell(3).focus()
    desk.type("500")
    desk.press("Enter")
    expect(desk.page.locator("[data-save-state]")).to_have_text("登录已失效，存本机（1 行待传）")


def test_a_row_changed_by_someone_else_is_decided_by_a_person(desk: Desk) -> None:
    values = {"done_wan": "900.00", "ytd_wan": "8750.00"}
    stale = {"message": "县级审核员 10:20 改过这一行", "version": 8, "values": values}
    desk.answer = lambda path, fields: (409, stale)
    desk.cell(3).focus()
    desk.type("500")
    desk.press("Enter")
    expect(desk.live(3)).to_contain_text("县级审核员 10:20 改过这一行，现为：本月完成 900.00，本年累计 8750.00")
    desk.answer = desk.accept
    desk.live(3).get_by_role("button", name="用我的").click()
    desk.saved()
    assert desk.posts[-1] == ("/save/3/", {"done_wan": "500.00", "ytd_wan": "8350.00", "version": "8"})


def test_the_servers_errors_and_reasons_stand_under_their_field(desk: Desk) -> None:
    desk.answer = lambda path, fields: (422, {"errors": {"progress_percent": ["形象进度要填整数。"]}})
    desk.cell(3, "progress_percent").focus()
    desk.type("55.5")
    desk.press("Enter")
    expect(desk.live(3)).to_contain_text("形象进度要填整数。")
    choice = {"name": "offset_reason", "label": "选原因", "options": [["audit", "审计核减"]]}
    desk.answer = lambda path, fields: (
        200,
        {"version": 5, "saved_at": "10:26:12", "html": {"state-3": "待说明"},
         "notes": [{"field": "ytd_wan", "level": "bad", "title": "错误", "text": "冲减要有原因。", "choice": choice}]},
    )  # fmt: skip
    desk.cell(3).focus()
    desk.type("-270")
    desk.press("Enter")
    expect(desk.live(3)).to_contain_text("冲减要有原因。")
    expect(desk.page.locator("#state-3")).to_have_text("待说明")
    expect(desk.cell(3)).to_have_value("-270")
    assert desk.posts[-1][1]["ytd_wan"] == "7580.00"
    desk.answer = lambda path, fields: (200, {"version": 6, "saved_at": "10:26:12", "notes": []})
    desk.live(3).get_by_label("选原因").select_option("audit")
    desk.saved()
    assert desk.posts[-1][1]["offset_reason"] == "audit"


def test_notes_made_with_the_page_stay_until_their_field_changes(desk: Desk) -> None:
    expect(desk.live(5)).to_contain_text("上月审核要求补监理月报。")
    desk.cell(5, "progress_text").focus()
    desk.type("支护桩完成")
    desk.press("Enter")
    expect(desk.live(5)).to_have_count(0)


def test_find_hides_rows_and_slash_goes_there(desk: Desk) -> None:
    desk.page.locator("h1").click()
    desk.press("/")
    desk.type("粮食")
    expect(desk.page.locator("tr[data-row]:visible")).to_have_count(1)


def test_ctrl_enter_sends_after_everything_is_saved(desk: Desk) -> None:
    desk.page.evaluate(
        "() => document.querySelector('[data-grid-send]').addEventListener('click', () => { document.title = '已送' })"
    )
    desk.cell(3).focus()
    desk.type("500")
    desk.press("Control+Enter")
    expect(desk.page).to_have_title("已送")
    assert len(desk.posts) == 1
