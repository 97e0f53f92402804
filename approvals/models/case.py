"""A project's file for one matter."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from approvals.choices import (
    ENDED_WITHOUT_DECISION,
    HOLDER_OF_PAUSE,
    OPEN,
    RUNNING,
    CaseLight,
    CaseState,
    Decision,
    Holder,
    PauseKind,
)
from approvals.clock import Clock, light_of
from approvals.querysets import CaseQuerySet
from core.foundation.constraints import paired
from core.foundation.working_days import WorkingCalendar
from core.organisations.models import Department
from projects.models import Project

from .guide import Matter


class ApprovalCase(models.Model):
    """One file. Its row is the lock that every move takes first; `version` counts the moves.

    `limit_days` is the promise in force for it, extension excluded; `ordinary_days` what would be promised without the
    green channel. `extension_days` is the sum of its `extensions`; `due_on`, `yellow_from` and `over_from` are what the
    clock says. They are kept for lists and the tick, and reckoned again by every move and whenever the working calendar
    changes. `used_days` (of the limit) and `dropped_days` (before a restart) are settled with the decision.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="approval_cases", verbose_name="项目")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="cases", verbose_name="事项")
    matter_code = models.CharField("事项代码", max_length=12)
    attempt = models.PositiveSmallIntegerField("第几次申请", default=1)
    number = models.CharField("受理编号", max_length=40, unique=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="approval_cases", verbose_name="审批部门"
    )
    state = models.CharField("状态", max_length=14, choices=CaseState, default=CaseState.SUBMITTED)
    version = models.PositiveIntegerField("版本", default=1)
    is_green = models.BooleanField("绿色通道", default=False)
    green_basis = models.CharField("绿色通道依据", max_length=60, blank=True)
    limit_days = models.PositiveSmallIntegerField("承诺时限")
    ordinary_days = models.PositiveSmallIntegerField("一般承诺时限")
    extension_days = models.PositiveSmallIntegerField("延长", default=0)
    received_on = models.DateField("收件日")
    supplement_on = models.DateField("告知补正日", null=True, blank=True)
    supplement_text = models.TextField("补正内容", blank=True)
    supplied_on = models.DateField("补齐日", null=True, blank=True)
    accepted_on = models.DateField("受理日", null=True, blank=True)
    is_deemed_accepted = models.BooleanField("视为受理", default=False)
    paused_for = models.CharField("暂停事由", max_length=14, choices=PauseKind, blank=True)
    holder_since = models.DateField("到手日")
    due_on = models.DateField("到期日", null=True, blank=True)
    yellow_from = models.DateField("临期起", null=True, blank=True)
    over_from = models.DateField("超期起", null=True, blank=True)
    decided_on = models.DateField("决定日", null=True, blank=True)
    decision = models.CharField("决定", max_length=8, choices=Decision, null=True, blank=True)  # noqa: DJ001 - pair with decided_on
    used_days = models.PositiveSmallIntegerField("用时", null=True, blank=True)
    dropped_days = models.PositiveSmallIntegerField("重新计算前用时", default=0)
    document_number = models.CharField("批文号", max_length=60, blank=True)
    delivered_on = models.DateField("送达日", null=True, blank=True)
    closing_reason = models.CharField("终止理由", max_length=200, blank=True)
    overdue_raised_on = models.DateField("转调度日", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "审批件"
        ordering = ["project_id", "matter__order", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["project", "matter_code", "attempt"], name="approval_case_once"),
            paired("decided_on", "decision", "used_days", name="approval_case_decision_pair"),
            models.CheckConstraint(
                condition=~Q(state__in=[*RUNNING, CaseState.DECIDED, CaseState.DELIVERED])
                | Q(accepted_on__isnull=False),
                name="approval_case_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.DECIDED, CaseState.DELIVERED]) | Q(decided_on__isnull=False),
                name="approval_case_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.SUPPLEMENT) | Q(supplement_on__isnull=False),
                name="approval_case_supplement_told",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.PAUSED, paused_for__gt="")
                | (~Q(state=CaseState.PAUSED) & Q(paused_for="")),
                name="approval_case_pause_kind",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("received_on")),
                name="approval_case_received_first",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("accepted_on")),
                name="approval_case_accepted_first",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "due_on"], name="approval_case_desk"),
            models.Index(fields=["state", "over_from"], name="approval_case_over"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def papers_on(self) -> date:
        """The day on which the papers were complete: from it the five days for an answer run."""
        return self.supplied_on or self.received_on

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_granted(self) -> bool:
        return self.decision == Decision.GRANT

    @property
    def full_limit(self) -> int:
        return self.limit_days + self.extension_days

    @property
    def holder(self) -> Holder:
        """On whose desk the file lies now."""
        if self.state == CaseState.SUPPLEMENT:
            return Holder.APPLICANT
        if self.state == CaseState.PAUSED:
            return HOLDER_OF_PAUSE[PauseKind(self.paused_for)]
        return Holder.DEPARTMENT if self.is_open else Holder.NOBODY

    @property
    def taken_days(self) -> int | None:
        """Working days that the department had it, those before a restart included. None before the decision."""
        return None if self.used_days is None else self.used_days + self.dropped_days

    @property
    def saved_days(self) -> int | None:
        """Days saved against the ordinary promise; negative when it took longer. None where nothing was granted."""
        return self.ordinary_days - self.taken_days if self.is_granted and self.taken_days is not None else None

    def light(self, today: date) -> CaseLight:
        """Of a running case by its stored dates; of a decided one whether it was in time."""
        if self.state in RUNNING:
            stopped = self.state == CaseState.PAUSED
            return light_of(today, yellow_from=self.yellow_from, over_from=self.over_from, is_stopped=stopped)
        if self.used_days is not None:
            return CaseLight.DONE_LATE if self.used_days > self.full_limit else CaseLight.DONE
        return CaseLight.UNLIT

    def clock(self, calendar: WorkingCalendar) -> Clock | None:
        """The count with its stops; None before acceptance. Reads `pauses`."""
        if self.accepted_on is None:
            return None
        return Clock(self.accepted_on, self.full_limit, tuple(row.stop for row in self.pauses.all()), calendar)

    @property
    def ended_without_decision(self) -> bool:
        return self.state in ENDED_WITHOUT_DECISION
