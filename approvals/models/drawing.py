"""多图联审: one submission, all disciplines at once, one combined opinion; then only what is still open."""

from django.db import models
from django.db.models import F, Q

from approvals.choices import Discipline, ItemLevel, RoundState
from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import Department

from .case import ApprovalCase


class DrawingRound(models.Model):
    """One round of review of a case's drawings. Its opinions are seen by nobody outside until it is issued."""

    case = models.ForeignKey(ApprovalCase, on_delete=models.PROTECT, related_name="rounds", verbose_name="审批件")
    number = models.PositiveSmallIntegerField("轮次")
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.REVIEWING)
    submitted_on = models.DateField("送审日")
    started_by_label = models.CharField("收图人", max_length=80)
    issued_on = models.DateField("出具日", null=True, blank=True)
    issued_by_label = models.CharField("签发人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with issued_on
    opinion_number = models.CharField("意见书文号", max_length=60, blank=True)

    class Meta:
        verbose_name = "图审轮次"
        ordering = ["case_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="drawing_round_once"),
            paired("issued_on", "issued_by_label", name="drawing_round_issue_pair"),
            models.CheckConstraint(
                condition=Q(state=RoundState.REVIEWING, issued_on__isnull=True)
                | (~Q(state=RoundState.REVIEWING) & Q(issued_on__isnull=False) & Q(opinion_number__gt="")),
                name="drawing_round_issued",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(issued_on__gte=F("submitted_on")), name="drawing_round_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 第{self.number}轮"


class DisciplineOpinion(models.Model):
    """One discipline's part of a round: waits until its reviewer has signed."""

    round = models.ForeignKey(DrawingRound, on_delete=models.PROTECT, related_name="opinions", verbose_name="轮次")
    discipline = models.CharField("专业", max_length=14, choices=Discipline)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会审部门"
    )
    reviewer = models.CharField("审查人", max_length=40, blank=True)
    given_at = models.DateTimeField("签署时间", null=True, blank=True)
    given_by_label = models.CharField("录入人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with given_at

    class Meta:
        verbose_name = "专业意见"
        ordering = ["round_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "discipline"], name="discipline_opinion_once"),
            paired("given_at", "given_by_label", name="discipline_opinion_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.get_discipline_display()}"

    @property
    def reviewer_now(self) -> str:
        """Who reviewed, by the newest correction that says so. Reads a relation: fetch the corrections along."""
        return next((row.reviewer for row in reversed(self.corrections.all()) if row.reviewer), self.reviewer)


class SheetCorrection(models.Model):
    """更正: what was wrong on a signed sheet, who says so and why. The sheet and its points stay as they were signed.

    `what` says it in words. A corrected point is struck by this row and written once more under it.
    """

    opinion = models.ForeignKey(
        DisciplineOpinion, on_delete=models.PROTECT, related_name="corrections", verbose_name="专业意见"
    )
    number = models.PositiveSmallIntegerField("序号")
    reviewer = models.CharField("审查人更正为", max_length=40, blank=True)
    what = models.TextField("更正内容")
    reason = models.CharField("更正理由", max_length=300)
    at = models.DateTimeField("更正时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="更正人")

    class Meta:
        verbose_name = "专业意见更正"
        ordering = ["opinion_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "number"], name="sheet_correction_once"),
            models.CheckConstraint(condition=Q(what__gt="", reason__gt=""), name="sheet_correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} 更正{self.number}"


class OpinionItem(models.Model):
    """One point raised by a discipline; it stays open until a later round of the same discipline closes it.

    In force while no correction has struck it.
    """

    opinion = models.ForeignKey(
        DisciplineOpinion, on_delete=models.PROTECT, related_name="items", verbose_name="专业意见"
    )
    number = models.PositiveSmallIntegerField("序号")
    level = models.CharField("级别", max_length=10, choices=ItemLevel)
    text = models.CharField("意见", max_length=300)
    drawing_number = models.CharField("图号", max_length=40, blank=True)
    is_new_conflict = models.BooleanField("修改引起", default=False)
    reply = models.CharField("设计回复", max_length=300, blank=True)
    closed_in = models.ForeignKey(
        DrawingRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_items",
        verbose_name="销号轮次",
    )
    written_in = models.ForeignKey(
        SheetCorrection,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="written",
        verbose_name="更正写入",
    )
    struck_in = models.ForeignKey(
        SheetCorrection, on_delete=models.PROTECT, null=True, blank=True, related_name="struck", verbose_name="更正撤去"
    )

    class Meta:
        verbose_name = "图审意见"
        ordering = ["opinion_id", "number"]
        constraints = [models.UniqueConstraint(fields=["opinion", "number"], name="opinion_item_once")]

    def __str__(self) -> str:
        return self.text[:30]
