from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from projects.models import Campaign, Listing


class Programme(models.Model):
    """督查方案: one round of inspections with what allows it, its rules and who may know the plan.

    The rules are settings of the programme (defaults of the domain): a share of the counties' sites with a minimum, all
    of 市本级's; how many people go; working days to mend by severity, and to re-check.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="programmes", verbose_name="年度")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("名称", max_length=60)
    authority = models.CharField("依据文件", max_length=120)
    content = models.CharField("督查内容", max_length=200)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    sample_percent = models.PositiveSmallIntegerField("县级抽查比例（%）", default=20)
    sample_minimum = models.PositiveSmallIntegerField("每县至少", default=3)
    inspectors = models.PositiveSmallIntegerField("每点督查员", default=2)
    experts = models.PositiveSmallIntegerField("每点专家", default=0)
    minor_days = models.PositiveSmallIntegerField("一般问题整改期（工作日）", default=15)
    serious_days = models.PositiveSmallIntegerField("较重问题整改期（工作日）", default=7)
    major_days = models.PositiveSmallIntegerField("重大问题整改期（工作日）", default=3)
    recheck_days = models.PositiveSmallIntegerField("复查期（工作日）", default=5)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="建立人")
    opened_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "督查方案"
        ordering = ["-campaign_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="programme_number_once"),
            models.CheckConstraint(condition=~Q(authority=""), name="programme_has_authority"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"),
            models.CheckConstraint(condition=Q(inspectors__gte=2), name="programme_two_inspectors"),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=1, sample_percent__lte=100), name="programme_percent_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """How pools and papers name it: “2018-3”."""
        return f"{self.campaign.year}-{self.number}"

    def days_for(self, severity: str) -> int:
        """Working days to mend a finding of the severity."""
        return {"minor": self.minor_days, "serious": self.serious_days, "major": self.major_days}[severity]


class PoolExclusion(models.Model):
    """A site left out of a programme's pool by hand, with the reason that the frozen pool will show."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exclusions", verbose_name="方案")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")
    by_label = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "抽查排除"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "listing"], name="pool_exclusion_once")]

    def __str__(self) -> str:
        return self.reason


class PlanReader(models.Model):
    """Who may open the plan of a programme before the check-ins: need to know, named one by one. Insert only."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="readers", verbose_name="方案")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="知情人")
    reason = models.CharField("事由", max_length=200)
    named_at = models.DateTimeField("指定时间")
    named_by_label = models.CharField("指定人", max_length=80)

    class Meta:
        verbose_name = "名单知情人"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "user"], name="plan_reader_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"
