"""Moving the demonstration's clock forward, so that a visitor can walk through the whole month. Never backwards."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.verdict import YES, Refused, Verdict, no
from core.foundation.working_days import WorkingCalendar
from reporting.calendar import OPENS_DAY
from reporting.models import ReportingMonth

MORNING = time(9, 0)


@dataclass(frozen=True)
class Move:
    """One button of the clock menu: `to` is the moment it leads to."""

    move: str
    label: str
    to: datetime
    verdict: Verdict


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))


def moves_for(user: User, month: ReportingMonth | None) -> list[Move]:
    """A day, to the lock of the month people work on, and to the opening of the next one."""
    if not user.may(Can.MOVE_DEMONSTRATION_CLOCK) or month is None:
        return []
    now = clock.now()
    calendar = WorkingCalendar({})  # weekdays will do for a visitor's convenience, and every page shows this menu
    tomorrow = _morning(calendar.on_or_after((now + timedelta(days=1)).date()))
    lock = _morning(month.lock_due_on)
    following = _morning(calendar.on_or_after(month.month.next().first.replace(day=OPENS_DAY)))
    locked_first = YES if month.is_locked else no(f"{month.month.short}锁数后，下月才会开放。")
    passed = no("已经过了这个时间。")
    return [
        Move("day", f"到下一个工作日（{tomorrow:%m月%d日}）", tomorrow, YES),
        Move("lock", f"到{month.month.short}锁数日（{lock:%m月%d日}）", lock, YES if lock > now else passed),
        Move(
            "next_month",
            f"到{month.month.next().short}开放日（{following:%m月%d日}）",
            following,
            locked_first if following > now else passed,
        ),
    ]


def move(name: str, *, user: User, month: ReportingMonth | None) -> Move:
    """Do it. Refused for an unknown move, one that lies in the past, or a person without the right."""
    user.may(Can.MOVE_DEMONSTRATION_CLOCK).require()
    chosen = next((each for each in moves_for(user, month) if each.move == name), None)
    if chosen is None:
        raise Refused("没有这个时间可选，请从菜单中选择。", code="invalid")
    chosen.verdict.require()
    clock.move_to(chosen.to)
    return chosen
