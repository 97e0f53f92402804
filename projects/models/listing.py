from django.db import models

from core.organisations.models import ReportingUnit
from projects.choices import KeyLevel, ManagementClass, PlanNature
from projects.querysets import ListingQuerySet

from .campaign import Campaign, Category, Theme
from .project import Project


class Listing(models.Model):
    """A project in one year's list: everything that the list says of it and another year may say otherwise.

    Entries (what the campaign counts, 621) are listings whose project has no parent. Leaves (what is reported) are
    listings whose project has no parts. A project that crosses counties is a package whose parts belong to the
    counties (分县拆分): money and count stand once with the package's unit, and by place with the parts'.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, db_index=False, related_name="listings", verbose_name="年度"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="listings", verbose_name="项目")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="listings", verbose_name="上报单位")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="listings", verbose_name="项目类别")
    order = models.PositiveIntegerField("序号")
    plan_nature = models.CharField("项目性质", max_length=12, choices=PlanNature)
    management_class = models.CharField(
        "分级管理", max_length=10, choices=ManagementClass, default=ManagementClass.ASSESSED
    )
    key_level = models.CharField("重点级别", max_length=10, choices=KeyLevel, default=KeyLevel.NONE)
    is_flagship = models.BooleanField("标杆项目", default=False)
    is_green_channel = models.BooleanField("绿色通道", default=False)
    counts_real_estate = models.BooleanField("房地产", default=False)
    responsible_unit = models.CharField("责任单位", max_length=60, blank=True)
    responsible_person = models.CharField("责任人", max_length=40, blank=True)
    liaison_phone = models.CharField("联系电话", max_length=30, blank=True)
    sponsoring_leader = models.CharField("挂钩领导", max_length=40, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="listings", verbose_name="专题")
    entered_by = models.ForeignKey(
        "projects.PlanBatch", on_delete=models.PROTECT, related_name="entered", verbose_name="列入批次"
    )
    left_by = models.ForeignKey(
        "projects.PlanBatch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="left",
        verbose_name="退出批次",
    )
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = "列入"
        ordering = ["campaign_id", "order"]
        constraints = [models.UniqueConstraint(fields=["campaign", "project"], name="listing_once_a_year")]
        indexes = [
            models.Index(fields=["campaign", "unit", "order"], name="listing_unit_order"),
            models.Index(fields=["campaign", "category", "order"], name="listing_category_order"),
            models.Index(fields=["campaign", "order"], name="listing_order"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.campaign_id}"
