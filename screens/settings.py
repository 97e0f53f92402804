"""Settings of the throw-away portal: the tests' quick ones, with a clock and files of its own."""

import os
from pathlib import Path

from quanzhou_portal.settings_test import *  # noqa: F403

FOLDER = Path(os.environ["PORTAL_SCREENS_FOLDER"])
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "screens.sqlite3")}}
DEMONSTRATION_CLOCK_FILE = FOLDER / "clock.json"
JOURNAL_ANCHORS_FILE = FOLDER / "journal-anchors.jsonl"
PRIVATE_FILES_ROOT = FOLDER / "files"
WHITENOISE_USE_FINDERS = True
CONN_MAX_AGE = 0
