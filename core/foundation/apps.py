from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Registered so that Django knows the package; it has no models and no start-up work."""

    name = "core.foundation"
    label = "foundation"
    verbose_name = "基础构件"
