"""The portal's own settings, with files of the measurement instead of the clone's."""

import os
from pathlib import Path

os.environ["PORTAL_ENV_FILE"] = ""
os.environ.setdefault("PROFILE", "demonstration")
os.environ.setdefault("SECRET_KEY", "only-for-measurements-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)

from quanzhou_portal.settings import *  # noqa: F403
from quanzhou_portal.settings import CACHES, DATABASES

FOLDER = Path(os.environ["BENCH_FOLDER"])
DEMONSTRATION_CLOCK_FILE = FOLDER / "clock.json"
JOURNAL_ANCHORS_FILE = FOLDER / "journal-anchors.jsonl"
PRIVATE_FILES_ROOT = FOLDER / "files"
STATIC_ROOT = FOLDER / "static"
CACHES["default"]["KEY_PREFIX"] = DATABASES["default"]["NAME"]  # sizes share a Redis, never what is kept in it
