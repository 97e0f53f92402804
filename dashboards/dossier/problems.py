"""The dossier's panel of dispatch: what is unsolved on a project, by when, and how many problems were closed."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from core.accounts.models import User
from core.foundation.verdict import Verdict
from core.organisations.calendar import working_calendar
from dispatch import permissions
from dispatch.choices import RUNNING, UNSOLVED, ProblemState
from dispatch.clocks import Clock, clock_of
from dispatch.models import Problem
from projects.models import Listing


@dataclass(frozen=True)
class ProblemPanel:
    """`unsolved` with their clocks, the most urgent first; `drafts` are the reader's own, not yet anybody's problem."""

    unsolved: list[tuple[Problem, Clock]]
    closed: int
    may_report: Verdict
    """The button's."""
    drafts: list[Problem] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.unsolved) + self.closed


def panel_of(listing: Listing, reader: User, today: date) -> ProblemPanel:
    """The project's own problems, and for a package those of its parts."""
    own = Q(listing=listing) | Q(listing__project__parent=listing.project_id, listing__campaign=listing.campaign_id)
    rows = (
        Problem.objects.visible_to(reader)
        .filter(own)
        .select_related("deadline", "department", "unit")
        .order_by("deadline__due_on", "pk")
    )
    found = list(rows)
    unsolved = [row for row in found if row.state in UNSOLVED]
    drafts = [row for row in found if row.state == ProblemState.DRAFT]
    calendar = working_calendar() if unsolved else None
    return ProblemPanel(
        unsolved=[
            (row, clock_of(row.deadline.due_on if row.deadline else None, today, calendar, runs=row.state in RUNNING))
            for row in unsolved
        ],
        closed=len(found) - len(unsolved) - len(drafts),
        may_report=permissions.may_report(reader, listing),
        drafts=drafts,
    )
