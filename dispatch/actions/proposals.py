"""拟办件: anybody's room proposes, the dispatcher and, where the bureau's name goes out, a bureau leader decide."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.journal.actor import Actor
from core.organisations.calendar import working_calendar
from dispatch import permissions
from dispatch.choices import ProblemState, ProposalKind, ProposalState, TaskKind, Tier
from dispatch.models import Problem, Proposal
from dispatch.states import PROPOSAL
from dispatch.terms import terms_on
from projects.models import Campaign, Listing
from reporting.choices import ProblemClass

from . import problems, tasks
from .holding import PROPOSAL_WAITING, add_line, held_problem, set_deadline, signed, tier_term, write_step
from .suggesting import Draft, escalation_of, stands_in_the_way, suggest, tell


@transaction.atomic
def propose(  # noqa: PLR0913 - the columns of a proposal; the seam other rooms call
    *,
    kind: str,
    listing: Listing | None,
    title: str,
    grounds: str,
    source: tuple[str, str],
    by: Actor,
    at: datetime,
) -> Proposal:
    """Suggest a problem (ProposalKind.PROBLEM) or a topic for the joint meeting (AGENDA); dispatchers find it waiting.

    Idempotent per (kind, source): asking again returns the first proposal unchanged, whatever became of it. `source`
    names what it was made of, such as ("finding", "31"); `grounds` says in Chinese why, for the person who decides.
    """
    if kind not in {ProposalKind.PROBLEM, ProposalKind.AGENDA}:
        raise ValueError(f"{kind} proposals are made by dispatch itself")
    if kind == ProposalKind.PROBLEM and listing is None:
        raise ValueError("a problem belongs to a project")
    made, is_new = suggest(Draft(kind, title, grounds, source, listing=listing), by=by, at=at)
    if is_new:
        record(
            by=by,
            at=at,
            action="proposal.make",
            subject=("proposal", made.pk),
            reason=grounds,
            payload={"kind": kind, "text": made.title, "origin": f"{source[0]}:{source[1]}"},
        )
    return made


@transaction.atomic
def suggest_escalation(*, problem_id: int, seen_version: int, grounds: str, by: User, at: datetime) -> Proposal:
    """The dispatcher asks for a higher tier before the time is over; the same paper the tick would write."""
    problem = held_problem(problem_id=problem_id, seen_version=seen_version)
    permissions.may_suggest_escalation(by, problem).require()
    if not grounds.strip():
        raise Refused("请写明提级理由。", field_errors={"grounds": ["请写明提级理由。"]})
    draft = escalation_of(problem, grounds.strip())
    if why := stands_in_the_way(draft, at=at, by_hand=True):
        raise Refused(why, code="pending")
    made, _ = suggest(draft, by=signed(by), at=at, by_hand=True)
    record(
        by=by.actor,
        at=at,
        action="proposal.make",
        subject=("proposal", made.pk),
        reason=grounds.strip(),
        payload={"kind": made.kind, "number": problem.number, "text": made.title},
    )
    return made


@dataclass(frozen=True)
class Decision:
    """What a person decides on a proposal: the move, and a note; `problem_class` when a problem is taken over."""

    move: str
    note: str = ""
    problem_class: str = ProblemClass.OTHER


@transaction.atomic
def decide(*, proposal_id: int, seen_version: int, decision: Decision, by: User, at: datetime) -> Proposal:
    """Endorse, adopt, confirm or dismiss. The last word has its effect in the same transaction."""
    problem_id = Proposal.objects.values_list("problem_id", flat=True).get(pk=proposal_id)
    problem = held_problem(problem_id=problem_id, seen_version=None) if problem_id else None
    proposal = held_proposal(proposal_id=proposal_id, seen_version=seen_version)
    permissions.may_decide(by, proposal, decision.move).require()
    note = decision.note.strip()
    if decision.move == "dismiss" and not note:
        raise Refused("不予采纳须写明理由。", field_errors={"note": ["不予采纳须写明理由。"]})
    proposal.state = PROPOSAL.transition(proposal.state, decision.move).target
    proposal.version += 1
    _sign(proposal, decision.move, note, by=by, at=at)
    if proposal.state == ProposalState.CONFIRMED:
        _carry_out(proposal, problem, decision, by=by, at=at)
    proposal.save()
    inbox.resolve(kind=PROPOSAL_WAITING, subject=f"proposal:{proposal.pk}", at=at)
    if proposal.state == ProposalState.ENDORSED:
        tell(proposal, Role.BUREAU_LEADER, at=at)
    record(
        by=by.actor,
        at=at,
        action=f"proposal.{decision.move}",
        subject=("proposal", proposal.pk),
        reason=note,
        payload={"kind": proposal.kind, "text": proposal.title},
    )
    return proposal


def held_proposal(*, proposal_id: int, seen_version: int) -> Proposal:
    """Lock the proposal; Stale if it moved since it was seen. The problem it is about is locked before."""
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("listing__project", "unit").get(pk=proposal_id)
    )
    if proposal.version != seen_version:
        raise Stale
    return proposal


def _sign(proposal: Proposal, move: str, note: str, *, by: User, at: datetime) -> None:
    if move == "endorse":
        proposal.endorsed_by, proposal.endorsed_at, proposal.endorse_note = by, at, note[:300]
    else:
        proposal.decided_by, proposal.decided_at, proposal.decision_note = by, at, note[:300]


def _carry_out(proposal: Proposal, problem: Problem | None, decision: Decision, *, by: User, at: datetime) -> None:
    if proposal.kind == ProposalKind.ESCALATION and problem is not None:
        came_from = problem.state
        problems.lift(problem, proposal.to_tier or problem.tier, by=signed(by), at=at)
        write_step(problem, move="raise", came_from=came_from, text=proposal.grounds, by=signed(by), at=at)
    elif proposal.kind == ProposalKind.SUPERVISION and problem is not None:
        _supervise(proposal, problem, by=by, at=at)
    elif proposal.kind == ProposalKind.INTERVIEW:
        _interview(proposal, problem, by=by, at=at)
    elif proposal.kind == ProposalKind.PROBLEM:
        proposal.problem = _open_problem(proposal, decision, by=by, at=at)


def _supervise(proposal: Proposal, problem: Problem, *, by: User, at: datetime) -> None:
    """督办: the department that has the problem, else its county, owes an answer."""
    today, calendar = day_of(at), working_calendar()
    draft = tasks.TaskDraft(
        TaskKind.SUPERVISION,
        problem.title,
        proposal.grounds,
        calendar.add(today, terms_on(problem.campaign_id, today).supervision_days),
        department=problem.department,
        unit=None if problem.department else problem.unit,
        listing=problem.listing,
        problem=problem,
        proposal=proposal,
    )
    task = tasks.issue(draft, campaign=problem.campaign, by=signed(by), at=at)
    text = f"已发督办（{task.label}），{task.lead_name}应于{task.deadline.due_on:%-m月%-d日}前答复。"
    add_line(problem, move="note", came_from=problem.state, text=text, by=signed(by), at=at)


def campaign_of(proposal: Proposal) -> Campaign:
    """The paper's year; an interview about a whole unit belongs to the current one."""
    return proposal.problem.campaign if proposal.problem else Campaign.objects.get(is_current=True)


