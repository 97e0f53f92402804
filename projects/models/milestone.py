from django.db import models

from core.organisations.models import Firm
from projects.choices import PartyRole

from .project import Project


class Milestone(models.Model):
    """A node of the works. The planned date is never overwritten: promises are rows, the actual date closes it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones", verbose_name="项目")
    sequence = models.PositiveSmallIntegerField("序号")
    name = models.CharField("节点", max_length=60)
    planned_on = models.DateField("计划日期")
    actual_on = models.DateField("实际日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "关键节点"
        ordering = ["project_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["project", "sequence"], name="milestone_once")]
        indexes = [models.Index(fields=["project", "actual_on", "planned_on"], name="milestone_open")]

    def __str__(self) -> str:
        return self.name


class MilestonePromise(models.Model):
    """A date promised after the plan could not be kept; the last one counts, the earlier ones stay to be read."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="promises", verbose_name="节点")
    promised_on = models.DateField("承诺日期")
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")
    by_id = models.BigIntegerField("承诺人编号", null=True)
    by_label = models.CharField("承诺人", max_length=80)

    class Meta:
        verbose_name = "节点承诺"
        ordering = ["milestone_id", "at"]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.promised_on}"


class Party(models.Model):
    """Which firm answers for one of the six parties."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parties", verbose_name="项目")
    role = models.CharField("角色", max_length=20, choices=PartyRole)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = "参建六方"
        ordering = ["project_id", "role"]
        constraints = [models.UniqueConstraint(fields=["project", "role", "firm"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.firm_id}"
