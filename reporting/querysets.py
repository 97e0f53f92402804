"""Questions about duties in the words of the month."""

from typing import TYPE_CHECKING

from django.db import models

from core.accounts.roles import Can
from core.foundation.months import Month
from projects.querysets import within

from .choices import HANDED_IN, DutyState

if TYPE_CHECKING:
    from core.accounts.models import User


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DutyQuerySet":
        """Duties on the listings that the person may read."""
        return self.filter(within(user.scope(Can.READ_PROJECTS), "listing__"))

    def reachable_by(self, user: "User", right: Can) -> "DutyQuerySet":
        """Duties on which the person may use `right`."""
        return self.filter(within(user.scope(right), "listing__"))

    def in_month(self, month: Month) -> "DutyQuerySet":
        return self.filter(month=month)

    def handed_in(self) -> "DutyQuerySet":
        return self.filter(state__in=HANDED_IN)

    def waiting_for_unit(self) -> "DutyQuerySet":
        return self.filter(state=DutyState.SUBMITTED)

    def waiting_for_city(self) -> "DutyQuerySet":
        return self.filter(state=DutyState.UNIT_APPROVED)
