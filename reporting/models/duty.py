from django.db import models

from core.accounts.models import User
from core.foundation.constraints import paired
from core.foundation.months import MonthField
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit
from projects.models import Campaign, Listing
from reporting.choices import DutyState, FigureKind
from reporting.querysets import DutyQuerySet


class ReportingMonth(models.Model):
    """A month of the campaign that was opened for reporting, with its deadlines and what its figures mean."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="reporting_months", verbose_name="年度"
    )
    month = MonthField("月份")
    opened_at = models.DateTimeField("开放时间")
    unit_due_at = models.DateTimeField("填报截止")
    check_due_at = models.DateTimeField("初审截止")
    lock_due_on = models.DateField("锁数日")
    data_cutoff = models.DateField("数据截止日")
    figure_kind = models.CharField("数据性质", max_length=10, choices=FigureKind, default=FigureKind.ESTIMATE)
    locked_at = models.DateTimeField("锁数时间", null=True, blank=True)
    locked_by_label = models.CharField("锁数人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with locked_at
    released_at = models.DateTimeField("审签时间", null=True, blank=True)
    released_by_label = models.CharField("审签人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with released_at

    class Meta:
        verbose_name = "填报月"
        ordering = ["campaign_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "month"], name="reporting_month_once"),
            paired("locked_at", "locked_by_label", name="reporting_month_lock_pair"),
            paired("released_at", "released_by_label", name="reporting_month_release_pair"),
        ]

    def __str__(self) -> str:
        return str(self.month)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class Duty(models.Model):
    """One leaf project owes one report for one month. Its row is the lock that every move of the report takes first.

    `version` counts every change that a reader could have seen; `current` is the version of the report that stands.
    """

    reporting_month = models.ForeignKey(
        ReportingMonth, on_delete=models.PROTECT, related_name="duties", verbose_name="填报月"
    )
    month = MonthField("月份")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="duties", verbose_name="列入")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="duties", verbose_name="上报单位")
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name="上月任务"
    )
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="duties", verbose_name="填报人"
    )
    state = models.CharField("状态", max_length=14, choices=DutyState, default=DutyState.OPEN)
    version = models.PositiveIntegerField("版本", default=0)
    current = models.OneToOneField(
        "reporting.ReportVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="现行版本",
    )
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, blank=True)
    is_late = models.BooleanField("迟报", default=False)
    opened_for_check_at = models.DateTimeField("开始审核时间", null=True, blank=True)
    locked_at = models.DateTimeField("锁数时间", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "填报任务"
        ordering = ["month", "listing_id"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "month"], name="duty_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(state=DutyState.OPEN) | models.Q(current__isnull=False),
                name="duty_handed_in_has_version",
            ),
        ]
        indexes = [
            models.Index(fields=["month", "unit", "state"], name="duty_month_unit_state"),
            models.Index(fields=["month", "state"], name="duty_month_state"),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.month}"


class Draft(models.Model):
    """What somebody typed and has not sent. No rule holds for it, no figure ever contains it."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="drafts", verbose_name="填报任务")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts", verbose_name="填报人")
    content = models.TextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["duty", "user"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.user_id}"


class UnitSubmission(models.Model):
    """整县报送: a unit hands in its month as one act, with the signed and scanned 上报表."""

    reporting_month = models.ForeignKey(
        ReportingMonth, on_delete=models.PROTECT, related_name="unit_submissions", verbose_name="填报月"
    )
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, verbose_name="上报单位")
    number = models.CharField("回执号", max_length=30, unique=True)
    reports = models.PositiveIntegerField("份数")
    ytd_done_wan = models.DecimalField("累计完成（万元）", max_digits=16, decimal_places=2)
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="签章扫描件")
    submitted_at = models.DateTimeField("报送时间")
    submitted_by_id = models.BigIntegerField("报送人编号")
    submitted_by_label = models.CharField("报送人", max_length=80)

    class Meta:
        verbose_name = "整县报送"
        constraints = [models.UniqueConstraint(fields=["reporting_month", "unit"], name="unit_submission_once")]

    def __str__(self) -> str:
        return self.number


class HandOver(models.Model):
    """Duties of one person given to another of the same unit. Insert only."""

    from_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="原填报人")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="新填报人")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, verbose_name="上报单位")
    duties = models.PositiveIntegerField("任务数")
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField("办理人编号")
    by_label = models.CharField("办理人", max_length=80)

    class Meta:
        verbose_name = "任务移交"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.from_user_id} → {self.to_user_id}"


class ChaseNote(models.Model):
    """A call or message to a unit that owes reports: what was said, by whom. Insert only."""

    reporting_month = models.ForeignKey(
        ReportingMonth, on_delete=models.PROTECT, related_name="chase_notes", verbose_name="填报月"
    )
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, verbose_name="上报单位")
    text = models.CharField("催办记录", max_length=200)
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField("记录人编号")
    by_label = models.CharField("记录人", max_length=80)

    class Meta:
        verbose_name = "催办记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text
