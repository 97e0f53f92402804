from django.apps import AppConfig
from django.conf import settings


class LiveConfig(AppConfig):
    name = "tests.operations.live"
    label = "live"

    def ready(self) -> None:
        from . import protections

        protections.shorten()
        protections.announce(settings.LIVE_READY_FILE)
        protections.take_off(settings.LIVE_WITHOUT)
