from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import Department, ReportingUnit
from dispatch.choices import ProblemState, Tier
from dispatch.querysets import ProblemQuerySet
from projects.models import Campaign, Listing
from reporting.choices import ProblemClass

from .timeline import SetDate, Step


class Problem(models.Model):
    """问题: what keeps a project from moving, who must solve it now, and by when.

    Its row is the lock every move takes first; `version` counts what a reader could have seen. `deadline` is the one in
    force: earlier ones stay as rows beside it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="problems", verbose_name="年度")
    number = models.PositiveIntegerField("编号")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="problems", verbose_name="列入")
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, related_name="problems", verbose_name="提出单位")
    problem_class = models.CharField("问题类别", max_length=12, choices=ProblemClass)
    title = models.CharField("问题", max_length=60)
    description = models.TextField("问题描述")
    tried = models.TextField("已采取措施", blank=True)
    wanted_decision = models.TextField("提请协调事项", blank=True)
    is_emergency = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=16, choices=ProblemState, default=ProblemState.DRAFT)
    tier = models.PositiveSmallIntegerField("层级", choices=Tier, default=Tier.COUNTY)
    version = models.PositiveIntegerField("版本", default=0)
    deadline = models.OneToOneField(
        "dispatch.Deadline", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="现行期限"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="牵头单位"
    )
    partners = models.ManyToManyField(Department, blank=True, related_name="shared_problems", verbose_name="配合单位")
    responsible_person = models.CharField("责任人", max_length=40, blank=True)
    measures = models.TextField("措施", blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填写人"
    )
    created_at = models.DateTimeField("填写时间")
    reported_at = models.DateTimeField("提出时间", null=True, blank=True)
    reported_by_label = models.CharField("提出人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with reported_at
    resolved_at = models.DateTimeField("申请销号时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申请销号人"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="销号确认人"
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = "问题"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="problem_number_once"),
            paired("reported_at", "reported_by_label", name="problem_reported_pair"),
            paired("resolved_at", "resolved_by", name="problem_resolved_pair"),
            paired("closed_at", "closed_by", name="problem_closed_pair"),
            models.CheckConstraint(
                condition=Q(state=ProblemState.DRAFT, deadline__isnull=True)
                | Q(~Q(state=ProblemState.DRAFT), deadline__isnull=False, reported_at__isnull=False),
                name="problem_reported_has_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProblemState.PENDING_CHECK, ProblemState.CLOSED])
                | Q(resolved_at__isnull=False),
                name="problem_check_has_application",
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.CLOSED, closed_at__isnull=False)
                | (~Q(state=ProblemState.CLOSED) & Q(closed_at__isnull=True)),
                name="problem_closed_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("resolved_by")), name="problem_two_persons"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "tier"], name="problem_state_tier"),
            models.Index(fields=["listing", "state"], name="problem_listing_state"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"问题{self.number}号"

    @property
    def tone(self) -> str:
        return ProblemState(self.state).tone


class Deadline(SetDate):
    """A date by which a problem is to be solved at a tier."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="deadlines", verbose_name="问题")
    tier = models.PositiveSmallIntegerField("层级", choices=Tier)

    class Meta:
        verbose_name = "期限"
        ordering = ["problem_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="deadline_number_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("since")), name="deadline_after_since"),
        ]


class ProblemStep(Step):
    """One move of a problem."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps", verbose_name="问题")
    from_state = models.CharField("原状态", max_length=16, choices=ProblemState)
    to_state = models.CharField("状态", max_length=16, choices=ProblemState)
    tier = models.PositiveSmallIntegerField("层级", choices=Tier)

    class Meta:
        verbose_name = "办理记录"
        ordering = ["problem_id", "number"]
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="problem_step_number_once")]
