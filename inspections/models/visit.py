import secrets

from django.db import models
from django.db.models import Q

from core.foundation.constraints import not_negative, paired
from core.foundation.money import WanField
from core.foundation.months import MonthField
from core.operations.models import StoredFile
from inspections.choices import HowChosen, Mark, PhotoOf, Severity, VisitState
from inspections.querysets import AssignmentQuerySet, FindingQuerySet, VisitQuerySet
from projects.choices import PartyRole
from projects.models import Listing

from .checklist import ChecklistItem
from .directed import DirectedCheck
from .draw import Draw
from .library import Inspector
from .programme import Programme


def new_code() -> str:
    """An address that says nothing of how many visits there are."""
    return secrets.token_hex(6)


class Visit(models.Model):
    """One site to be inspected, unannounced (四不两直): invisible to the inspected side until the check-in.

    It comes from a round of drawing or from a directed check, never from both.
    """

    code = models.CharField("编号", max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="visits", verbose_name="方案")
    draw = models.ForeignKey(
        Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="抽取"
    )
    directed = models.OneToOneField(
        DirectedCheck, on_delete=models.PROTECT, null=True, blank=True, related_name="visit", verbose_name="定向检查"
    )
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="visits", verbose_name="项目")
    how = models.CharField("产生方式", max_length=10, choices=HowChosen)
    state = models.CharField("状态", max_length=10, choices=VisitState, default=VisitState.PLANNED)
    checked_in_at = models.DateTimeField("签到时间", null=True, blank=True)
    checked_in_by = models.ForeignKey(
        Inspector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签到人"
    )
    latitude = models.DecimalField("签到纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("签到经度", max_digits=9, decimal_places=6, null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    finished_by = models.ForeignKey(
        Inspector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结束人"
    )
    stayed_unannounced = models.BooleanField("未提前走漏", null=True, blank=True)
    people_met = models.CharField("现场人员", max_length=200, blank=True)
    summary = models.TextField("检查情况", blank=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "现场检查"
        ordering = ["-checked_in_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "listing"], name="visit_once_a_draw"),
            models.CheckConstraint(
                condition=Q(draw__isnull=True, directed__isnull=False, how=HowChosen.DIRECTED)
                | (Q(draw__isnull=False, directed__isnull=True) & ~Q(how=HowChosen.DIRECTED)),
                name="visit_drawn_or_directed",
            ),
            paired("checked_in_at", "checked_in_by", name="visit_check_in_pair"),
            paired("finished_at", "finished_by", "stayed_unannounced", "score", name="visit_finished_together"),
            models.CheckConstraint(
                condition=Q(state__in=[VisitState.PLANNED, VisitState.CANCELLED], checked_in_at__isnull=True)
                | Q(state=VisitState.ON_SITE, checked_in_at__isnull=False, finished_at__isnull=True)
                | Q(state=VisitState.FINISHED, checked_in_at__isnull=False, finished_at__isnull=False),
                name="visit_state_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="visit_score_in_range"
            ),
        ]
        indexes = [models.Index(fields=["listing", "state"], name="visit_listing_state")]

    def __str__(self) -> str:
        return self.code


class Assignment(models.Model):
    """Who is sent to a visit. A row stays when somebody steps back (回避); the one who follows gets another."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="assignments", verbose_name="检查")
    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="assignments", verbose_name="人员")
    place = models.PositiveSmallIntegerField("顺位")
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)
    recused_at = models.DateTimeField("回避时间", null=True, blank=True)
    recused_reason = models.CharField("回避理由", max_length=200, null=True, blank=True)  # noqa: DJ001 - pair

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "派员"
        ordering = ["visit_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "inspector"], name="assignment_once"),
            paired("recused_at", "recused_reason", name="assignment_recused_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.inspector_id}"


class CheckMark(models.Model):
    """The answer to one line of the checklist; mutable while the visit lasts."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="marks", verbose_name="检查")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+", verbose_name="事项")
    mark = models.CharField("结论", max_length=16, choices=Mark)
    note = models.CharField("备注", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by_label = models.CharField("填写人", max_length=80)

    class Meta:
        verbose_name = "检查表答案"
        ordering = ["item__sequence"]
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="check_mark_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item_id}"


class Finding(models.Model):
    """A fault found on site, with the one of the six parties that answers for it. Insert only.

    `client_id` is the phone's own name for it: what a phone without signal sends twice is one finding.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings", verbose_name="检查")
    number = models.PositiveSmallIntegerField("序号")
    item = models.ForeignKey(
        ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="检查事项"
    )
    fault = models.CharField("问题", max_length=60)
    text = models.CharField("说明", max_length=500, blank=True)
    severity = models.CharField("轻重", max_length=10, choices=Severity)
    liable_party = models.CharField("责任方", max_length=20, choices=PartyRole)
    is_recurrence = models.BooleanField("整改后反复", default=False)
    fixed_on_spot = models.BooleanField("当场整改", default=False)
    client_id = models.UUIDField("手机端编号", null=True, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="+", verbose_name="记录人")

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "发现问题"
        ordering = ["visit_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="finding_number_once"),
            models.UniqueConstraint(fields=["visit", "client_id"], name="finding_client_id_once"),
        ]

    def __str__(self) -> str:
        return self.fault

    @property
    def tone(self) -> str:
        """Of the kit's tones, by how grave it is."""
        return Severity(self.severity).tone

    @property
    def shows_on_photo(self) -> bool:
        """Whether a photo proves that it was mended: all but lines about papers and people (§4.3 of the rules)."""
        return self.item is None or self.item.shows_on_photo


class Photo(models.Model):
    """A picture of a visit or reply. `served` holds no place, device or author; what the check needs stands here.

    `original_sha256` fingerprints what was handed in, so that the same picture used twice is known.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos", verbose_name="检查")
    of = models.CharField("种类", max_length=10, choices=PhotoOf)
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="photos", verbose_name="问题"
    )
    round = models.PositiveSmallIntegerField("整改轮次", default=0)
    served = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="图片")
    original_sha256 = models.CharField("原图摘要", max_length=64, db_index=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    client_id = models.UUIDField("手机端编号", null=True, blank=True)
    at = models.DateTimeField("上传时间")
    by_label = models.CharField("上传人", max_length=80)

    class Meta:
        verbose_name = "照片"
        ordering = ["at", "pk"]
        constraints = [
            paired("latitude", "longitude", name="photo_place_pair"),
            models.UniqueConstraint(fields=["visit", "client_id"], name="photo_client_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class VerifiedFigure(models.Model):
    """A reported cumulative figure beside what the team could verify on site (万元). One per visit."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="verified", verbose_name="检查")
    month = MonthField("月份")
    reported_ytd_wan = WanField("上报累计（万元）")
    verified_ytd_wan = WanField("核实累计（万元）")
    basis = models.CharField("核实依据", max_length=200)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="+", verbose_name="核实人")

    class Meta:
        verbose_name = "核实数"
        constraints = [
            not_negative("reported_ytd_wan", name="verified_reported_not_negative"),
            not_negative("verified_ytd_wan", name="verified_ytd_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.verified_ytd_wan}"
