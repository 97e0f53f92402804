from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import not_negative, sum_equals
from core.foundation.money import WanField
from core.operations.models import StoredFile
from reporting.choices import CheckVerdict, JumpReason, Origin, ProblemClass, Step, WriteBackReason

from .duty import Duty


class ReportVersion(models.Model):
    """One statement of one report, kept for ever. The year-to-date figure leads; the month is what it added.

    `prior_ytd_wan` is the accepted figure of the month before that the author saw; since start is never typed.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="versions", verbose_name="填报任务")
    number = models.PositiveIntegerField("版本")
    prior_ytd_wan = WanField("上月累计（万元）")
    month_done_wan = WanField("本月完成（万元）")
    ytd_done_wan = WanField("本年累计（万元）")
    land_cost_wan = WanField("其中：征迁费用（万元）", null=True, blank=True)
    progress_percent = models.DecimalField("形象进度（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    progress_text = models.TextField("形象进度", blank=True)
    problem_class = models.CharField("问题类别", max_length=12, choices=ProblemClass, blank=True)
    problem_text = models.TextField("存在问题", blank=True)
    physical_facts = models.TextField("实物量", blank=True)
    write_back_reason = models.CharField("冲减原因", max_length=14, choices=WriteBackReason, blank=True)
    write_back_paper = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="冲减依据"
    )
    jump_reason = models.CharField("突增原因", max_length=12, choices=JumpReason, blank=True)
    is_jump = models.BooleanField("本月突增", default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_versions", verbose_name="填报人")
    author_label = models.CharField("填报人姓名", max_length=80)
    submitted_at = models.DateTimeField("报送时间")
    origin = models.CharField("来源", max_length=12, choices=Origin)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "报送版本"
        ordering = ["duty_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "number"], name="report_version_once"),
            sum_equals("ytd_done_wan", "prior_ytd_wan", "month_done_wan", name="report_ytd_is_prior_plus_month"),
            not_negative("prior_ytd_wan", name="report_prior_not_negative"),
            not_negative("ytd_done_wan", name="report_ytd_not_negative"),
            not_negative("land_cost_wan", name="report_land_not_negative"),
            models.CheckConstraint(
                condition=Q(month_done_wan__gte=0) | (~Q(write_back_reason="") & Q(write_back_paper__isnull=False)),
                name="report_fall_has_reason_paper",
            ),
            models.CheckConstraint(
                condition=Q(progress_percent__isnull=True)
                | (Q(progress_percent__gte=0) & Q(progress_percent__lte=100)),
                name="report_percent_in_range",
            ),
            models.CheckConstraint(condition=Q(is_jump=False) | ~Q(jump_reason=""), name="report_jump_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} 第{self.number}版"


class Check(models.Model):
    """The verdict of one step on one version; bound to the digest that the checker saw."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="checks", verbose_name="报送版本")
    step = models.CharField("步骤", max_length=6, choices=Step)
    verdict = models.CharField("结论", max_length=10, choices=CheckVerdict)
    remarks = models.TextField("意见", default="{}")
    digest = models.CharField("所见摘要", max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="填报人")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="checks", verbose_name="审核人")
    checked_by_label = models.CharField("审核人姓名", max_length=80)
    checked_at = models.DateTimeField("审核时间")

    class Meta:
        verbose_name = "审核意见"
        ordering = ["checked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "step"], name="check_once_a_step"),
            models.CheckConstraint(condition=~Q(author=F("checked_by")), name="check_not_own_report"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.step}"
