"""A browser for each person of a journey."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSWORD
from tests.chromium import launch


@pytest.fixture
def seat(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Page]]:
    """`seat("jinjiang_reporter")` is that person's browser, logged in; any error on its console fails the test."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs a loop in this thread
    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)

        def sit(username: str) -> Page:
            page = browser.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 768}).new_page()
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.on("console", lambda said: problems.append(said.text) if _is_a_problem(said) else None)
            page.goto("/login/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            expect(page.locator("header.topbar")).to_be_visible()
            return page

        yield sit
        browser.close()
    assert problems == []


def _is_a_problem(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text
