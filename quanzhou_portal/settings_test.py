"""Settings of the test-suite: the real ones, minus what would be slow, shared or outside.

DATABASE_URL and REDIS_URL are honoured when the environment hands them over; ``.env`` is not read.
"""

import os

os.environ["PORTAL_ENV_FILE"] = ""
os.environ.setdefault("PROFILE", "demonstration")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)

from quanzhou_portal.settings import *  # noqa: F403
from quanzhou_portal.settings import STORAGES

DEMONSTRATION_CLOCK_FILE = None  # a test that wants the demonstration's clock gives it a file of its own
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
