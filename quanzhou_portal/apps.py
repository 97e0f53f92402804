"""Registers the start-up checks of the installation."""

from django.apps import AppConfig


class QuanzhouPortalConfig(AppConfig):
    name = "quanzhou_portal"
    verbose_name = "泉州住建项目门户"

    def ready(self) -> None:
        from quanzhou_portal import checks  # noqa: F401  (registers itself)
