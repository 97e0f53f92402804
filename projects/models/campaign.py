from django.db import models
from django.db.models import F, Q

from core.foundation.months import MonthField
from projects.choices import ProgressBasis, Stage, TargetUnit
from projects.querysets import KnownQuerySet


class Campaign(models.Model):
    """One year of the drive. The flags say what its money means; they are printed in every filling guide."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    is_current = models.BooleanField("当前年度", default=False)
    is_demonstration = models.BooleanField("演示数据", default=False)
    includes_land_costs = models.BooleanField("完成投资含征迁费", default=True)
    includes_preliminary_costs = models.BooleanField("完成投资含前期费", default=True)
    progress_basis = models.CharField(
        "完成投资依据", max_length=10, choices=ProgressBasis, default=ProgressBasis.PHYSICAL
    )
    filling_guide = models.TextField("填报说明", blank=True)

    class Meta:
        verbose_name = "年度大会战"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One of the campaign's closed list of kinds (8 in 2018; other years have other lists)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="categories", verbose_name="年度")
    code = models.CharField("代码", max_length=20)
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=10)
    stage = models.CharField("类型", max_length=10, choices=Stage, default=Stage.BUILDING)
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "项目类别"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="category_code_once")]

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """A cross-cutting label with its own totals, such as 双修 or 古城“七个一”."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="themes", verbose_name="年度")
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = "专题"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="theme_name_once")]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What the campaign promised. `formula` names a pure function of projects.targets; a new wording, a new version."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="targets", verbose_name="年度")
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=40)
    formula = models.CharField("公式", max_length=40)
    definition_version = models.PositiveSmallIntegerField("定义版本", default=1)
    definition = models.TextField("口径")
    unit = models.CharField("单位", max_length=10, choices=TargetUnit)
    value = models.DecimalField("目标值", max_digits=16, decimal_places=2)
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "目标"
        ordering = ["order", "-definition_version"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code", "definition_version"], name="target_version_once")
        ]

    def __str__(self) -> str:
        return self.name


class TargetInput(models.Model):
    """A figure a target needs and no report gives (last year's base, fixed-asset investment): dated, with its source.

    A new value closes the old one (`known_to`); both stay, so that a target can be computed as known on any date.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="target_inputs", verbose_name="年度")
    key = models.CharField("名目", max_length=40)
    month = MonthField("月份")
    value_wan = models.DecimalField("数值（万元）", max_digits=16, decimal_places=2)
    source = models.CharField("来源", max_length=120)
    is_demonstration = models.BooleanField("演示", default=False)
    known_from = models.DateTimeField("录入时间")
    known_to = models.DateTimeField("被替换时间", null=True, blank=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        verbose_name = "目标参数"
        ordering = ["key", "month", "known_from"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key", "month", "known_from"], name="target_input_once"),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gt=F("known_from")), name="target_input_known_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.month}"
