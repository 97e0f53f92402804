from decimal import Decimal
from typing import Any

from rest_framework import serializers

from inspections.choices import VisitState
from inspections.models import Finding, OrderItem, RectificationOrder, Visit


class VisitSerializer(serializers.ModelSerializer[Visit]):
    """A visit that has begun. `score` and `summary` stand when it is over."""

    project = serializers.CharField(source="listing.project.code", label="项目编码")
    project_name = serializers.CharField(source="listing.project.name", label="项目名称")
    unit = serializers.CharField(source="listing.unit.code", label="上报单位")
    programme = serializers.CharField(source="programme.name", label="督查方案")
    score = serializers.SerializerMethodField(label="得分")
    summary = serializers.SerializerMethodField(label="检查情况")

    class Meta:
        model = Visit
        fields = (
            "code", "project", "project_name", "unit", "programme", "how", "state", "checked_in_at", "finished_at",
            "score", "summary",
        )  # fmt: skip

    def get_score(self, visit: Visit) -> Decimal | None:
        return visit.score if visit.state == VisitState.FINISHED else None

    def get_summary(self, visit: Visit) -> str:
        return visit.summary if visit.state == VisitState.FINISHED else ""


class FindingSerializer(serializers.ModelSerializer[Finding]):
    visit = serializers.CharField(source="visit.code", label="检查")
    project = serializers.CharField(source="visit.listing.project.code", label="项目编码")
    unit = serializers.CharField(source="visit.listing.unit.code", label="上报单位")
    item = serializers.CharField(source="item.code", default="", label="检查事项编号")

    class Meta:
        model = Finding
        fields = (
            "visit", "project", "unit", "number", "item", "fault", "text", "severity", "liable_party",
            "is_recurrence", "fixed_on_spot", "at",
        )  # fmt: skip


class OrderSerializer(serializers.ModelSerializer[RectificationOrder]):
    document_number = serializers.CharField(label="文号")
    visit = serializers.CharField(source="visit.code", label="检查")
    project = serializers.CharField(source="visit.listing.project.code", label="项目编码")
    unit = serializers.CharField(source="visit.listing.unit.code", label="上报单位")

    class Meta:
        model = RectificationOrder
        fields = (
            "id", "document_number", "visit", "project", "unit", "kind", "state", "round", "issued_at", "due_on",
            "replied_at", "recheck_due_on", "rechecked_at", "resumed_at", "closed_at",
        )  # fmt: skip


class OrderDetailSerializer(OrderSerializer):
    items = serializers.SerializerMethodField(label="整改事项")

    class Meta(OrderSerializer.Meta):
        fields = (*OrderSerializer.Meta.fields, "items")

    def get_items(self, order: RectificationOrder) -> list[dict[str, Any]]:
        return [_item(each) for each in order.items.all()]


def _item(item: OrderItem) -> dict[str, Any]:
    return {
        "number": item.finding.number,
        "fault": item.finding.fault,
        "passed_at": item.passed_at,
        "replies": [{"round": reply.round, "text": reply.text, "at": reply.at} for reply in item.replies.all()],
        "rechecks": [
            {"round": word.round, "passed": word.passed, "note": word.note, "at": word.at}
            for word in item.rechecks.all()
        ],
    }
