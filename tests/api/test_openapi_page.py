"""The description of the API in a real browser: drawn under the portal's own policy, from local files only."""

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD, Cast
from tests.chromium import launch

BUILD = Path(__file__).resolve().parents[2] / "static" / "build"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not BUILD.is_dir(), reason="needs the built front end (npm run build)"),
]


def test_the_description_is_drawn_and_tried_without_a_word_on_the_console(
    live_server: LiveServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in this thread
    cast.call("dispatcher")
    problems: list[str] = []
    foreign: list[str] = []
    with sync_playwright() as playwright:
        page = launch(playwright).new_context(base_url=live_server.url).new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("request", lambda asked: asked.url.startswith((live_server.url, "data:")) or foreign.append(asked.url))
        page.goto("/login/?next=/api/v1/")
        page.fill("input[name=username]", "dispatcher")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        expect(page.get_by_text("项目列表")).to_be_visible()
        expect(page.get_by_text("月报和报送")).to_be_visible()
        page.locator(".opblock-summary-control", has_text="项目列表").click()
        page.get_by_role("button", name="Try it out").click()
        page.get_by_role("button", name="Execute").click()
        expect(page.locator(".responses-table.live-responses-table .response-col_status").last).to_contain_text("200")
        page.context.browser.close()
    assert (problems, foreign) == ([], [])
