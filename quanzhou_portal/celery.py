"""The Celery application.

All options are settings with the prefix ``CELERY_``. Importing this module does not open a connection.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanzhou_portal.settings")

app = Celery("quanzhou_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
