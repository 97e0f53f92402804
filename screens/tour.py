"""Walks through the catalogue in a browser, takes the pictures and notes what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as BrowserError

from . import faults, pictures
from .catalogue import HEIGHTS, Screen

PASSWORD = "Gongjian-2018!"  # the demonstration's, printed by `./portal run`
TALLEST = 2600
SECONDS_TO_SETTLE = 0.5
PHOTOS_COME = """Promise.all([...document.images].map((image) => {
  image.loading = "eager"; // a lazy one waits for the scroll that nobody makes here
  return image.decode().catch(() => {});
}))"""


@dataclass(frozen=True)
class Shot:
    """One picture taken; `wrong` is empty when the page is as it should be."""

    screen: Screen
    width: int
    file: str
    wrong: tuple[str, ...]
    address: str = ""
    """The path at which the page stood when the picture was taken."""


class Tour:
    """One walk; a person logs in once per width and stays logged in."""

    def __init__(self, browser: Browser, *, base: str, folder: Path) -> None:
        self._browser, self._base, self._folder = browser, base, folder
        self._contexts: dict[tuple[str, int], BrowserContext] = {}
        self._blank = browser.new_page()

    def walk(self, screens: Iterable[Screen]) -> Iterable[Shot]:
        """Every screen at every width, in the order of the catalogue: some prepare what later ones show."""
        for screen in screens:
            for width in screen.widths:
                yield self._shoot(screen, width)

    def _shoot(self, screen: Screen, width: int) -> Shot:
        page = self._context(screen.user, width).new_page()
        watch, file, address = faults.Watch(page, self._base), f"{screen.name}-{width}.png", ""
        try:
            wrong = self._go(page, screen)
            page.wait_for_timeout(SECONDS_TO_SETTLE * 1000)
            wrong += faults.on_page(page)
            address = urlsplit(page.url).path
            (self._folder / file).write_bytes(pictures.small(self._blank, _picture(page, width, whole=screen.whole)))
        except BrowserError as error:  # a link that is gone, a button without effect: the next screen still counts
            wrong = [f"cannot be reached: {error.message.splitlines()[0]}"]
        finally:
            page.close()
        return Shot(screen, width, file, tuple(wrong + watch.heard), address)

    def _go(self, page: Page, screen: Screen) -> list[str]:
        if screen.paper:
            page.emulate_media(media="print")
        status = self._status(page, self._base + screen.path)
        for link in screen.follow:
            address = page.locator(link).first.get_attribute("href") or ""
            status = self._status(page, page.evaluate("path => new URL(path, location.href).href", address))
        if screen.then:
            screen.then(page)
        return [] if status == screen.status else [f"answers {status}, not {screen.status}"]

    @staticmethod
    def _status(page: Page, address: str) -> int:
        answer = page.goto(address, wait_until="networkidle")
        return answer.status if answer else 0

    def _context(self, user: str, width: int) -> BrowserContext:
        if (user, width) not in self._contexts:
            view = {"width": width, "height": HEIGHTS[width]}
            made = self._browser.new_context(viewport=view, locale="zh-CN", timezone_id="Asia/Shanghai")
            made.set_default_timeout(15_000)
            if user:
                self._log_in(made, user)
            self._contexts[user, width] = made
        return self._contexts[user, width]

    def _log_in(self, context: BrowserContext, user: str) -> None:
        page = context.new_page()
        page.goto(f"{self._base}/login/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login/" not in address)
        page.close()


def _picture(page: Page, width: int, *, whole: bool) -> bytes:
    """The page as tall as it is, up to where nobody would scroll in a gallery; or only what the window shows."""
    page.evaluate(PHOTOS_COME)
    height = page.evaluate("document.documentElement.scrollHeight") if whole else 0
    if height > HEIGHTS[width]:
        page.set_viewport_size({"width": width, "height": min(height, TALLEST)})  # bars at the foot stay at the foot
        page.wait_for_timeout(SECONDS_TO_SETTLE * 1000)
    return page.screenshot(animations="disabled")
