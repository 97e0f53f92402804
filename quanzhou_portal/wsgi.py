"""The WSGI application that gunicorn serves.

A WSGI server never runs Django's system checks by itself, so an unsafe production configuration is refused here.
"""

import os

from django.core.wsgi import get_wsgi_application

from core.foundation.garbage import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanzhou_portal.settings")

application = get_wsgi_application()

from quanzhou_portal.checks import refuse_unsafe_start  # noqa: E402  (needs the application registry)

refuse_unsafe_start()
keep_what_is_loaded()
