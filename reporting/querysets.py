"""Questions about duties in the words of the month."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from core.accounts.roles import Can
from core.foundation.money import ZERO, WanField
from core.organisations.choices import UnitKind
from projects.models import PlanMonth
from projects.querysets import known_at, within

from .choices import HANDED_IN, DutyState

if TYPE_CHECKING:
    from core.accounts.models import User
    from core.accounts.scopes import Scope


def _amount(path: str) -> Coalesce:
    return Coalesce(F(path), Value(ZERO), output_field=WanField())


def due_of(plan_line: str, month: Any) -> Coalesce:
    """The plan's cumulative amount at the end of `month` (a Month or a path); `plan_line` leads to the line's key."""
    due = PlanMonth.objects.filter(line_id=OuterRef(plan_line), month=month).values("due_wan")[:1]
    return Coalesce(Subquery(due, output_field=WanField()), Value(ZERO), output_field=WanField())


def due_before(plan_line: str, month: OuterRef) -> Coalesce:
    """The plan's cumulative amount at the end of the month before `month`; 0 in January."""
    earlier = PlanMonth.objects.filter(line_id=OuterRef(plan_line), month__lt=month).order_by("-month")
    return Coalesce(
        Subquery(earlier.values("due_wan")[:1], output_field=WanField()), Value(ZERO), output_field=WanField()
    )


def _owed_within(scope: "Scope") -> Q:
    """Duties of the scope's units and of its firms' projects. The duty's own unit counts: it owes the month's report
    also when the project was given to another unit since."""
    of_units = Q(unit_id__in=scope.unit_ids)
    return of_units | Q(listing__project__owner_id__in=scope.firm_ids) if scope.firm_ids else of_units


class DutyQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DutyQuerySet":
        """Duties on the listings that the person may read, and those their unit owes."""
        scope = user.scope(Can.READ_PROJECTS)
        return self if scope.whole_city else self.filter(within(scope, "listing__") | _owed_within(scope))

    def reachable_by(self, user: "User", right: Can) -> "DutyQuerySet":
        """Duties on which the person may use `right`."""
        scope = user.scope(right)
        return self if scope.whole_city else self.filter(_owed_within(scope))

    def first_checked_by(self, user: "User") -> "DutyQuerySet":
        """A county's reports are checked first by the county itself, 市本级's by the responsible section."""
        scope = user.scope(Can.CHECK_FIRST)
        if scope.whole_city:
            return self.filter(Q(unit_id__in=scope.unit_ids) | Q(unit__kind=UnitKind.CITY_LEVEL))
        return self.filter(unit_id__in=scope.unit_ids)

    def handed_in(self) -> "DutyQuerySet":
        return self.filter(state__in=HANDED_IN)

    def waiting_for_unit(self) -> "DutyQuerySet":
        return self.filter(state=DutyState.SUBMITTED)

    def waiting_for_city(self) -> "DutyQuerySet":
        return self.filter(state=DutyState.UNIT_APPROVED)

    def with_background(self, at: datetime) -> "DutyQuerySet":
        """Adds what a statement is judged against, as known at `at`: see `backgrounds.background_of`."""
        return self.select_related("listing__project", "unit", "current", "reporting_month").annotate(
            before=FilteredRelation("previous__figures", condition=known_at(at, "previous__figures__")),
            plan=FilteredRelation("listing__plan_lines", condition=known_at(at, "listing__plan_lines__")),
            prior_ytd_wan=_amount("before__ytd_done_wan"),
            plan_wan=_amount("plan__annual_plan_wan"),
            before_year_wan=_amount("plan__cumulative_before_year_wan"),
            due_wan=due_of("plan__pk", OuterRef("month")),
            due_before_wan=due_before("plan__pk", OuterRef("month")),
            last_percent=F("previous__current__progress_percent"),
            last_text=Coalesce(F("previous__current__progress_text"), Value("", output_field=models.TextField())),
        )
