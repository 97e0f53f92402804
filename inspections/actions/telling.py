"""Whom an order waits for, told by the inbox: the inspected side, the re-checkers, the bureau."""

from datetime import datetime

from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.organisations.calendar import closing_hour
from inspections.models import RectificationOrder

TO_MEND, TO_RECHECK, TO_CLOSE = "order_to_mend", "order_to_recheck", "order_to_close"
"""Kinds of inbox items: of the inspected side, of the re-checkers, of the bureau."""

LATE = "order_late"
"""The bureau's, while a reply or a re-check is overdue."""


def subject_of(order: RectificationOrder) -> str:
    return f"order:{order.pk}"


def tell_inspected(order: RectificationOrder, text: str, *, at: datetime) -> int:
    """The county's people of the project's unit, or its owner's."""
    listing = order.visit.listing
    county = User.objects.holding(Role.COUNTY_REPORTER, Role.COUNTY_APPROVER, unit_id=listing.unit_id)
    owner = User.objects.holding(Role.OWNER_REPORTER, firm_id=listing.project.owner_id or 0)
    return _tell(order, [*county, *owner], TO_MEND, text, at=at, due_at=closing_hour(order.due_on))


def tell_recheckers(order: RectificationOrder, text: str, *, at: datetime) -> int:
    """The rest of the team; the issuer may not re-check."""
    team = User.objects.filter(
        inspector__assignments__visit=order.visit_id, inspector__assignments__recused_at__isnull=True
    ).exclude(pk=order.issued_by_id)
    return _tell(order, list(team), TO_RECHECK, text, at=at)


def tell_bureau(order: RectificationOrder, text: str, *, at: datetime, kind: str = TO_CLOSE) -> int:
    return _tell(order, list(User.objects.holding(Role.SECTION_OFFICER)), kind, text, at=at)


def _tell(
    order: RectificationOrder, users: list[User], kind: str, text: str, *, at: datetime, due_at: datetime | None = None
) -> int:
    return inbox.notify(
        users=users,
        kind=kind,
        subject=subject_of(order),
        text=f"{order.visit.listing.project.name}：{text}",
        url=reverse("inspection_order", args=[order.pk]),
        at=at,
        due_at=due_at,
    )
