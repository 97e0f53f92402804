"""The root of all addresses; each app brings its own ``urls`` module."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from core.foundation.months import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("core.operations.urls")),
    path("", include("core.accounts.urls")),
    path("", include("core.intake.urls")),
    path("", include("projects.urls")),
    path("", include("reporting.urls")),
    path("", include("dispatch.urls")),
    path("", include("approvals.urls")),
    path("inspections/", include("inspections.urls")),
    path("", include("dashboards.homes.urls")),
    path("", include("dashboards.bureau.urls")),
    path("", include("dashboards.board.urls")),
    path("", include("dashboards.briefs.urls")),
    path("", include("dashboards.targets.urls")),
    path("", include("dashboards.register.urls")),
    path("", include("dashboards.jobs.urls")),
    path("", include("dashboards.files.urls")),
    path("", include("dashboards.dossier.urls")),
    path("api/v1/", include("core.intake.api.urls")),
    path("api/v1/", include("projects.api.urls")),
    path("api/v1/", include("reporting.api.urls")),
    path("api/v1/inspections/", include("inspections.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "api/v1/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/openapi.html"),
        name="api_docs",
    ),
]
