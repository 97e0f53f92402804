"""What waits for people. Called inside the action that makes it true or untrue, before that action's journal entry."""

from collections.abc import Iterable
from datetime import datetime

from core.accounts.models import InboxItem, User


def notify(  # noqa: PLR0913 - the columns of one item
    *,
    users: User | int | Iterable[User | int],
    kind: str,
    subject: str,
    text: str,
    url: str,
    at: datetime,
    due_at: datetime | None = None,
) -> int:
    """Put one item into each person's inbox, in one statement; returns how many.

    One item per (person, kind, subject): telling again renews the words and opens a resolved item.
    """
    people = [users] if isinstance(users, User | int) else users
    ids = {person.pk if isinstance(person, User) else person for person in people}
    items = [
        InboxItem(user_id=pk, kind=kind, subject=subject, text=text[:200], url=url, at=at, due_at=due_at) for pk in ids
    ]
    InboxItem.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["user", "kind", "subject"],
        update_fields=["text", "url", "at", "due_at", "resolved_at"],
    )
    return len(items)


def reopen(*, kind: str, subject: Iterable[str], resolved_at: datetime) -> int:
    """Open again what was closed at this very moment by an act that is now taken back; returns how many."""
    closed = InboxItem.objects.filter(kind=kind, subject__in=list(subject), resolved_at=resolved_at)
    return closed.update(resolved_at=None)


def resolve(*, kind: str, subject: str | Iterable[str], at: datetime) -> int:
    """Close the open items of a kind about one or several subjects, for everybody; returns how many were open."""
    subjects = [subject] if isinstance(subject, str) else list(subject)
    return InboxItem.objects.filter(kind=kind, subject__in=subjects, resolved_at__isnull=True).update(resolved_at=at)


def reschedule(*, kind: str, subject: str, due_at: datetime | None) -> int:
    """Set another deadline to the open items about a subject; returns how many had a different one."""
    waiting = InboxItem.objects.filter(kind=kind, subject=subject, resolved_at__isnull=True)
    return waiting.exclude(due_at=due_at).update(due_at=due_at)
