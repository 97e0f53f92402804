"""Who is reminded of what: orders and re-checks that fall due, results that have to be published.

A reminder has a name, “o31.0803.due”: what, which row, which deadline, which stage. The name is claimed once
(`core.operations.periods`), so nobody is told twice; it is worked out from what stands now, so a day on which nothing
ran loses nothing: the next one finds the later stage. Nothing is said of a visit before its check-in, since none of the
three exists by then.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.foundation.working_days import WorkingCalendar
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from inspections.choices import OPEN_ORDERS, OPEN_VISITS, DrawState, OrderState
from inspections.models import Draw, RectificationOrder

from .holding import held_draw, held_order
from .plans import TO_PUBLISH
from .telling import LATE, tell_bureau, tell_inspected, tell_recheckers

PUBLISH_WITHIN_DAYS = 20
"""Working days from the last visit (政府信息公开条例 art. 26)."""

SOON_DAYS = {"o": 2, "r": 2, "p": 5}
"""Working days before the deadline at which an order, a re-check, a publication is called to mind first."""

WORDS = {"soon": "还有{left}个工作日到期", "due": "今日到期", "late": "已逾期"}


def due_reminders(now: datetime) -> Iterator[str]:
    """Names of what has to be called to mind today; nothing on days that are not worked."""
    today, calendar = day_of(now), working_calendar()
    if not calendar.is_working(today):
        return
    for letter, pk, due_on in (*_orders(), *_results(calendar)):
        stage = stage_of(due_on, today, calendar, soon=SOON_DAYS[letter])
        if stage:
            yield f"{letter}{pk}.{due_on:%m%d}.{stage}"


def stage_of(due_on: date, today: date, calendar: WorkingCalendar, *, soon: int) -> str:
    """soon, due or late; empty while there is time. The day itself is still on time."""
    if today > due_on:
        return "late"
    if today == due_on:
        return "due"
    return "soon" if calendar.used(today, due_on) <= soon else ""


def _orders() -> Iterator[tuple[str, int, date]]:
    rows = RectificationOrder.objects.filter(state__in=(*OPEN_ORDERS, OrderState.REPLIED))
    for pk, state, due_on, recheck_due_on in rows.values_list("pk", "state", "due_on", "recheck_due_on"):
        yield ("r", pk, recheck_due_on) if state == OrderState.REPLIED else ("o", pk, due_on)


def _results(calendar: WorkingCalendar) -> Iterator[tuple[str, int, date]]:
    for draw in over_and_unpublished():
        yield "p", draw.pk, publish_by(draw.ended_at, calendar)


def over_and_unpublished() -> list[Draw]:
    """Rounds whose last visit is over, with `ended_at`, and whose results stand nowhere yet."""
    left = Count("visits", filter=Q(visits__state__in=OPEN_VISITS))
    rows = Draw.objects.without_texts().filter(state=DrawState.DRAWN, results_at__isnull=True)
    return list(rows.annotate(left=left, ended_at=Max("visits__finished_at")).filter(left=0, ended_at__isnull=False))


def publish_by(ended_at: datetime, calendar: WorkingCalendar) -> date:
    """The last day on which the results of a round that ended then are published in time."""
    return calendar.add(day_of(ended_at), PUBLISH_WITHIN_DAYS)


@transaction.atomic
def remind(name: str, *, at: datetime) -> int:
    """Tell whoever it waits for, judged again under the lock; returns how many people."""
    what, _, stage = name.split(".")
    letter, pk = what[0], int(what[1:])
    told = _of_results(pk, stage, at=at) if letter == "p" else _of_order(letter, pk, stage, at=at)
    if told:
        record(by=SYSTEM, at=at, action="inspection.remind", payload={"name": name, "told": told})
    return told


def _of_order(letter: str, pk: int, stage: str, *, at: datetime) -> int:
    order = held_order(pk, seen_version=None)
    replied = order.state == OrderState.REPLIED
    if replied != (letter == "r") or order.state not in (*OPEN_ORDERS, OrderState.REPLIED):
        return 0
    due_on = order.recheck_due_on if replied else order.due_on
    words = _words(stage, due_on, at)
    if replied:
        text = f"{order.document_number} 待复查，{words}"
        told = tell_recheckers(order, text, at=at)
    else:
        text = f"{order.document_number} 待整改报送，{words}"
        told = tell_inspected(order, text, at=at)
    return told + (tell_bureau(order, text, at=at, kind=LATE) if stage == "late" else 0)


def _of_results(pk: int, stage: str, *, at: datetime) -> int:
    draw = held_draw(pk)
    waiting = next((each for each in over_and_unpublished() if each.pk == pk), None)
    if waiting is None:
        return 0
    words = _words(stage, publish_by(waiting.ended_at, working_calendar()), at)
    return inbox.notify(
        users=User.objects.holding(Role.SECTION_OFFICER),
        kind=TO_PUBLISH,
        subject=f"results:{pk}",
        text=f"{draw.programme.name}第{draw.number}轮：检查结果待公布，{words}",
        url=reverse("inspection_draw", args=[pk]),
        at=at,
    )


def _words(stage: str, due_on: date, at: datetime) -> str:
    left = working_calendar().used(day_of(at), due_on)
    return f"期限{due_on:%-m月%-d日}，{WORDS[stage].format(left=left)}"
