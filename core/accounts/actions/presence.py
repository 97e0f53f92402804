"""Who came and went: entries of the journal without any row of their own."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.journal.actions import record
from core.journal.actor import Actor


@transaction.atomic
def note_log_in(*, user: User, address: str, way: str, at: datetime) -> None:
    """`way` is "page" or "token"."""
    payload: dict[str, object] = {"address": address, "way": way}
    record(by=user.actor, at=at, action="accounts.log_in", subject=("user", user.pk), payload=payload)


@transaction.atomic
def note_log_out(*, user: User, at: datetime) -> None:
    record(by=user.actor, at=at, action="accounts.log_out", subject=("user", user.pk))


@transaction.atomic
def note_lock_out(*, username: str, address: str, at: datetime) -> None:
    """Wrong passwords closed an account for a while. A name nobody has is not written down: it may be a password."""
    user = User.objects.filter(username=username).first()
    by = Actor(id=None, label="未知来访者")
    subject = ("user", user.pk) if user else ("user", "")
    record(by=by, at=at, action="accounts.lock_out", subject=subject, payload={"address": address})
