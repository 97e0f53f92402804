"""What of dispatch waits for a person: the counts on the top bar and the homes, one query for each kind."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from core.accounts.models import User
from core.accounts.roles import Can, Role
from core.organisations.choices import UnitKind

from .choices import RUNNING, TASK_RUNNING, MeetingState, ProblemState, ProposalState, TaskState, Tier
from .models import Meeting, Problem, ProblemRequest, Proposal, Task


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
    acting = Q(state__in=RUNNING) | (Q(state=ProblemState.PENDING_CHECK) & ~Q(resolved_by=user))
    turn = Q(pk__in=[])
    own = user.scope(Can.SOLVE_PROBLEMS)
    if own.unit_ids:
        turn |= Q(tier=Tier.COUNTY, unit_id__in=own.unit_ids) & acting
    if own.whole_city:
        turn |= Q(tier=Tier.COUNTY, unit__kind=UnitKind.CITY_LEVEL) & acting
    if user.may(Can.COORDINATE):
        turn |= Q(tier__gt=Tier.COUNTY) & acting
        turn |= Q(tier=Tier.COUNTY) & (_asked_by(Role.COUNTY_APPROVER, Role.SECTION_OFFICER) | _requested(user))
    if user.may(Can.CONFIRM_ESCALATION):
        turn |= Q(tier__gt=Tier.COUNTY) & (_asked_by(Role.DISPATCHER) | _requested(user))
    mine = user.scope(Can.REPORT_PROBLEMS)
    returned = Q(state__in=[ProblemState.RETURNED, ProblemState.DRAFT])
    if mine.unit_ids or mine.firm_ids:
        turn |= (Q(unit_id__in=mine.unit_ids) | Q(listing__project__owner_id__in=mine.firm_ids)) & returned
    departments = user.scope(Can.ANSWER_TASKS).department_ids
    if departments:
        turn |= Q(department_id__in=departments, state__in=RUNNING)
    return turn


def _asked_by(*roles: Role) -> Q:
    """销号 that the tier's own people applied for: those above it confirm (`holding.checkers`)."""
    return Q(state=ProblemState.PENDING_CHECK, resolved_by__in=User.objects.holding(*roles).values("pk"))


def _requested(user: User) -> Q:
    """延期、暂缓、恢复办理 that others asked for: who stands over the tier decides."""
    return Q(pk__in=ProblemRequest.objects.waiting().exclude(asked_by=user).values("problem"))


def waiting_tasks(user: User) -> Q:
    """Tasks this person's department or unit must answer, and for the dispatcher those that wait for a check."""
    departments = user.scope(Can.ANSWER_TASKS).department_ids
    units = user.scope(Can.SOLVE_PROBLEMS).unit_ids | user.scope(Can.REPORT_PROBLEMS).unit_ids
    running = Q(state__in=[TaskState.ISSUED, TaskState.IN_PROGRESS])
    turn = (Q(department_id__in=departments) | Q(unit_id__in=units)) & running
    if user.scope(Can.SOLVE_PROBLEMS).whole_city:
        turn |= (Q(department__is_bureau_section=True) | Q(unit__kind=UnitKind.CITY_LEVEL)) & running
    answered = Q(state=TaskState.ANSWERED) & ~Q(answered_by=user)
    return turn | answered if user.may(Can.COORDINATE) else turn


def waiting_total(user: User) -> Combinable:
    """How much waits for the person, as an expression that joins another query: the frame asks it of every page."""
    total = _counted(Problem.objects.filter(waiting_problems(user))) + _counted(
        Task.objects.filter(waiting_tasks(user))
    )
    if states := _deciding(user):
        total += _counted(Proposal.objects.filter(state__in=states))
    if user.may(Can.CONFIRM_ESCALATION):
        total += _counted(Meeting.objects.filter(state=MeetingState.REVIEW))
    return total


def _counted(rows: QuerySet) -> Combinable:
    one = rows.order_by().annotate(whole=Value(1)).values("whole")
    return Coalesce(Subquery(one.annotate(count=Count("pk")).values("count"), output_field=IntegerField()), 0)


def load_of(user: User, today: date) -> DispatchLoad:
    """Every count in one statement."""
    late = Q(deadline__due_on__lt=today)
    problems, tasks = Problem.objects.filter(waiting_problems(user)), Task.objects.filter(waiting_tasks(user))
    review = Meeting.objects.filter(state=MeetingState.REVIEW) if user.may(Can.CONFIRM_ESCALATION) else None
    counted = {
        "problems": _counted(problems),
        "overdue_problems": _counted(problems.filter(late, state__in=RUNNING)),
        "tasks": _counted(tasks),
        "overdue_tasks": _counted(tasks.filter(late, state__in=TASK_RUNNING)),
        "proposals": _counted(Proposal.objects.filter(state__in=_deciding(user))),
        "minutes": _counted(review if review is not None else Meeting.objects.none()),
    }
    return DispatchLoad(**User.objects.filter(pk=user.pk).values(**counted).get())


def _deciding(user: User) -> list[str]:
    """The states of proposals that wait for this person."""
    steps = ((Can.COORDINATE, ProposalState.PROPOSED), (Can.CONFIRM_ESCALATION, ProposalState.ENDORSED))
    return [state for right, state in steps if user.may(right)]
