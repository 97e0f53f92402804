"""Questions about visits and orders. A visit before its check-in exists for nobody but those sent to it.

There is no way to a planned visit through `visible_to` for anybody of the inspected side, whatever else they may do;
the bureau's own people reach it only by opening the plan, which leaves a row (`PlanOpening`).
"""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from core.accounts.roles import Can
from projects.querysets import within

from .choices import OPEN_ORDERS, REVEALED, VisitState

if TYPE_CHECKING:
    from core.accounts.models import User


def _within_reach(user: "User", prefix: str) -> Q:
    """Rows of listings that the person may read inspections of, or has to answer for."""
    reads = user.scope(Can.READ_INSPECTIONS)
    if reads.whole_city:
        return Q()  # "or" with what the person answers for would leave only that
    return within(reads, prefix) | within(user.scope(Can.ANSWER_ORDERS), prefix)


LONG_TEXTS = ("pool_text", "result_text")


class DrawQuerySet(models.QuerySet):
    def without_texts(self) -> "DrawQuerySet":
        """Rounds for lists and sums: the whole pool, some megabytes of a large register, stays where it is."""
        return self.defer(*LONG_TEXTS)

    def with_progress(self) -> "DrawQuerySet":
        """With `sites`, which nobody cancelled, and `walked`, where the visit is over."""
        return self.annotate(
            sites=Count("visits", filter=~Q(visits__state=VisitState.CANCELLED)),
            walked=Count("visits", filter=Q(visits__state=VisitState.FINISHED)),
        )


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "VisitQuerySet":
        """Visits that exist for the person: revealed ones in scope, and those of the own team once opened."""
        from .models import Assignment

        sent = Assignment.objects.standing().filter(visit=OuterRef("pk"), inspector__user=user)
        revealed = Q(state__in=REVEALED) & _within_reach(user, "listing__")
        return self.filter(revealed | (~Q(state=VisitState.CANCELLED) & Exists(sent.opened())))

    def with_draw(self) -> "VisitQuerySet":
        """With the round each belongs to, but for its long texts."""
        return self.select_related("draw").defer(*(f"draw__{text}" for text in LONG_TEXTS))

    def sent_to(self, user: "User") -> "VisitQuerySet":
        """Visits the person is sent to and that have been released, opened or not."""
        from .models import Assignment

        sent = Assignment.objects.standing().filter(visit=OuterRef("pk"), inspector__user=user)
        return self.released().filter(Exists(sent)).exclude(state=VisitState.CANCELLED)

    def released(self) -> "VisitQuerySet":
        """Those whose team may know: of a released round, or directed (released by the decision itself)."""
        return self.filter(Q(draw__isnull=True) | Q(draw__released_at__isnull=False))


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "FindingQuerySet":
        """Those of visits that exist for the person; the inspected side reads them when the visit is over."""
        from .models import Assignment, Visit

        seen = self.filter(visit__in=Visit.objects.visible_to(user).filter(state__in=REVEALED))
        if user.scope(Can.READ_INSPECTIONS).whole_city:
            return seen
        sent = Assignment.objects.standing().filter(visit=OuterRef("visit"), inspector__user=user)
        return seen.filter(Q(visit__state=VisitState.FINISHED) | Exists(sent))


class AssignmentQuerySet(models.QuerySet):
    def standing(self) -> "AssignmentQuerySet":
        """Not stepped back from."""
        return self.filter(recused_at__isnull=True)

    def opened(self) -> "AssignmentQuerySet":
        """Those whose person has opened them (which was written down), or whose visit is no secret any more."""
        return self.filter(Q(opened_at__isnull=False) | Q(visit__state__in=REVEALED))


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "OrderQuerySet":
        from .models import Assignment

        if user.scope(Can.READ_INSPECTIONS).whole_city:
            return self
        sent = Assignment.objects.standing().filter(visit=OuterRef("visit"), inspector__user=user)
        return self.filter(_within_reach(user, "visit__listing__") | Exists(sent))

    def overdue(self, *, today: date) -> "OrderQuerySet":
        """The inspected side still owes something after the day it was due; the day itself is on time."""
        return self.filter(state__in=OPEN_ORDERS, due_on__lt=today)
