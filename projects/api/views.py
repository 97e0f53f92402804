"""Read-only. Every row is fetched through its scope: what a person may not see does not exist for them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts.roles import Can
from core.foundation.rest import PlainRows
from projects.models import Campaign, Listing, PlanLine

from .filters import ListingFilter, PlanLineFilter
from .serializers import ListingSerializer, PlanLineSerializer, TargetsSerializer


@extend_schema(tags=["projects"])
@extend_schema_view(
    list=extend_schema(summary="项目列表"),
    retrieve=extend_schema(summary="一个项目"),
)
class ListingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Listing]):
    """项目：本年度列入的项目，含打捆项目的子项目。"""

    serializer_class = ListingSerializer
    filterset_class = ListingFilter
    lookup_url_kwarg = "code"
    queryset = Listing.objects.none()

    def get_queryset(self) -> QuerySet[Listing]:
        return Listing.objects.visible_to(self.request.user).order_by("campaign_id", "order", "pk")

    def paginate_queryset(self, queryset: QuerySet[Listing]) -> list[dict[str, Any]]:
        return super().paginate_queryset(PlainRows(queryset, ListingSerializer.sources()))

    def get_object(self) -> Listing:
        rows = self.get_queryset().filter(campaign__is_current=True).values(*ListingSerializer.sources())
        return get_object_or_404(rows, project__code=self.kwargs["code"])


@extend_schema(tags=["projects"])
@extend_schema_view(
    list=extend_schema(summary="计划列表"),
)
class PlanLineViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[PlanLine]):
    """计划：年初计划和历次调整，含逐月累计应完成。"""

    serializer_class = PlanLineSerializer
    filterset_class = PlanLineFilter
    queryset = PlanLine.objects.none()

    def get_queryset(self) -> QuerySet[PlanLine]:
        visible = Listing.objects.visible_to(self.request.user)
        lines = PlanLine.objects.filter(listing__in=visible)
        return lines.select_related("batch", "listing__project").prefetch_related("months").order_by("pk")


@extend_schema(tags=["projects"], responses=TargetsSerializer, summary="目标及录入参数")
class TargetsView(APIView):
    """目标：本年度各项目标及其录入参数。"""

    def get(self, request: Request) -> Response:
        verdict = request.user.may(Can.READ_BOARD)
        if not verdict:
            raise PermissionDenied(verdict.reason)
        campaign = get_object_or_404(Campaign, is_current=True)
        shown = {"targets": campaign.targets.all(), "inputs": campaign.target_inputs.live()}
        return Response(TargetsSerializer(shown).data)
