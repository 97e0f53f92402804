from datetime import date

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import YES, Verdict, no
from dispatch.models.timeline import SetDate
from projects.models import Listing

NOT_YOURS = no("这件事不归您办理；如需变更，请与当前层级的办理人联系。", code="forbidden")


def allow_if(allowed: bool) -> Verdict:
    """A plain fact about the person made a verdict."""
    return YES if allowed else NOT_YOURS


def reaches(user: User, right: Can, listing: Listing) -> bool:
    scope = user.scope(right)
    return scope.whole_city or listing.unit_id in scope.unit_ids or listing.project.owner_id in scope.firm_ids


def second_person(user: User, move: str, applicant_id: int | None) -> Verdict:
    """销号: nobody confirms, or turns down, what he himself reported as done."""
    if move in {"close", "fail"} and applicant_id == user.pk:
        return no("销号须由申请人以外的人确认，请由另一人办理。", code="own_application")
    return YES


def in_time(deadline: SetDate | None, move: str, today: date) -> Verdict:
    if move == "extend" and deadline is not None and deadline.due_on < today:
        return no("期限已过，不能再延期；请提级协调或如实报办理情况。", code="overdue")
    return YES
