"""The Chromium that takes the pictures: the one `./portal screens` found, else one on PATH."""

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LANGUAGE = "zh-CN"  # of the browser itself: date fields speak it where the browser brings its words
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


@contextlib.contextmanager
def opened(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser for the length of the block. Raises RuntimeError when there is none."""
    executable = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        raise RuntimeError("no Chromium: run ./portal screens, which looks for one and fetches it")
    # The unpacked npm package brings libraries of its own; only the browser may see them, not Python.
    libraries = os.environ.get("PORTAL_CHROMIUM_LIBRARIES")
    environment = dict(os.environ) | ({"LD_LIBRARY_PATH": libraries} if libraries else {})
    arguments = ["--no-sandbox", f"--lang={LANGUAGE}", "--font-render-hinting=none", *QUIET]
    browser = playwright.chromium.launch(executable_path=executable, env=environment, args=arguments)
    try:
        yield browser
    finally:
        browser.close()
