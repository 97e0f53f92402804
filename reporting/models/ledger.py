from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import not_negative, paired, sum_equals
from core.foundation.money import WanField
from core.foundation.months import MonthField
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit
from projects.querysets import KnownQuerySet
from reporting.choices import Basis, CorrectionState

from .duty import Duty
from .report import ReportVersion


class Figure(models.Model):
    """The ledger of accepted figures. A locked month has exactly one live figure per duty, carried if nobody reported.

    Rows are frozen: a correction closes the live one (`known_to`) and opens another.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="figures", verbose_name="填报任务")
    month = MonthField("月份")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="+", verbose_name="上报单位")
    basis = models.CharField("来源", max_length=10, choices=Basis)
    prior_ytd_wan = WanField("上月累计（万元）")
    month_done_wan = WanField("本月完成（万元）")
    ytd_done_wan = WanField("本年累计（万元）")
    version = models.ForeignKey(
        ReportVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送版本"
    )
    correction = models.ForeignKey(
        "reporting.Correction", on_delete=models.PROTECT, null=True, blank=True, related_name="figures"
    )
    known_from = models.DateTimeField("入账时间")
    known_to = models.DateTimeField("被替换时间", null=True, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        verbose_name = "入账数"
        ordering = ["month", "duty_id", "known_from"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "known_from"], name="figure_once"),
            sum_equals("ytd_done_wan", "prior_ytd_wan", "month_done_wan", name="figure_ytd_is_prior_plus_month"),
            not_negative("ytd_done_wan", name="figure_ytd_not_negative"),
            not_negative("prior_ytd_wan", name="figure_prior_not_negative"),
            models.CheckConstraint(
                condition=Q(basis=Basis.CARRIED, version__isnull=True, month_done_wan=0)
                | Q(basis=Basis.REPORTED, version__isnull=False)
                | Q(basis=Basis.CORRECTED, correction__isnull=False),
                name="figure_basis_has_source",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gt=F("known_from")), name="figure_known_order"
            ),
        ]
        indexes = [models.Index(fields=["month", "unit"], name="figure_month_unit")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.ytd_done_wan}"


class Correction(models.Model):
    """A change of a locked figure: asked for by one person, decided by another, carried through the later months."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="corrections", verbose_name="填报任务")
    replaces = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="+", verbose_name="原入账数")
    month_done_wan = WanField("本月完成更正为（万元）")
    ytd_done_wan = WanField("本年累计更正为（万元）")
    reason = models.CharField("理由", max_length=300)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, verbose_name="依据")
    state = models.CharField("状态", max_length=10, choices=CorrectionState, default=CorrectionState.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    requested_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    decision_note = models.CharField("复核意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "更正"
        ordering = ["-requested_at"]
        constraints = [
            paired("decided_by", "decided_at", name="correction_decision_pair"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="correction_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.REQUESTED, decided_at__isnull=True)
                | (~Q(state=CorrectionState.REQUESTED) & Q(decided_at__isnull=False)),
                name="correction_state_decided",
            ),
            not_negative("ytd_done_wan", name="correction_ytd_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} → {self.ytd_done_wan}"
