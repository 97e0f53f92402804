from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import Department, ReportingUnit
from dispatch.choices import TASK_RUNNING, TaskKind, TaskState
from dispatch.querysets import TaskQuerySet
from projects.models import Campaign, Listing

from .problem import Problem
from .proposal import Proposal
from .timeline import SetDate, Step


class Task(models.Model):
    """事项: what a department or a unit owes by a date, out of a supervision order or a decision of the joint meeting.

    Its row is the lock every move takes first; `deadline` is the one in force.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="tasks", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    kind = models.CharField("种类", max_length=12, choices=TaskKind)
    title = models.CharField("事项", max_length=120)
    content = models.TextField("要求")
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="列入"
    )
    problem = models.ForeignKey(
        Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="问题"
    )
    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="task", verbose_name="拟办件"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="牵头部门"
    )
    unit = models.ForeignKey(
        ReportingUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="牵头单位"
    )
    partners = models.ManyToManyField(Department, blank=True, related_name="shared_tasks", verbose_name="配合单位")
    state = models.CharField("状态", max_length=12, choices=TaskState, default=TaskState.ISSUED)
    version = models.PositiveIntegerField("版本", default=0)
    deadline = models.OneToOneField(
        "dispatch.TaskDeadline", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="现行期限"
    )
    issued_at = models.DateTimeField("交办时间")
    issued_by_label = models.CharField("交办人", max_length=80)
    answered_at = models.DateTimeField("报办结时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报办结人"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号确认人"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "事项"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="task_number_once"),
            models.CheckConstraint(
                condition=Q(department__isnull=False, unit__isnull=True)
                | Q(department__isnull=True, unit__isnull=False),
                name="task_one_lead",
            ),
            paired("answered_at", "answered_by", name="task_answered_pair"),
            paired("closed_at", "closed_by", name="task_closed_pair"),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskState.ANSWERED, TaskState.CLOSED]) | Q(answered_at__isnull=False),
                name="task_check_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.CLOSED, closed_at__isnull=False)
                | (~Q(state=TaskState.CLOSED) & Q(closed_at__isnull=True)),
                name="task_closed_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("answered_by")), name="task_two_persons"
            ),
        ]
        indexes = [models.Index(fields=["state", "department"], name="task_state_department")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.get_kind_display()}{self.number}号"

    @property
    def tone(self) -> str:
        return TaskState(self.state).tone

    @property
    def lead_name(self) -> str:
        """Reads a relation: fetch both leads along."""
        lead = self.department or self.unit
        return lead.name if lead else ""

    @property
    def runs(self) -> bool:
        return self.state in TASK_RUNNING


class TaskDeadline(SetDate):
    """A date by which a task is to be done."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="deadlines", verbose_name="事项")

    class Meta:
        verbose_name = "事项期限"
        ordering = ["task_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="task_deadline_number_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("since")), name="task_deadline_after_since"),
        ]


class TaskStep(Step):
    """One move of a task."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps", verbose_name="事项")
    to_state = models.CharField("状态", max_length=12, choices=TaskState)

    class Meta:
        verbose_name = "事项记录"
        ordering = ["task_id", "number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="task_step_number_once")]
