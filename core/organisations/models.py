from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from core.foundation.codes import uscc_problem

from .choices import DaySource, UnitKind


class Region(models.Model):
    """An administrative division of GB/T 2260. 金门 is one of them and never a reporting unit."""

    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("名称", max_length=20)

    class Meta:
        verbose_name = "行政区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RankingGroup(models.Model):
    """Units that are compared with each other; a group of fewer than three gets no rank of its own."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "排名分组"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class ReportingUnit(models.Model):
    """Who reports: 11 counties, 2 zones and 市本级. `tile_row` and `tile_column` place it on the schematic map."""

    code = models.CharField("代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=20, unique=True)
    short_name = models.CharField("简称", max_length=10)
    kind = models.CharField("类别", max_length=12, choices=UnitKind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, verbose_name="行政区划")
    group = models.ForeignKey(RankingGroup, on_delete=models.PROTECT, verbose_name="排名分组")
    is_ranked = models.BooleanField("参加排名", default=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="省统计口径并入"
    )
    order = models.PositiveSmallIntegerField("顺序")
    tile_row = models.PositiveSmallIntegerField("示意图行")
    tile_column = models.PositiveSmallIntegerField("示意图列")
    contact_name = models.CharField("联系人", max_length=20, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta:
        verbose_name = "上报单位"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["tile_row", "tile_column"], name="unit_one_per_tile"),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.COUNTY) | Q(region__isnull=False), name="unit_county_has_region"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A city department: a member of the joint meeting or a section of the bureau."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    is_bureau_section = models.BooleanField("本局科室", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "部门"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


def validate_uscc(value: str) -> None:
    """Refuse a credit code whose form or check characters are wrong (GB 32100)."""
    problem = uscc_problem(value)
    if problem:
        raise ValidationError(problem)


class Firm(models.Model):
    """A company that owns, builds, designs or supervises; known by its checked credit code where it has one."""

    uscc = models.CharField(
        "统一社会信用代码", max_length=18, unique=True, null=True, blank=True, validators=[validate_uscc]
    )
    name = models.CharField("名称", max_length=80, unique=True)
    is_demonstration = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = "单位（企业）"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day whose working or resting is settled by an announcement; other days follow the weekday rule."""

    date = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    source = models.CharField("来源", max_length=10, choices=DaySource, default=DaySource.PACKAGE)
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "工作日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_working else '休息'}"
