from decimal import Decimal
from typing import Any

from rest_framework import serializers

from core.foundation.rest import MonthSerializerField, WanSerializerField
from reporting.choices import JumpReason, ProblemClass, WriteBackReason
from reporting.models import Brief, BriefCell, BriefUnit, Duty, ReportVersion
from reporting.models.brief import AMOUNT_FIELDS
from reporting.statement import Statement


class VersionSerializer(serializers.ModelSerializer[ReportVersion]):
    """What the report says now; amounts in 万元."""

    class Meta:
        model = ReportVersion
        fields = (
            "number",
            "prior_ytd_wan",
            "month_done_wan",
            "ytd_done_wan",
            "land_cost_wan",
            "progress_percent",
            "progress_text",
            "problem_class",
            "problem_text",
            "write_back_reason",
            "jump_reason",
            "author_label",
            "submitted_at",
            "origin",
            "digest",
        )


class DutySerializer(serializers.ModelSerializer[Duty]):
    """One report that is owed. `version` must be sent back with a submission."""

    month = MonthSerializerField()
    project = serializers.CharField(source="listing.project.code", label="项目编码")
    project_name = serializers.CharField(source="listing.project.name", label="项目名称")
    unit = serializers.CharField(source="unit.code", label="上报单位")
    current = VersionSerializer(allow_null=True)

    class Meta:
        model = Duty
        fields = (
            "id",
            "month",
            "project",
            "project_name",
            "unit",
            "state",
            "version",
            "is_late",
            "locked_at",
            "current",
        )


class SubmissionSerializer(serializers.Serializer[Statement]):
    """A report as sent. Give `month_done_wan` or `ytd_done_wan`, as text; the other one is worked out."""

    version = serializers.IntegerField(min_value=0, label="所见版本")
    month_done_wan = WanSerializerField(required=False, allow_null=True, label="本月完成")
    ytd_done_wan = WanSerializerField(required=False, allow_null=True, label="本年累计")
    land_cost_wan = WanSerializerField(required=False, allow_null=True, min_value=Decimal(0), label="其中：征迁费用")
    progress_percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, required=False, allow_null=True, label="形象进度%"
    )
    progress_text = serializers.CharField(max_length=2000, allow_blank=True, default="", label="形象进度")
    problem_class = serializers.ChoiceField(ProblemClass.choices, allow_blank=True, default="", label="问题类别")
    problem_text = serializers.CharField(max_length=2000, allow_blank=True, default="", label="存在问题")
    physical_facts = serializers.CharField(max_length=2000, allow_blank=True, default="", label="实物量")
    write_back_reason = serializers.ChoiceField(WriteBackReason.choices, allow_blank=True, default="", label="冲减原因")
    jump_reason = serializers.ChoiceField(JumpReason.choices, allow_blank=True, default="", label="突增原因")

    def statement(self) -> Statement:
        """The validated content as the value the action takes."""
        said: dict[str, Any] = {name: value for name, value in self.validated_data.items() if name != "version"}
        return Statement(**said)


class ReceiptSerializer(serializers.Serializer[dict[str, object]]):
    """The answer to a submission; the same idempotency key gets the same answer again."""

    report = serializers.IntegerField(label="填报任务")
    version = serializers.IntegerField(label="任务版本")
    number = serializers.IntegerField(label="报送版本")
    month_done_wan = serializers.CharField(label="本月完成")
    ytd_done_wan = serializers.CharField(label="本年累计")
    digest = serializers.CharField(label="摘要")
    submitted_at = serializers.CharField(label="报送时间")


class BriefSerializer(serializers.ModelSerializer[Brief]):
    campaign = serializers.IntegerField(source="campaign.year", label="年度")
    month = MonthSerializerField()
    label = serializers.CharField(label="版次")

    class Meta:
        model = Brief
        fields = (
            "id",
            "campaign",
            "month",
            "number",
            "label",
            "figures_known_at",
            "computed_at",
            "expected",
            "reported",
            "carried",
            "rule_numbers",
            "reason",
            "digest",
        )


class BriefUnitSerializer(serializers.ModelSerializer[BriefUnit]):
    unit = serializers.CharField(source="unit.code", label="上报单位")
    unit_name = serializers.CharField(source="unit.name", label="上报单位名称")

    class Meta:
        model = BriefUnit
        fields = (
            "unit",
            "unit_name",
            "projects",
            "initial_plan_wan",
            "plan_wan",
            "month_wan",
            "ytd_wan",
            "expected",
            "reported",
            "rate",
            "lead_pp",
            "light",
            "rank",
            "previous_rank",
            "group_rank",
        )


class BriefCellSerializer(serializers.ModelSerializer[BriefCell]):
    unit = serializers.CharField(source="unit.code", label="上报单位")
    category = serializers.CharField(source="category.code", label="类别")

    class Meta:
        model = BriefCell
        fields = (
            "unit",
            "category",
            "key_level",
            "stage",
            "projects",
            *AMOUNT_FIELDS,
            "expected",
            "reported",
            "greens",
            "yellows",
            "reds",
            "before_starts",
            "unlit",
        )


class BriefDetailSerializer(BriefSerializer):
    units = BriefUnitSerializer(many=True)
    cells = BriefCellSerializer(many=True)

    class Meta(BriefSerializer.Meta):
        fields = (*BriefSerializer.Meta.fields, "units", "cells")
