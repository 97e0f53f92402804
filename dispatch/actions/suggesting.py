"""Writing a paper for people to decide on, and when the same one may be written once more."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.journal.actor import Actor
from core.organisations.calendar import working_calendar
from core.organisations.models import ReportingUnit
from dispatch import limits
from dispatch.choices import ProposalKind, ProposalState, Tier
from dispatch.models import Problem, Proposal
from projects.models import Listing
from reporting.models import ReportVersion

from .holding import PROPOSAL_WAITING

COMES_AGAIN = frozenset({"deadline", "task"})
"""Sources whose clock runs on after a dismissal."""


@dataclass(frozen=True)
class Draft:
    """A proposal not yet written."""

    kind: str
    title: str
    grounds: str
    source: tuple[str, str]
    listing: Listing | None = None
    problem: Problem | None = None
    unit: ReportingUnit | None = None
    to_tier: int | None = None

    @property
    def key(self) -> dict[str, str]:
        return {"kind": self.kind, "source_kind": self.source[0], "source_id": str(self.source[1])}


def suggest(draft: Draft, *, by: Actor, at: datetime, by_hand: bool = False) -> tuple[Proposal, bool]:
    """The proposal of this source and whether it is new; joins the caller's transaction and writes no journal."""
    last = _last(draft)
    if last is not None and _holds(last, at=at, by_hand=by_hand):
        return last, False
    try:
        with transaction.atomic():
            made = Proposal.objects.create(
                **draft.key,
                round=last.round + 1 if last else 1,
                listing=draft.listing,
                problem=draft.problem,
                unit=draft.unit,
                to_tier=draft.to_tier,
                title=draft.title[:80],
                grounds=draft.grounds,
                proposed_at=at,
                proposed_by_id=by.id,
                proposed_by_label=by.label,
            )
    except IntegrityError:
        return Proposal.objects.filter(**draft.key).order_by("round").last(), False
    tell(made, Role.DISPATCHER, at=at)
    return made, True


def _last(draft: Draft) -> Proposal | None:
    return Proposal.objects.filter(**draft.key).order_by("round").last()


def _holds(last: Proposal, *, at: datetime, by_hand: bool) -> bool:
    """Whether the last paper of a source keeps another one from being written.

    Other rooms ask once and for all, and so does a month's brief. Of a deadline or a task: while one waits or is
    confirmed; a dismissed one for some working days, or until something new was said; one that died with its clock no
    longer.
    """
    if last.source_kind not in COMES_AGAIN:
        return True
    if last.state == ProposalState.DISMISSED:
        again_on = limits.asks_again_on(day_of(last.decided_at), working_calendar())
        return day_of(at) < again_on and not _is_new(last, by_hand=by_hand)
    return last.state != ProposalState.OUTDATED


def _is_new(last: Proposal, *, by_hand: bool) -> bool:
    """Something said since the dismissal: a monthly report with a problem; for a person also a line of the timeline."""
    reports = ReportVersion.objects.filter(duty__listing=last.listing_id, submitted_at__gt=last.decided_at)
    if last.listing_id and reports.exclude(problem_text="").exists():
        return True
    return by_hand and last.problem is not None and last.problem.steps.filter(at__gt=last.decided_at).exists()


def stands_in_the_way(draft: Draft, *, at: datetime, by_hand: bool) -> str:
    """Why the draft cannot be written now, for people; empty when it can."""
    last = _last(draft)
    if last is None or not _holds(last, at=at, by_hand=by_hand):
        return ""
    if last.state != ProposalState.DISMISSED:
        return "本期限内已有一份提级建议，请到拟办件中办理。"
    day, calendar = day_of(last.decided_at), working_calendar()
    again = limits.asks_again_on(day, calendar)
    return (
        f"提级建议{day:%-m月%-d日}未予采纳；有新的办理记录、新一期月报或新期限时可再提，"
        f"否则自{again:%-m月%-d日}起可再提。"
    )


def tell(proposal: Proposal, role: Role, *, at: datetime) -> None:
    inbox.notify(
        users=User.objects.holding(role),
        kind=PROPOSAL_WAITING,
        subject=f"proposal:{proposal.pk}",
        text=f"{proposal.get_kind_display()}：{proposal.title}",
        url=reverse("proposal", args=[proposal.pk]),
        at=at,
    )


def escalation_of(problem: Problem, grounds: str) -> Draft:
    """提级建议 out of the problem's deadline in force: to the joint meeting, at once to the city when it is urgent."""
    higher = Tier.CITY if problem.is_emergency or problem.tier == Tier.MEETING else Tier.MEETING
    return Draft(
        ProposalKind.ESCALATION,
        f"{problem.label}提请{higher.label}协调：{problem.title}",
        grounds,
        ("deadline", str(problem.deadline_id)),
        listing=problem.listing,
        problem=problem,
        to_tier=higher,
    )


def supervision_of(problem: Problem, grounds: str) -> Draft:
    """督办拟办 out of the problem's deadline in force."""
    return Draft(
        ProposalKind.SUPERVISION,
        f"督办{problem.label}：{problem.title}",
        grounds,
        ("deadline", str(problem.deadline_id)),
        listing=problem.listing,
        problem=problem,
    )


def interview_of(unit: ReportingUnit, grounds: str, source: tuple[str, str], problem: Problem | None = None) -> Draft:
    """约谈建议 about a unit: its supervision order stayed unanswered, or it is red two months running."""
    return Draft(
        ProposalKind.INTERVIEW,
        f"约谈{unit.name}：{problem.title}" if problem else f"约谈{unit.name}：连续两月严重滞后",
        grounds,
        source,
        listing=problem.listing if problem else None,
        problem=problem,
        unit=unit,
    )
