from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from inspections.choices import DirectedOrigin, DirectedState
from projects.models import Listing

from .library import Inspector
from .programme import Programme


class DirectedCheck(models.Model):
    """定向检查: a site inspected for a reason and not by lot, asked for by one person and decided by another.

    As secret as a drawn site: what stands here is read by those who opened it (`PlanOpening`) and by the team. The
    reason may name who complained, so the inspected side never reads it, not after the check-in either.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="directed", verbose_name="方案")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    origin = models.CharField("来源", max_length=10, choices=DirectedOrigin)
    source = models.CharField("来源文号或编号", max_length=80, blank=True)
    reason = models.CharField("事由", max_length=300)
    people = models.ManyToManyField(Inspector, related_name="+", verbose_name="检查组")
    state = models.CharField("状态", max_length=10, choices=DirectedState, default=DirectedState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    refusal = models.CharField("不同意的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "定向检查"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            paired("decided_by", "decided_at", name="directed_decided_pair"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="directed_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state=DirectedState.ASKED, decided_at__isnull=True)
                | (~Q(state=DirectedState.ASKED) & Q(decided_at__isnull=False)),
                name="directed_decided_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=DirectedState.REFUSED) | ~Q(refusal=""), name="directed_refused_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def tone(self) -> str:
        """Of the kit's tones, by how far it is."""
        return DirectedState(self.state).tone


class DirectedCancellation(models.Model):
    """取消申请: that a directed check decided on be not walked, asked before the check-in by one, decided by another.

    The reason may name the site or who complained: it is read by those who opened the check, and by nobody else.
    """

    directed = models.ForeignKey(
        DirectedCheck, on_delete=models.PROTECT, related_name="cancellations", verbose_name="定向检查"
    )
    number = models.PositiveSmallIntegerField("序号")
    reason = models.CharField("取消理由", max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    agreed = models.BooleanField("同意取消", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    note = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "定向检查取消申请"
        ordering = ["directed_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["directed", "number"], name="directed_cancellation_once"),
            paired("agreed", "decided_by", "decided_at", name="directed_cancellation_pair"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="directed_cancellation_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directed_id} {self.number}"