def _interview(proposal: Proposal, problem: Problem | None, *, by: User, at: datetime) -> None:
    """约谈: whoever is called in owes a written report of what it mends, whether or not a problem stands behind it."""
    today, campaign = day_of(at), campaign_of(proposal)
    due = working_calendar().add(today, terms_on(campaign.pk, today).interview_days)
    draft = tasks.TaskDraft(
        TaskKind.INTERVIEW,
        f"约谈后整改：{problem.title}" if problem else "约谈后整改：连续两月严重滞后",
        f"{proposal.grounds}\n请按约谈记录落实整改，把措施、责任人、完成时限和落实情况书面报告，并附佐证。",
        due,
        unit=proposal.unit,
        listing=problem.listing if problem else None,
        problem=problem,
        proposal=proposal,
    )
    task = tasks.issue(draft, campaign=campaign, by=signed(by), at=at)
    if problem is not None:
        text = (
            f"已确定约谈{proposal.unit.name}：{proposal.grounds}"
            f"约谈后整改（{task.label}）应于{task.deadline.due_on:%-m月%-d日}前报告。"
        )
        add_line(problem, move="note", came_from=problem.state, text=text, by=signed(by), at=at)


def _open_problem(proposal: Proposal, decision: Decision, *, by: User, at: datetime) -> Problem:
    """A proposed problem begins at the bureau, which has just taken it over."""
    said = problems.Statement(decision.problem_class, proposal.title[:60], proposal.grounds)
    problem = problems.new_problem(proposal.listing, said, at=at, created_by=by)
    problem.tier, problem.state = Tier.BUREAU, ProblemState.ACCEPTED
    problem.reported_at, problem.reported_by_label = at, proposal.proposed_by_label
    set_deadline(problem, tier_term(problem, day_of(at)), by=signed(by), at=at)
    text = f"采纳{proposal.get_kind_display()}：{proposal.grounds}"
    write_step(problem, move="accept", came_from=ProblemState.REPORTED, text=text, by=signed(by), at=at)
    return problem
