"""Questions about cases in the words of the counters."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from core.accounts.roles import Can
from projects.models import Project

from .choices import OPEN, RUNNING, WAITING, CaseState

if TYPE_CHECKING:
    from core.accounts.models import User


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "CaseQuerySet":
        """Files of the projects that the person reads, and those that lie with or are reviewed by their department."""
        read = user.scope(Can.READ_PROJECTS)
        if read.whole_city:
            return self
        seen = Q(project__in=Project.objects.visible_to(user).order_by().values("pk"))
        departments = user.scope(Can.HANDLE_APPROVALS).department_ids
        if departments:
            seen |= Q(department_id__in=departments)
            seen |= Q(
                pk__in=CaseQuerySet(self.model).filter(rounds__opinions__department_id__in=departments).values("pk")
            )
        return self.filter(seen)

    def handled_by(self, user: "User") -> "CaseQuerySet":
        """Files on which the person may act: all for the section, those of their department for members."""
        scope = user.scope(Can.HANDLE_APPROVALS)
        return self if scope.whole_city else self.filter(department_id__in=scope.department_ids)

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=OPEN)

    def waiting(self) -> "CaseQuerySet":
        return self.filter(state__in=WAITING)

    def running(self) -> "CaseQuerySet":
        return self.filter(state__in=RUNNING)

    def overdue(self, today: date) -> "CaseQuerySet":
        return self.running().filter(over_from__lte=today)

    def pressing(self, today: date) -> "CaseQuerySet":
        """More than 80 % of the limit used, and not over."""
        late = Q(over_from__isnull=False, over_from__lte=today)
        return self.filter(state=CaseState.IN_REVIEW, yellow_from__lte=today).exclude(late)

    def decided(self) -> "CaseQuerySet":
        return self.filter(decided_on__isnull=False)
