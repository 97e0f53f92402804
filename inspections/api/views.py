"""Reading visits, findings and orders through the same scopes as the pages: nothing before a check-in."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets

from inspections.choices import REVEALED
from inspections.models import Finding, RectificationOrder, Visit

from .filters import FindingFilter, OrderFilter, VisitFilter
from .serializers import FindingSerializer, OrderDetailSerializer, OrderSerializer, VisitSerializer


@extend_schema(tags=["inspections"])
@extend_schema_view(list=extend_schema(summary="现场检查列表"), retrieve=extend_schema(summary="一次现场检查"))
class VisitViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Visit]):
    """签到以后的现场检查。签到以前的检查对任何接口都不存在。"""

    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    queryset = Visit.objects.none()
    lookup_field = "code"

    def get_queryset(self) -> QuerySet[Visit]:
        rows = Visit.objects.visible_to(self.request.user).filter(state__in=REVEALED)
        return rows.select_related("listing__project", "listing__unit", "programme").order_by("checked_in_at", "pk")


@extend_schema(tags=["inspections"])
@extend_schema_view(list=extend_schema(summary="发现问题列表"))
class FindingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Finding]):
    """受检单位在检查结束后可见。"""

    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    queryset = Finding.objects.none()

    def get_queryset(self) -> QuerySet[Finding]:
        rows = Finding.objects.visible_to(self.request.user)
        return rows.select_related("visit__listing__project", "visit__listing__unit", "item").order_by(
            "visit", "number"
        )


@extend_schema(tags=["inspections"])
@extend_schema_view(
    list=extend_schema(summary="整改通知列表"), retrieve=extend_schema(summary="一份整改通知，含逐项答复")
)
class OrderViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[RectificationOrder]):
    filterset_class = OrderFilter
    queryset = RectificationOrder.objects.none()

    def get_serializer_class(self) -> type[OrderSerializer]:
        return OrderDetailSerializer if self.action == "retrieve" else OrderSerializer

    def get_queryset(self) -> QuerySet[RectificationOrder]:
        rows = RectificationOrder.objects.visible_to(self.request.user)
        rows = rows.select_related("visit__listing__project", "visit__listing__unit").order_by("issued_at", "pk")
        if self.action != "retrieve":
            return rows
        return rows.prefetch_related("items__finding", "items__replies", "items__rechecks")
