from django.db import models

from approvals.choices import ServicePhase
from projects.models import Project


class ServiceVisit(models.Model):
    """“保姆式”服务: who helped a project with its approvals, when, with what."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="service_visits", verbose_name="项目")
    phase = models.CharField("阶段", max_length=8, choices=ServicePhase)
    visited_on = models.DateField("日期")
    visitors = models.CharField("服务人员", max_length=80)
    text = models.CharField("服务内容", max_length=300)
    outcome = models.CharField("解决情况", max_length=200, blank=True)
    entered_at = models.DateTimeField("登记时间")
    entered_by_label = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "服务记录"
        ordering = ["project_id", "-visited_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.visited_on}"
