"""What every move of an order ends with: its state, its next deadline, what nobody waits for any more, the journal."""

from datetime import date, datetime

from core.accounts.actions import inbox
from core.accounts.models import User
from core.journal.actions import record
from inspections.choices import OrderState
from inspections.models import OrderDeadline, RectificationOrder
from inspections.states import ORDER

from .telling import LATE, subject_of


def move_order(order: RectificationOrder, move: str, *fields: str) -> None:
    """The next state, saved with the named fields."""
    order.state = OrderState(ORDER.transition(order.state, move).target)
    order.version += 1
    order.save(update_fields=["state", "version", *fields])


def add_deadline(  # noqa: PLR0913 - the columns of a deadline
    order: RectificationOrder,
    due: date,
    days: int,
    *,
    reason: str,
    by: User,
    at: datetime,
    is_extension: bool = False,
) -> None:
    """Another row; the order, saved by the caller, points to its date."""
    OrderDeadline.objects.create(
        order=order,
        sequence=order.deadlines.count() + 1,
        due_on=due,
        working_days=days,
        is_extension=is_extension,
        reason=reason,
        at=at,
        by_label=by.display_name,
    )
    order.due_on = due


def settle_order(order: RectificationOrder, kind: str, *, at: datetime) -> None:
    """What somebody was told to do is done; that it was late waits for nobody any more."""
    for each in (kind, LATE):
        inbox.resolve(kind=each, subject=subject_of(order), at=at)


def record_order(
    order: RectificationOrder, action: str, *, by: User, at: datetime, reason: str = "", **payload: object
) -> None:
    said: dict[str, object] = {"number": order.document_number, **payload}
    record(by=by.actor, at=at, action=action, subject=("rectification_order", order.pk), reason=reason, payload=said)
