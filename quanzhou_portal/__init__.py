"""Wiring of the portal: settings, root URLs, the WSGI and Celery applications. No business rule lives here."""

from quanzhou_portal.celery import app as celery_app

__version__ = "0.1.0"

__all__ = ["__version__", "celery_app"]
