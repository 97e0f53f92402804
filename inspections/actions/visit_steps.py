"""Who acts on site, and what the journal holds of it."""

from datetime import datetime

from core.accounts.models import User
from core.journal.actions import record
from inspections import permissions
from inspections.models import Inspector, Visit


def own_place(by: User, visit: Visit) -> Inspector:
    """Who the person is on this visit; asked after the right to act there."""
    return permissions.standing_assignment(by, visit).inspector


def record_visit(visit: Visit, action: str, *, by: User, at: datetime, **payload: object) -> None:
    """Only from the check-in on does an entry name the site: everything before is the draw's."""
    said: dict[str, object] = {"project": visit.listing.project.code, **payload}
    record(by=by.actor, at=at, action=action, subject=("inspection_visit", visit.code), payload=said)
