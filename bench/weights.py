"""Weight of pages in a real browser: requests, bytes on the wire, elements, and how quickly something shows."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.goals import Goal

KIB = 1024
FONT = "Font"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WATCH = """() => {
  window.seen = {blocking: 0, shift: 0};
  new PerformanceObserver(list => { for (const e of list.getEntries())
    window.seen.blocking += Math.max(0, e.duration - 50); }).observe({type: 'longtask', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries())
    if (!e.hadRecentInput) window.seen.shift += e.value; }).observe({type: 'layout-shift', buffered: true});
}"""
_ASK = """() => ({
  ...window.seen, elements: document.getElementsByTagName('*').length,
  paint: (performance.getEntriesByName('first-contentful-paint')[0] || {startTime: 0}).startTime,
})"""


@dataclass
class Weight:
    """One visit. `wire` and `plain` are bytes by kind of resource, compressed and not; times are milliseconds."""

    page: str
    requests: int = 0
    wire: dict[str, int] = field(default_factory=dict)
    plain: dict[str, int] = field(default_factory=dict)
    elements: int = 0
    paint: float = 0
    blocking: float = 0
    shift: float = 0

    @property
    def total(self) -> float:
        """KiB on the wire, without web fonts: an office's machine has a Chinese face of its own and fetches none."""
        return sum(size for kind, size in self.wire.items() if kind != FONT) / KIB

    @property
    def fonts(self) -> float:
        """KiB of web fonts, where the machine has no Chinese face."""
        return self.wire.get(FONT, 0) / KIB

    @property
    def document(self) -> float:
        """KiB of the document before compression."""
        return self.plain.get("Document", 0) / KIB


@dataclass(frozen=True)
class Budget:
    """KiB in all on a cold cache, and on a second visit; elements where the design sets a bound (50 rows)."""

    cold: int
    again: int = 30
    elements: int | None = None


BUDGETS = {
    "register": Budget(130, elements=1600),
    "leaders' page": Budget(350),
    "dossier": Budget(350),
    "county grid": Budget(350),
}


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium, or None where the machine has none."""
    executable = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    libraries = os.environ.get("PORTAL_CHROMIUM_LIBRARIES")
    environment = dict(os.environ) | ({"LD_LIBRARY_PATH": libraries} if libraries else {})
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=executable, env=environment, args=["--no-sandbox"])
        try:
            yield running
        finally:
            running.close()


def weigh(running: Any, port: int, person: tuple[str, str], pages: Mapping[str, str]) -> list[tuple[Weight, Weight]]:
    """Each page twice: with a cold cache, and again."""
    found = []
    for name, path in pages.items():
        context = running.new_context(viewport={"width": 1440, "height": 900})
        try:
            _log_in(context, port, person)
            found.append((_visit(context, port, name, path, cold=True), _visit(context, port, name, path, cold=False)))
        finally:
            context.close()
    return found


def _log_in(context: Any, port: int, person: tuple[str, str]) -> None:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/login/")
    page.fill("[name=username]", person[0])
    page.fill("[name=password]", person[1])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.close()


def _visit(context: Any, port: int, name: str, path: str, *, cold: bool) -> Weight:
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if cold:
        session.send("Network.clearBrowserCache")
    weight, kinds = Weight(name), {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = "cache" if event["response"].get("fromDiskCache") else event["type"]

    def came(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weight.plain[kind] = weight.plain.get(kind, 0) + event["dataLength"]

    def ended(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        if kind != "cache":
            weight.requests += kind != FONT
            weight.wire[kind] = weight.wire.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.dataReceived", came)
    session.on("Network.loadingFinished", ended)
    page.add_init_script(f"({_WATCH})()")
    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
    seen = page.evaluate(_ASK)
    weight.elements, weight.paint = seen["elements"], seen["paint"]
    weight.blocking, weight.shift = seen["blocking"], seen["shift"]
    page.close()
    return weight


def goals(visits: list[tuple[Weight, Weight]]) -> list[Goal]:
    """The budgets of pages."""
    found = []
    for cold, again in visits:
        budget = BUDGETS.get(cold.page)
        if budget is None:
            continue
        found += [
            Goal("§8", f"{cold.page}: on the wire, cold cache", cold.total, budget.cold, unit=" KiB"),
            Goal("§8", f"{cold.page}: on the wire, second visit", again.total, budget.again, unit=" KiB"),
            Goal("§8", f"{cold.page}: requests", cold.requests, 8, unit=""),
            Goal("§8", f"{cold.page}: document", cold.document, 100, unit=" KiB"),
            Goal("§8", f"{cold.page}: layout shift", cold.shift, 0.05, unit=""),
            Goal("§8", f"{cold.page}: blocking time", cold.blocking, 50, unit=" ms"),
        ]
        if budget.elements:
            found.append(Goal("§8", f"{cold.page}: elements", cold.elements, budget.elements, unit=""))
    return found
