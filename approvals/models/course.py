"""What happened to a file on its way: stops of its clock, extensions of its limit, and every act in order."""

from django.db import models
from django.db.models import F, Q

from approvals.choices import PauseKind, ResumeMode
from approvals.clock import Stop
from core.accounts.models import User
from core.foundation.constraints import paired

from .case import ApprovalCase


class CasePause(models.Model):
    """A stop of the clock, told to the applicant in writing; both days as in `clock.Stop`."""

    case = models.ForeignKey(ApprovalCase, on_delete=models.PROTECT, related_name="pauses", verbose_name="审批件")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("事由", max_length=14, choices=PauseKind)
    notice_number = models.CharField("告知书文号", max_length=60)
    reason = models.CharField("说明", max_length=200)
    expected_days = models.PositiveSmallIntegerField("预计工作日")
    approver = models.CharField("批准人", max_length=40, blank=True)
    mode = models.CharField("恢复方式", max_length=8, choices=ResumeMode, default=ResumeMode.RESUME)
    started_on = models.DateField("暂停日")
    started_by_label = models.CharField("经办人", max_length=80)
    ended_on = models.DateField("恢复日", null=True, blank=True)
    ended_by_label = models.CharField("恢复经办人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with ended_on

    class Meta:
        verbose_name = "暂停计时"
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_pause_once"),
            paired("ended_on", "ended_by_label", name="case_pause_end_pair"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="case_pause_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind=PauseKind.OTHER) | Q(approver__gt=""), name="case_pause_other_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.get_kind_display()}"

    @property
    def stop(self) -> Stop:
        return Stop(self.started_on, self.ended_on, restarts=self.mode == ResumeMode.RESTART)


class CaseExtension(models.Model):
    """So many working days more for one file, approved by the head of the office, the applicant told why.

    The limit is the promise and the days of these rows; a row is never changed.
    """

    case = models.ForeignKey(ApprovalCase, on_delete=models.PROTECT, related_name="extensions", verbose_name="审批件")
    number = models.PositiveSmallIntegerField("序号")
    days = models.PositiveSmallIntegerField("延长工作日")
    reason = models.CharField("理由", max_length=200)
    approver = models.CharField("批准人", max_length=40)
    legal_basis = models.CharField("依据", max_length=120)
    notice_number = models.CharField("告知书文号", max_length=60, blank=True)
    extended_on = models.DateField("延长日")
    extended_by_label = models.CharField("经办人", max_length=80)

    class Meta:
        verbose_name = "延长期限"
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="case_extension_once"),
            models.CheckConstraint(
                condition=Q(days__gte=1, approver__gt="", legal_basis__gt=""), name="case_extension_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} +{self.days}"


class CaseEvent(models.Model):
    """What was done with a file, in the order of doing: the history on its page."""

    case = models.ForeignKey(ApprovalCase, on_delete=models.PROTECT, related_name="events", verbose_name="审批件")
    move = models.CharField("动作", max_length=20)
    label = models.CharField("办理", max_length=20)
    text = models.CharField("内容", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="经办账号")
    by_label = models.CharField("经办人", max_length=80)

    class Meta:
        verbose_name = "办理过程"
        ordering = ["case_id", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.label}"
