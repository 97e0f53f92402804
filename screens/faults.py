"""What must not be on a page: found by looking at it as the browser does, not at its source."""

import re

from playwright.sync_api import ConsoleMessage, Page, Response

# Words of the machine. `\b` keeps codes and names such as “NaNan” apart.
FOREIGN = re.compile(r"\bNone\b|\bundefined\b|\bNaN\b|\bnull\b|\{\{|\}\}|\{%|\[object|Traceback|<[A-Z]\w+: ")


class Watch:
    """Listens to a page: console errors (violations of the content policy are among them) and broken files."""

    def __init__(self, page: Page, base: str) -> None:
        self.heard: list[str] = []
        self._base = base
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        is_status = message.text.startswith("Failed to load resource")  # told by _response, with its address
        if message.type in {"error", "warning"} and not is_status:
            self.heard.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if not response.url.startswith((self._base, "data:", "blob:")):
            self.heard.append(f"asks outside: {response.url}")
        elif response.status >= 400 and not response.request.is_navigation_request():
            self.heard.append(f"{response.status} for {response.url.removeprefix(self._base)}")


def on_page(page: Page) -> list[str]:
    """Foreign words, and sideways scroll of the page (a wide table scrolls in a box of its own)."""
    found = [f"foreign word: {word}" for word in sorted(set(FOREIGN.findall(page.inner_text("body"))))]
    shown, needed = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    if needed > shown:
        found.append(f"scrolls sideways: {needed} px on {shown} px")
    return found
