"""The Chromium that browser tests drive: the one `./portal test` found, else one on PATH."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def launch(playwright: Playwright) -> Browser:
    """A headless browser; skips the test with a reason when there is none (with CI=true it fails instead)."""
    executable = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        missing = pytest.fail if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else pytest.skip
        missing("no Chromium: run ./portal test browser, which looks for one and fetches it")
    # The unpacked npm package brings libraries of its own; only the browser may see them, not Python.
    libraries = os.environ.get("PORTAL_CHROMIUM_LIBRARIES")
    environment = dict(os.environ) | ({"LD_LIBRARY_PATH": libraries} if libraries else {})
    return playwright.chromium.launch(executable_path=executable, env=environment, args=["--no-sandbox"])
