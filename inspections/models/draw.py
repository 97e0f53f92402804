from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from inspections.choices import DrawState
from inspections.querysets import DrawQuerySet

from .directed import DirectedCheck
from .programme import Programme


class Draw(models.Model):
    """One round of drawing: the frozen pool, the commitment, the outside value, the result. Every attempt stays.

    `pool_text` never changes after it was written; its digest is published before the outside value is known. `secret`
    and `result_text` are the plan itself: they stand on no page before `disclosed_at`, except to a reader who opened
    the plan (`PlanOpening`).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="draws", verbose_name="方案")
    number = models.PositiveSmallIntegerField("轮次")
    state = models.CharField("状态", max_length=10, choices=DrawState, default=DrawState.FROZEN)
    pool_text = models.TextField("名单库")
    pool_digest = models.CharField("名单库摘要", max_length=64)
    objects_count = models.PositiveIntegerField("可抽对象")
    excluded_count = models.PositiveIntegerField("排除对象")
    wanted_count = models.PositiveIntegerField("应抽对象")
    frozen_at = models.DateTimeField("冻结时间")
    frozen_by_label = models.CharField("冻结人", max_length=80)
    secret = models.CharField("密值", max_length=64, blank=True)
    commitment = models.CharField("密值承诺", max_length=64, blank=True)
    outside_source = models.CharField("外部值来源", max_length=120, blank=True)
    outside_known_at = models.DateTimeField("外部值产生时间", null=True, blank=True)
    committed_at = models.DateTimeField("公布时间", null=True, blank=True)
    committed_by_label = models.CharField("公布人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    outside = models.CharField("外部值", max_length=120, blank=True)
    outside_at = models.DateTimeField("录入时间", null=True, blank=True)
    outside_by_label = models.CharField("录入人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    witness = models.CharField("见证人", max_length=80, blank=True)
    result_text = models.TextField("结果", blank=True)
    result_digest = models.CharField("结果摘要", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    drawn_by_label = models.CharField("抽取人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    released_at = models.DateTimeField("下达时间", null=True, blank=True)
    disclosed_at = models.DateTimeField("公开时间", null=True, blank=True)
    results_at = models.DateTimeField("结果公布时间", null=True, blank=True)
    results_by_label = models.CharField("结果公布人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair
    results_where = models.CharField("结果公布处", max_length=120, blank=True)
    redraw_reason = models.CharField("重抽理由", max_length=300, blank=True)
    redraw_asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="重抽申请人"
    )
    redraw_asked_at = models.DateTimeField("重抽申请时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="重抽同意人"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = "抽取"
        ordering = ["programme_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="draw_round_once"),
            paired("committed_at", "committed_by_label", name="draw_committed_pair"),
            paired("outside_at", "outside_by_label", name="draw_outside_pair"),
            paired("drawn_at", "drawn_by_label", name="draw_drawn_pair"),
            paired("results_at", "results_by_label", name="draw_results_pair"),
            paired("redraw_asked_by", "redraw_asked_at", name="draw_redraw_pair"),
            paired("voided_by", "voided_at", name="draw_voided_pair"),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True) | ~Q(voided_by=F("redraw_asked_by")), name="draw_redraw_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(outside_at__isnull=True) | Q(outside_at__gte=F("outside_known_at")),
                name="draw_outside_after_it_is_known",
            ),
            models.CheckConstraint(
                condition=Q(committed_at__isnull=True) | Q(outside_known_at__gt=F("committed_at")),
                name="draw_outside_after_commit",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True) | ~Q(result_digest=""), name="draw_drawn_has_result"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}轮"


class PlanOpening(models.Model):
    """Somebody looked at a plan that was still secret, drawn or directed: who, when, for what. Insert only."""

    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="openings", verbose_name="抽取"
    )
    directed = models.ForeignKey(
        DirectedCheck, on_delete=models.PROTECT, null=True, blank=True, related_name="openings", verbose_name="定向检查"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="查看人")
    purpose = models.CharField("用途", max_length=200)
    visits = models.PositiveIntegerField("看到的检查点")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "名单查看记录"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(draw__isnull=True, directed__isnull=False) | Q(draw__isnull=False, directed__isnull=True),
                name="opening_of_one_plan",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"
