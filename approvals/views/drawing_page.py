"""The rounds of a joint review as the page of a file shows them."""

from dataclasses import dataclass
from typing import Any

from approvals import permissions
from approvals.actions.drawing import open_items
from approvals.choices import CaseState, ItemLevel, RoundState
from approvals.forms import FirstRoundForm, IssueForm, NextRoundForm
from approvals.members import staffed
from approvals.models import ApprovalCase, DisciplineOpinion, DrawingRound, OpinionItem, SheetCorrection
from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Verdict


@dataclass(frozen=True)
class Seat:
    """One discipline of a round. Its points are shown outside only once the round is issued."""

    opinion: DisciplineOpinion
    verdict: Verdict
    may_correct: Verdict
    items: tuple[OpinionItem, ...]
    corrections: tuple[SheetCorrection, ...]


@dataclass(frozen=True)
class Round:
    row: DrawingRound
    seats: tuple[Seat, ...]

    @property
    def signed(self) -> int:
        return sum(seat.opinion.given_at is not None for seat in self.seats)

    @property
    def mandatory(self) -> int:
        return sum(item.level == ItemLevel.MANDATORY for seat in self.seats for item in seat.items)


def drawing_context(user: User, case: ApprovalCase) -> dict[str, Any]:
    """Rounds newest first, and what may be done with them; empty for matters without drawings."""
    if not case.matter.is_drawing_review:
        return {"rounds": None}
    rows = list(
        case.rounds.prefetch_related(
            "opinions__department", "opinions__items__closed_in", "opinions__corrections__by"
        ).order_by("-number")
    )
    last = rows[0] if rows else None
    seats = {opinion.department_id for row in rows for opinion in row.opinions.all() if opinion.department_id}
    manned = staffed(seats) if seats else frozenset()
    rounds = [_round(user, case, row, manned, is_last=row is last) for row in rows]
    unsigned = len(rounds[0].seats) - rounds[0].signed if rounds else 0
    context: dict[str, Any] = {
        "rounds": rounds,
        "may_start": permissions.may_start_round(user, case, last),
        "may_issue": permissions.may_issue(user, case, last, unsigned=unsigned),
        "is_reviewing": last is not None and last.state == RoundState.REVIEWING and case.state == CaseState.IN_REVIEW,
        "issue_form": IssueForm(),
    }
    if context["may_start"]:
        context["round_form"] = NextRoundForm(items=list(open_items(case))) if last else FirstRoundForm()
    return context


def _round(user: User, case: ApprovalCase, row: DrawingRound, manned: frozenset[int], *, is_last: bool) -> Round:
    inside = bool(permissions.handles(user, case))
    seats = []
    for opinion in row.opinions.all():
        verdict = permissions.may_give_opinion(user, case, opinion, staffed=opinion.department_id in manned)
        correct = permissions.may_correct_opinion(
            user, case, opinion, staffed=opinion.department_id in manned, is_last=is_last
        )
        sees = inside or row.issued_on is not None or opinion.department_id in _departments(user)
        items = tuple(item for item in opinion.items.all() if item.struck_in_id is None) if sees else ()
        seats.append(Seat(opinion, verdict, correct, items, tuple(opinion.corrections.all()) if sees else ()))
    return Round(row, tuple(seats))


def _departments(user: User) -> frozenset[int]:
    return user.scope(Can.HANDLE_APPROVALS).department_ids
