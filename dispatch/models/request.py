from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.operations.models import StoredFile
from dispatch.choices import RequestKind, RequestState
from dispatch.querysets import RequestQuerySet

from .problem import Deadline, Problem


class ProblemRequest(models.Model):
    """办理申请: more time, a standing clock, or a closed problem taken up again, asked for with reason and paper by who
    works at the tier and decided by who stands over it.

    Made of the deadline in force; once another one runs, or the problem has moved on, it is out of date.
    """

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="requests", verbose_name="问题")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("申请事项", max_length=10, choices=RequestKind)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="+", verbose_name="申请时的期限")
    working_days = models.PositiveSmallIntegerField(
        "延长的工作日", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reason = models.CharField("理由", max_length=300)
    paper = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="依据")
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定意见", max_length=300, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "办理申请"
        ordering = ["problem_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="problem_request_number_once"),
            paired("decided_by", "decided_at", name="problem_request_decided_pair"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="problem_request_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RequestState.GRANTED, RequestState.REFUSED], decided_at__isnull=False)
                | Q(~Q(state__in=[RequestState.GRANTED, RequestState.REFUSED]), decided_at__isnull=True),
                name="problem_request_state_decided",
            ),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.EXTEND, working_days__isnull=False)
                | Q(~Q(kind=RequestKind.EXTEND), working_days__isnull=True),
                name="problem_request_days_of_extension",
            ),
        ]
        indexes = [models.Index(fields=["state", "problem"], name="problem_request_state")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What is asked for, in words."""
        days = f"{self.working_days}个工作日" if self.working_days else ""
        return f"{self.get_kind_display()}{days}"

    @property
    def tone(self) -> str:
        return RequestState(self.state).tone
