"""Questions about problems and proposals in the words of dispatch."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.accounts.roles import Can
from projects.querysets import within

from .choices import RUNNING, TASK_RUNNING, UNSOLVED, ProblemState, ProposalState, RequestState, TaskState

if TYPE_CHECKING:
    from core.accounts.models import User


class ProblemQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ProblemQuerySet":
        """Problems of the projects a person may read, and those its department leads or joins.

        A draft is seen by the people who may report for its project, nobody else.
        """
        reading, departments = user.scope(Can.READ_PROJECTS), user.scope(Can.ANSWER_TASKS).department_ids
        seen = ~Q(state=ProblemState.DRAFT)
        if not reading.whole_city:  # an empty Q beside `|` would vanish, not widen
            joined = self.filter(partners__in=departments).order_by().values("pk")
            seen &= within(reading, "listing__") | Q(department_id__in=departments) | Q(pk__in=joined)
        return self.filter(seen | (Q(state=ProblemState.DRAFT) & self._within(user, Can.REPORT_PROBLEMS)))

    def reachable_by(self, user: "User", right: Can) -> "ProblemQuerySet":
        return self.filter(self._within(user, right))

    @staticmethod
    def _within(user: "User", right: Can) -> Q:
        return within(user.scope(right), "listing__")

    def running(self) -> "ProblemQuerySet":
        """Whose clock runs."""
        return self.filter(state__in=RUNNING)

    def unsolved(self) -> "ProblemQuerySet":
        return self.filter(state__in=UNSOLVED)

    def overdue(self, today: date) -> "ProblemQuerySet":
        return self.running().filter(deadline__due_on__lt=today)


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "ProposalQuerySet":
        """Proposals are the bureau's own papers until they are confirmed."""
        seen = user.scope(Can.COORDINATE).whole_city or user.scope(Can.CONFIRM_ESCALATION).whole_city
        return self if seen else self.none()

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state__in=(ProposalState.PROPOSED, ProposalState.ENDORSED))


class RequestQuerySet(models.QuerySet):
    """Read through the problem: whoever reads it reads what was asked about it."""

    def waiting(self) -> "RequestQuerySet":
        return self.filter(state=RequestState.WAITING)


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TaskQuerySet":
        """The whole city's readers see all; a unit its own and those on its projects; a department what it leads or
        joins."""
        reading, departments = user.scope(Can.READ_PROJECTS), user.scope(Can.ANSWER_TASKS).department_ids
        if reading.whole_city:
            return self
        seen = Q(unit_id__in=reading.unit_ids) | within(reading, "listing__") | Q(department_id__in=departments)
        joined = self.filter(partners__in=departments).order_by().values("pk")
        return self.filter(seen | Q(pk__in=joined))

    def owed_by(self, user: "User") -> "TaskQuerySet":
        """What the person's department or unit leads."""
        departments = user.scope(Can.ANSWER_TASKS).department_ids
        units = user.scope(Can.SOLVE_PROBLEMS).unit_ids | user.scope(Can.REPORT_PROBLEMS).unit_ids
        return self.filter(Q(department_id__in=departments) | Q(unit_id__in=units))

    def running(self) -> "TaskQuerySet":
        return self.filter(state__in=TASK_RUNNING)

    def open(self) -> "TaskQuerySet":
        return self.exclude(state=TaskState.CLOSED)

    def overdue(self, today: date) -> "TaskQuerySet":
        return self.running().filter(deadline__due_on__lt=today)
