"""What of dispatch waits for a person: the counts on the top bar and the homes, one query for each kind."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from core.accounts.models import User
from core.accounts.roles import Can

from .choices import RUNNING, ProblemState, ProposalState, TaskState, Tier
from .models import Meeting, Problem, Proposal, Task


@dataclass(frozen=True)
class DispatchLoad:
    """`problems` wait for a move of this person's tier, `tasks` for an answer or a check, `proposals` for a word."""

    problems: int = 0
    overdue_problems: int = 0
    tasks: int = 0
    overdue_tasks: int = 0
    proposals: int = 0
    minutes: int = 0

    @property
    def total(self) -> int:
        return self.problems + self.tasks + self.proposals + self.minutes


def waiting_problems(user: User) -> Q:
    """The condition on problems whose turn is this person's."""
    acting = Q(state__in=[*RUNNING, ProblemState.PENDING_CHECK])
    turn = Q(pk__in=[])
    own = user.scope(Can.SOLVE_PROBLEMS)
    if own.unit_ids:
        turn |= Q(tier=Tier.COUNTY, unit_id__in=own.unit_ids) & acting
    if own.whole_city:
        turn |= Q(tier=Tier.COUNTY, unit__kind="city_level") & acting
    if user.may(Can.COORDINATE):
        turn |= Q(tier__gt=Tier.COUNTY) & acting
    mine = user.scope(Can.REPORT_PROBLEMS)
    returned = Q(state__in=[ProblemState.RETURNED, ProblemState.DRAFT])
    if mine.unit_ids or mine.firm_ids:
        turn |= (Q(unit_id__in=mine.unit_ids) | Q(listing__project__owner_id__in=mine.firm_ids)) & returned
    departments = user.scope(Can.ANSWER_TASKS).department_ids
    if departments:
        turn |= Q(department_id__in=departments, state__in=RUNNING)
    return turn


def waiting_tasks(user: User) -> Q:
    """Tasks this person's department or unit must answer, and for the dispatcher those that wait for a check."""
    departments = user.scope(Can.ANSWER_TASKS).department_ids
    units = user.scope(Can.SOLVE_PROBLEMS).unit_ids | user.scope(Can.REPORT_PROBLEMS).unit_ids
    running = Q(state__in=[TaskState.ISSUED, TaskState.IN_PROGRESS])
    turn = (Q(department_id__in=departments) | Q(unit_id__in=units)) & running
    if user.scope(Can.SOLVE_PROBLEMS).whole_city:
        turn |= (Q(department__is_bureau_section=True) | Q(unit__kind="city_level")) & running
    return turn | Q(state=TaskState.ANSWERED) if user.may(Can.COORDINATE) else turn


def load_of(user: User, today: date) -> DispatchLoad:
    late = Q(deadline__due_on__lt=today)
    problems = Problem.objects.filter(waiting_problems(user)).aggregate(
        all=Count("pk"), late=Count("pk", filter=late & Q(state__in=RUNNING))
    )
    tasks = Task.objects.filter(waiting_tasks(user)).aggregate(all=Count("pk"), late=Count("pk", filter=late))
    return DispatchLoad(
        problems=problems["all"],
        overdue_problems=problems["late"],
        tasks=tasks["all"],
        overdue_tasks=tasks["late"],
        proposals=_proposals(user),
        minutes=_minutes(user),
    )


def _proposals(user: User) -> int:
    states = [
        state
        for right, state in (
            (Can.COORDINATE, ProposalState.PROPOSED),
            (Can.CONFIRM_ESCALATION, ProposalState.ENDORSED),
        )
        if user.may(right)
    ]
    return Proposal.objects.filter(state__in=states).count() if states else 0


def _minutes(user: User) -> int:
    return Meeting.objects.filter(state="review").count() if user.may(Can.CONFIRM_ESCALATION) else 0
