from django.db import models
from django.db.models import F, Q

from core.foundation.constraints import not_negative
from core.foundation.money import WanField
from core.foundation.months import MonthField
from projects.choices import BatchKind, CurveBasis
from projects.querysets import KnownQuerySet

from .campaign import Campaign
from .listing import Listing


class PlanBatch(models.Model):
    """The first list, or one approved adjustment of it: always a paper, a reason and an approver. Insert only."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="plan_batches", verbose_name="年度")
    number = models.PositiveSmallIntegerField("批次")
    kind = models.CharField("类型", max_length=12, choices=BatchKind)
    title = models.CharField("标题", max_length=80)
    reason = models.CharField("理由", max_length=200)
    document_number = models.CharField("依据文号", max_length=60)
    approver_label = models.CharField("批准人", max_length=80)
    approved_at = models.DateTimeField("批准时间")
    effective_month = MonthField("生效月份")
    entered_by_id = models.BigIntegerField("录入人编号", null=True)
    entered_by_label = models.CharField("录入人", max_length=80)

    class Meta:
        verbose_name = "计划批次"
        ordering = ["campaign_id", "number"]
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="plan_batch_once")]

    def __str__(self) -> str:
        return self.title


class PlanLine(models.Model):
    """The annual plan of one listing as one batch set it. 年初计划 stays readable beside every later adjustment."""

    batch = models.ForeignKey(
        PlanBatch, on_delete=models.PROTECT, db_index=False, related_name="lines", verbose_name="批次"
    )
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, db_index=False, related_name="plan_lines", verbose_name="列入"
    )
    annual_plan_wan = WanField("年度计划投资（万元）")
    cumulative_before_year_wan = WanField("至上年底累计完成投资（万元）")
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_finish = models.DateField("计划竣工", null=True, blank=True)
    curve_basis = models.CharField("月计划来源", max_length=10, choices=CurveBasis)
    is_initial = models.BooleanField("年初计划")
    known_from = models.DateTimeField("生效时间")
    known_to = models.DateTimeField("被替换时间", null=True, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        verbose_name = "计划"
        ordering = ["batch_id", "listing_id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "listing"], name="plan_line_once"),
            not_negative("annual_plan_wan", name="plan_line_plan_not_negative"),
            not_negative("cumulative_before_year_wan", name="plan_line_before_not_negative"),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gt=F("known_from")), name="plan_line_known_order"
            ),
        ]
        indexes = [models.Index(fields=["listing", "known_from"], name="plan_line_known")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.annual_plan_wan}"


class PlanMonth(models.Model):
    """How much of the plan is due by the end of one month (cumulative): twelve rows a line, entered or straight."""

    line = models.ForeignKey(  # an index of its own would repeat the constraint's, at every month written
        PlanLine, on_delete=models.PROTECT, db_index=False, related_name="months", verbose_name="计划"
    )
    month = MonthField("月份")
    due_wan = WanField("累计应完成（万元）")

    class Meta:
        verbose_name = "月计划"
        ordering = ["line_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["line", "month"], name="plan_month_once"),
            not_negative("due_wan", name="plan_month_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.month}"
