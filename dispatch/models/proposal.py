from django.db import models
from django.db.models import F, Q

from core.accounts.models import User
from core.foundation.constraints import paired
from core.organisations.models import ReportingUnit
from dispatch.choices import ProposalKind, ProposalState, Tier
from dispatch.querysets import ProposalQuerySet
from projects.models import Listing

from .problem import Problem


class Proposal(models.Model):
    """拟办件: what the system or another room suggests; people decide. One per (kind, source), whoever asks again.

    `source` names what it was made of: ("finding", "31"), ("approval_case", "7"), ("deadline", "12"). Dispatch's own
    papers come again, as another `round`, when the one before is out of force. `unit` is who is called to an interview.
    """

    kind = models.CharField("种类", max_length=12, choices=ProposalKind)
    listing = models.ForeignKey(
        Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="列入"
    )
    problem = models.ForeignKey(
        Problem, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="问题"
    )
    unit = models.ForeignKey(
        ReportingUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="约谈单位"
    )
    to_tier = models.PositiveSmallIntegerField("提级至", choices=Tier, null=True, blank=True)
    title = models.CharField("标题", max_length=80)
    grounds = models.TextField("依据")
    source_kind = models.CharField("来源", max_length=40)
    source_id = models.CharField("来源编号", max_length=60)
    round = models.PositiveSmallIntegerField("第几次提出", default=1)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    version = models.PositiveIntegerField("版本", default=0)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by_id = models.BigIntegerField("提出人编号", null=True)
    proposed_by_label = models.CharField("提出人", max_length=80)
    endorsed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调度员"
    )
    endorsed_at = models.DateTimeField("调度员意见时间", null=True, blank=True)
    endorse_note = models.CharField("调度员意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定意见", max_length=300, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "拟办件"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_kind", "source_id", "round"], name="proposal_once_a_round"),
            paired("endorsed_by", "endorsed_at", name="proposal_endorsed_pair"),
            paired("decided_by", "decided_at", name="proposal_decided_pair"),
            models.CheckConstraint(
                condition=Q(endorsed_by__isnull=True)
                | Q(decided_by__isnull=True)
                | Q(state=ProposalState.DISMISSED)
                | ~Q(endorsed_by=F("decided_by")),
                name="proposal_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=[ProposalKind.ESCALATION, ProposalKind.SUPERVISION, ProposalKind.INTERVIEW],
                    state=ProposalState.CONFIRMED,
                )
                | Q(endorsed_by__isnull=False, decided_by__isnull=False),
                name="proposal_two_confirmations",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.ESCALATION) | Q(problem__isnull=False, to_tier__isnull=False),
                name="proposal_escalation_of_problem",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.INTERVIEW) | Q(unit__isnull=False), name="proposal_interview_of_unit"
            ),
        ]
        indexes = [models.Index(fields=["state", "kind"], name="proposal_state_kind")]

    def __str__(self) -> str:
        return self.title
