"""The root of all addresses; each app brings its own ``urls`` module."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from core.foundation.months import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.operations.urls")),
    path("", include("core.accounts.urls")),
    path("", include("projects.urls")),
    path("", include("reporting.urls")),
    path("", include("dashboards.homes.urls")),
    path("", include("dashboards.bureau.urls")),
    path("", include("dashboards.board.urls")),
    path("", include("dashboards.briefs.urls")),
    path("", include("dashboards.register.urls")),
    path("", include("dashboards.dossier.urls")),
]
