from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.foundation.codes import national_code_problem
from core.foundation.constraints import not_negative
from core.foundation.money import WanField
from core.organisations.models import Firm, Region
from projects.choices import Provenance, Status
from projects.querysets import KnownQuerySet, ProjectQuerySet


def validate_national_code(value: str) -> None:
    """Refuse a national code of neither the old nor the new format (24 characters with four hyphens)."""
    problem = national_code_problem(value)
    if problem:
        raise ValidationError(problem)


class ProjectFacts(models.Model):
    """What is known of a project, shared by the project itself and by every revision of it."""

    name = models.CharField("项目名称", max_length=120)
    status = models.CharField("项目状态", max_length=20, choices=Status, default=Status.PRELIMINARY)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在地"
    )
    address = models.CharField("建设地点", max_length=120, blank=True)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    owner = models.ForeignKey(
        Firm, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建设单位（业主）"
    )
    scope = models.TextField("建设内容及规模", blank=True)
    total_investment_wan = WanField("总投资（万元）", null=True, blank=True)
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_finish = models.DateField("计划竣工", null=True, blank=True)
    revised_finish = models.DateField("调整后竣工", null=True, blank=True)
    actual_start = models.DateField("实际开工", null=True, blank=True)
    actual_finish = models.DateField("实际竣工", null=True, blank=True)
    provenance = models.CharField("数据来源", max_length=10, choices=Provenance, default=Provenance.ENTERED)

    class Meta:
        abstract = True


FACT_FIELDS = tuple(field.name for field in ProjectFacts._meta.local_fields)  # noqa: SLF001 - Django's documented API


class Project(ProjectFacts):
    """The lasting thing: it keeps its code through all campaigns. A package has parts; a part has none of its own."""

    code = models.CharField("项目编码", max_length=20, unique=True)
    national_code = models.CharField(
        "国家项目代码", max_length=24, unique=True, null=True, blank=True, validators=[validate_national_code]
    )
    name_key = models.CharField("名称检索键", max_length=120, db_index=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="所属打捆项目"
    )
    has_parts = models.BooleanField("打捆项目", default=False)
    version = models.PositiveIntegerField("版本", default=1)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        ordering = ["code"]
        constraints = [
            not_negative("total_investment_wan", name="project_total_not_negative"),
            models.CheckConstraint(
                condition=Q(has_parts=False) | Q(parent__isnull=True), name="project_one_level_of_parts"
            ),
            models.CheckConstraint(
                condition=Q(actual_start__isnull=True)
                | Q(actual_finish__isnull=True)
                | Q(actual_finish__gte=F("actual_start")),
                name="project_finish_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectRevision(ProjectFacts):
    """The facts of a project from one edit to the next: the register as known on any date, and who changed what."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, db_index=False, related_name="revisions", verbose_name="项目"
    )
    number = models.PositiveIntegerField("版本")
    national_code = models.CharField("国家项目代码", max_length=24, null=True, blank=True)  # noqa: DJ001 - as Project's
    changed_by_id = models.BigIntegerField("修改人编号", null=True)
    changed_by_label = models.CharField("修改人", max_length=80)
    reason = models.CharField("理由", max_length=200)
    batch_id = models.BigIntegerField("导入批次", null=True)
    known_from = models.DateTimeField("生效时间")
    known_to = models.DateTimeField("被替换时间", null=True)

    objects = KnownQuerySet.as_manager()

    class Meta:
        verbose_name = "项目版本"
        ordering = ["project_id", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="project_revision_once")]

    def __str__(self) -> str:
        return f"{self.project_id} 第{self.number}版"
