from rest_framework import serializers

from core.foundation.rest import MonthSerializerField, RowSerializer
from projects.models import Listing, PlanLine, PlanMonth, Target, TargetInput


class ListingSerializer(RowSerializer):
    """A project as this year's list has it. Amounts in 万元."""

    campaign = serializers.IntegerField(source="campaign__year", label="年度")
    code = serializers.CharField(source="project__code", label="项目编码")
    national_code = serializers.CharField(source="project__national_code", allow_null=True, label="国家项目代码")
    name = serializers.CharField(source="project__name", label="项目名称")
    parent = serializers.CharField(source="project__parent__code", default=None, label="所属打捆项目")
    has_parts = serializers.BooleanField(source="project__has_parts", label="打捆项目")
    status = serializers.CharField(source="project__status", label="项目状态")
    unit = serializers.CharField(source="unit__code", label="上报单位")
    unit_name = serializers.CharField(source="unit__name", label="上报单位名称")
    category = serializers.CharField(source="category__code", label="类别")
    owner = serializers.CharField(source="project__owner__name", default=None, label="建设单位")
    total_investment_wan = serializers.DecimalField(
        source="project__total_investment_wan", max_digits=16, decimal_places=2, allow_null=True, label="总投资"
    )
    provenance = serializers.CharField(source="project__provenance", label="数据来源")

    class Meta:
        model = Listing
        fields = (
            "campaign",
            "code",
            "national_code",
            "name",
            "parent",
            "has_parts",
            "status",
            "unit",
            "unit_name",
            "category",
            "plan_nature",
            "key_level",
            "management_class",
            "is_flagship",
            "is_green_channel",
            "counts_real_estate",
            "owner",
            "responsible_unit",
            "sponsoring_leader",
            "total_investment_wan",
            "provenance",
            "remark",
        )


class PlanMonthSerializer(serializers.ModelSerializer[PlanMonth]):
    month = MonthSerializerField()

    class Meta:
        model = PlanMonth
        fields = ("month", "due_wan")


class PlanLineSerializer(serializers.ModelSerializer[PlanLine]):
    """The annual plan of one project as one batch set it, with what is due by each month."""

    project = serializers.CharField(source="listing.project.code", label="项目编码")
    batch = serializers.IntegerField(source="batch.number", label="批次")
    batch_kind = serializers.CharField(source="batch.kind", label="批次类型")
    document_number = serializers.CharField(source="batch.document_number", label="依据文号")
    months = PlanMonthSerializer(many=True)

    class Meta:
        model = PlanLine
        fields = (
            "project",
            "batch",
            "batch_kind",
            "document_number",
            "is_initial",
            "annual_plan_wan",
            "cumulative_before_year_wan",
            "planned_start",
            "planned_finish",
            "curve_basis",
            "known_from",
            "known_to",
            "months",
        )


class TargetSerializer(serializers.ModelSerializer[Target]):
    class Meta:
        model = Target
        fields = ("code", "name", "formula", "definition_version", "definition", "unit", "value")


class TargetInputSerializer(serializers.ModelSerializer[TargetInput]):
    month = MonthSerializerField()

    class Meta:
        model = TargetInput
        fields = ("key", "month", "value_wan", "source", "is_demonstration", "known_from")


class TargetsSerializer(serializers.Serializer[dict[str, object]]):
    """The campaign's promises and the entered figures that their formulas use."""

    targets = TargetSerializer(many=True)
    inputs = TargetInputSerializer(many=True)
