"""Settings of a worker process under fault tests: the tests' own, but with a real queue and short times.

`LIVE_WITHOUT` names protections to take off (red controls); such a switch exists here and nowhere in the product.
"""

import os

from quanzhou_portal.settings_test import *  # noqa: F403
from quanzhou_portal.settings_test import INSTALLED_APPS

CELERY_TASK_ALWAYS_EAGER = False
CELERY_BEAT_SCHEDULE = {"tick": {"task": "operations.tick", "schedule": 0.5}}
JOB_LEASE_SECONDS = 1
ROOT_URLCONF = "core.operations.urls"  # a worker serves no pages; these tests concern nobody else's
INSTALLED_APPS = [*INSTALLED_APPS, "tests.operations.live.apps.LiveConfig"]
LIVE_READY_FILE = os.environ["LIVE_READY_FILE"]
LIVE_WITHOUT = os.environ.get("LIVE_WITHOUT", "").split()
