"""The inspections of a project, as far as they exist for the reader: nothing before a check-in."""

from dataclasses import dataclass

from django.db.models import Count, F

from core.accounts.models import User
from inspections.choices import REVEALED, VisitState
from inspections.models import RectificationOrder, Visit
from projects.models import Listing

SHOWN = 6


@dataclass(frozen=True)
class Inspected:
    """One visit with what may be said of it, and its order."""

    visit: Visit
    words: str
    order: RectificationOrder | None


def inspections_of(listing: Listing, reader: User) -> list[Inspected]:
    """The newest visits to the project, one statement."""
    rows = (
        Visit.objects.visible_to(reader)
        .filter(listing__project=listing.project_id, state__in=REVEALED)
        .select_related("programme", "order")
        .annotate(found=Count("findings"), order_number=F("order__number"))
    )
    return [_inspected(each) for each in rows.order_by("-checked_in_at")[:SHOWN]]


def _inspected(visit: Visit) -> Inspected:
    finished = visit.state == VisitState.FINISHED
    words = f"得分 {visit.score:.1f}，问题 {visit.found} 条" if finished else "正在检查"
    return Inspected(visit, words, visit.order if visit.order_number else None)
