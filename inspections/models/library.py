from django.db import models
from django.db.models import Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import Firm, ReportingUnit
from inspections.choices import InspectorKind, RelationKind
from projects.models import Project


class Inspector(models.Model):
    """Somebody of the inspectors' library (检查人员名录库): an account, what it is drawn as, and who it belongs to."""

    code = models.CharField("编号", max_length=20, unique=True)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="inspector", verbose_name="账号")
    kind = models.CharField("类别", max_length=10, choices=InspectorKind)
    employer = models.CharField("所在单位", max_length=80, blank=True)
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任职企业"
    )
    home_unit = models.ForeignKey(
        ReportingUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在县区"
    )
    certificate = models.CharField("执法（专家）证号", max_length=40)
    specialty = models.CharField("专业", max_length=40, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    retired_reason = models.CharField("停用原因", max_length=200, null=True, blank=True)  # noqa: DJ001 - pair

    class Meta:
        verbose_name = "督查人员"
        ordering = ["code"]
        constraints = [
            paired("retired_at", "retired_reason", name="inspector_retired_pair"),
            models.CheckConstraint(condition=~Q(certificate=""), name="inspector_has_certificate"),
        ]

    def __str__(self) -> str:
        return self.user.display_name


class Relation(models.Model):
    """A declared fact that keeps an inspector away from a firm's projects or from one project. Insert only.

    `ended_on` is when it ended; it bars for three years more. Without it, it still holds.
    """

    inspector = models.ForeignKey(Inspector, on_delete=models.PROTECT, related_name="relations", verbose_name="人员")
    kind = models.CharField("种类", max_length=16, choices=RelationKind)
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位（企业）"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="项目"
    )
    ended_on = models.DateField("终止日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    declared_at = models.DateTimeField("登记时间")
    declared_by_label = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "回避事项"
        ordering = ["inspector_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(firm__isnull=False, project__isnull=True) | Q(firm__isnull=True, project__isnull=False),
                name="relation_firm_or_project",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspector_id} {self.get_kind_display()}"
