"""The health page: for load balancers, the launcher and the person on duty. No account, no name, no figure."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, whatever the background does; 503 when the database is away."""
    report = health.report()
    return JsonResponse(report, status=503 if report["status"] == "down" else 200)
