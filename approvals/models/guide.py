"""《重点项目审批服务指南》 as rows: a version is published once and never edited; the next version replaces it."""

from django.db import models
from django.db.models import F, Q

from approvals.choices import EXTENSION_BASIS, DependencyKind, ResumeMode, Stage
from approvals.clock import green_limit
from core.organisations.models import Department
from projects.models import Project


class GuideVersion(models.Model):
    """One edition of the guide. Cases keep the matter of the edition under which they were handed in."""

    number = models.PositiveSmallIntegerField("版次", unique=True)
    title = models.CharField("名称", max_length=60)
    document_number = models.CharField("文号", max_length=60)
    effective_on = models.DateField("施行日期")
    note = models.TextField("说明", blank=True)
    digest = models.CharField("摘要", max_length=64)
    published_at = models.DateTimeField("发布时间")
    published_by_label = models.CharField("发布人", max_length=80)

    class Meta:
        verbose_name = "审批服务指南"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Matter(models.Model):
    """One permit or review. All limits are working days from the day after acceptance.

    `legal_days` is what the law allows, `promised_days` what the city promises everybody, `green_days` what it promises
    in the green channel (empty: half, rounded up).
    """

    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="matters", verbose_name="指南")
    code = models.CharField("代码", max_length=12)
    name = models.CharField("事项", max_length=60)
    short_name = models.CharField("简称", max_length=12)
    stage = models.CharField("阶段", max_length=14, choices=Stage)
    lead = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name="牵头部门")
    legal_days = models.PositiveSmallIntegerField("法定时限")
    legal_note = models.CharField("法定依据", max_length=120)
    promised_days = models.PositiveSmallIntegerField("承诺时限")
    promised_note = models.CharField("承诺说明", max_length=120, blank=True)
    own_green_days = models.PositiveSmallIntegerField("绿色通道时限", null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField("可延长", default=0)
    extension_note = models.CharField("延长依据", max_length=120, default=EXTENSION_BASIS)
    resume_mode = models.CharField("补正后计时", max_length=8, choices=ResumeMode, default=ResumeMode.RESUME)
    is_drawing_review = models.BooleanField("多图联审", default=False)
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "审批事项"
        ordering = ["guide_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "code"], name="matter_code_once"),
            models.CheckConstraint(
                condition=Q(promised_days__gte=1) & Q(promised_days__lte=F("legal_days")), name="matter_within_law"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def green_days(self) -> int:
        return self.own_green_days or green_limit(self.promised_days)


class MatterPaper(models.Model):
    """A paper that the applicant brings; a secondary one may follow later (容缺)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="papers", verbose_name="事项")
    order = models.PositiveSmallIntegerField("顺序")
    name = models.CharField("材料", max_length=80)
    is_secondary = models.BooleanField("可容缺", default=False)

    class Meta:
        verbose_name = "申请材料"
        ordering = ["matter_id", "order"]
        constraints = [models.UniqueConstraint(fields=["matter", "order"], name="matter_paper_once")]

    def __str__(self) -> str:
        return self.name


class Dependency(models.Model):
    """`after` waits for `before`: a hard one for its decision, a soft one only for its delivery."""

    before = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="followers", verbose_name="前置事项")
    after = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="needs", verbose_name="后续事项")
    kind = models.CharField("关系", max_length=6, choices=DependencyKind)

    class Meta:
        verbose_name = "事项关系"
        ordering = ["after_id", "before_id"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="dependency_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class ApprovalTemplate(models.Model):
    """Which matters a kind of project goes through, and the ceiling for all of them together."""

    guide = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="templates", verbose_name="指南")
    code = models.CharField("代码", max_length=20)
    name = models.CharField("适用项目", max_length=40)
    ceiling_days = models.PositiveSmallIntegerField("全流程上限")
    matters = models.ManyToManyField(Matter, related_name="templates", verbose_name="事项")
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "审批模板"
        ordering = ["guide_id", "order"]
        constraints = [models.UniqueConstraint(fields=["guide", "code"], name="approval_template_once")]

    def __str__(self) -> str:
        return self.name


class StageLimit(models.Model):
    """The promise for one stage of a template, in working days."""

    template = models.ForeignKey(
        ApprovalTemplate, on_delete=models.PROTECT, related_name="stage_limits", verbose_name="模板"
    )
    stage = models.CharField("阶段", max_length=14, choices=Stage)
    days = models.PositiveSmallIntegerField("时限")

    class Meta:
        verbose_name = "阶段时限"
        ordering = ["template_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["template", "stage"], name="stage_limit_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.days}"


class ApprovalRoute(models.Model):
    """The template that a project follows; without one its matters are not known and it stands in no matrix."""

    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="approval_route", verbose_name="项目"
    )
    template = models.ForeignKey(ApprovalTemplate, on_delete=models.PROTECT, related_name="routes", verbose_name="模板")
    set_at = models.DateTimeField("选定时间")
    set_by_label = models.CharField("选定人", max_length=80)

    class Meta:
        verbose_name = "审批路线"

    def __str__(self) -> str:
        return f"{self.project_id} {self.template_id}"
