"""Reading reports and briefs, and handing in a report through the same action as the page."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.canonical import canonical_json, sha256_hex
from core.operations.receipts import answer_once
from reporting.actions import reports
from reporting.choices import Origin
from reporting.models import Brief, BriefCell, BriefUnit, Duty
from reporting.statement import Statement

from .filters import BriefFilter, DutyFilter
from .serializers import (
    BriefDetailSerializer,
    BriefSerializer,
    DutySerializer,
    ReceiptSerializer,
    SubmissionSerializer,
)

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    description="每份报送自定的键（1–100字符）；重发同一键得到同一回执，不会重复报送。",
)


@extend_schema(tags=["reports"])
@extend_schema_view(
    list=extend_schema(summary="月报列表"),
    retrieve=extend_schema(summary="一份月报"),
)
class DutyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Duty]):
    """填报任务及其现行版本。"""

    serializer_class = DutySerializer
    filterset_class = DutyFilter
    queryset = Duty.objects.none()

    def get_queryset(self) -> QuerySet[Duty]:
        duties = Duty.objects.visible_to(self.request.user)
        return duties.select_related("listing__project", "unit", "current").order_by("month", "pk")

    @extend_schema(
        request=SubmissionSerializer,
        responses=ReceiptSerializer,
        parameters=[IDEMPOTENCY_KEY],
        summary="报送一份月报",
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str | None = None) -> Response:
        """报送：与页面同一动作、同样的校验。"""
        duty = self.get_object()
        sent = SubmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        if not 0 < len(key) <= 100:
            raise serializers.ValidationError({"Idempotency-Key": ["请在请求头给出1–100字符的幂等键。"]})
        seen = sent.validated_data["version"]
        answer = _submit_once(duty, seen, sent.statement(), by=request.user, key=key)
        return Response(ReceiptSerializer(answer).data)


@transaction.atomic
def _submit_once(duty: Duty, seen_version: int, statement: Statement, *, by: User, key: str) -> dict[str, Any]:
    asked = {"report": duty.pk, "version": seen_version, **statement.__dict__}

    def make() -> dict[str, object]:
        version = reports.submit(
            duty_id=duty.pk, seen_version=seen_version, statement=statement, by=by, at=clock.now(), origin=Origin.API
        )
        return {
            "report": duty.pk,
            "version": version.duty.version,
            "number": version.number,
            "month_done_wan": version.month_done_wan,
            "ytd_done_wan": version.ytd_done_wan,
            "digest": version.digest,
            "submitted_at": version.submitted_at,
        }

    return answer_once(by.pk, key, request_digest=sha256_hex(canonical_json(asked)), make=make)


@extend_schema(tags=["briefs"])
@extend_schema_view(
    list=extend_schema(summary="月度汇总列表"),
    retrieve=extend_schema(summary="一份月度汇总，含单位和类别"),
)
class BriefViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Brief]):
    """月度汇总：0为暂定，1起为定版。县（市、区）账号只见本单位的行。"""

    filterset_class = BriefFilter
    queryset = Brief.objects.none()

    def get_serializer_class(self) -> type[BriefSerializer]:
        return BriefDetailSerializer if self.action == "retrieve" else BriefSerializer

    def get_queryset(self) -> QuerySet[Brief]:
        verdict = self.request.user.may(Can.READ_BOARD)
        if not verdict:
            raise PermissionDenied(verdict.reason)
        briefs = Brief.objects.select_related("campaign").order_by("month", "number")
        if self.action != "retrieve":
            return briefs
        scope = self.request.user.scope(Can.READ_BOARD)
        only = {} if scope.whole_city else {"unit_id__in": scope.unit_ids}
        units = BriefUnit.objects.filter(**only).select_related("unit").order_by("unit__order")
        cells = BriefCell.objects.filter(**only).select_related("unit", "category")
        return briefs.prefetch_related(
            Prefetch("units", units),
            Prefetch("cells", cells.order_by("unit__order", "category__order", "key_level")),
        )
