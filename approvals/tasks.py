"""What the calendar starts: silence becomes acceptance, late files go to dispatch, clocks follow a changed calendar,
editions of the guide come into force."""

from collections.abc import Iterator
from datetime import datetime

from core.foundation.canonical import canonical_json, sha256_hex
from core.operations.models import PeriodRun
from core.operations.periods import due
from core.organisations.models import CalendarDay

from .actions import calendar, drafts
from .choices import DraftState
from .models import ApprovalCase, GuideDraft

FOLLOW = "approvals.follow_calendar"


def _today(now: datetime) -> Iterator[str]:
    """Today once, while any file is open; a day missed is made up for by the next: the work asks what stands."""
    if ApprovalCase.objects.open().exists():
        yield now.date().isoformat()


@due("approvals.silence", periods=_today)
def silence(_period: str, now: datetime) -> None:
    calendar.accept_silent(at=now)


def _guides(now: datetime) -> Iterator[str]:
    """Today once, while an edition waits whose day has come."""
    waiting = GuideDraft.objects.filter(state=DraftState.SCHEDULED, effective_on__lte=now.date())
    if waiting.exists():
        yield now.date().isoformat()


@due("approvals.publish_guide", periods=_guides)
def publish_guide(_period: str, now: datetime) -> None:
    drafts.publish_due(at=now)


@due("approvals.overdue", periods=_today)
def overdue(_period: str, now: datetime) -> None:
    calendar.raise_overdue(at=now)


def _calendars(_now: datetime) -> Iterator[str]:
    """A name for the working calendar when it differs from the one last followed; a calendar that comes back is new.

    While no file is open nothing depends on it.
    """
    if not ApprovalCase.objects.open().exists():
        return
    days = list(CalendarDay.objects.order_by("date").values_list("date", "is_working"))
    state = sha256_hex(canonical_json(days))[:12]
    followed = PeriodRun.objects.filter(name=FOLLOW).order_by("pk")
    last = followed.last()
    if last is None or not last.period.startswith(state):
        yield f"{state}.{followed.count()}"


@due(FOLLOW, periods=_calendars)
def follow_calendar(_state: str, now: datetime) -> None:
    calendar.reckon_all(at=now)
