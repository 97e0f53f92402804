"""催报 by the calendar: who still owes is told before the deadline; the dispatcher, when the lock is due."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localtime

from core.accounts.actions import inbox
from core.accounts.models import RoleGrant, User
from core.accounts.roles import Can, Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from core.organisations.models import ReportingUnit
from reporting.choices import HANDED_IN
from reporting.models import ChaseNote, Duty, ReportingMonth

WORKING_DAYS_BEFORE = (2, 0)
"""A reminder two working days before the deadline and on the day itself."""


def open_months() -> list[ReportingMonth]:
    return list(ReportingMonth.objects.filter(locked_at__isnull=True).select_related("campaign"))


def due_today(now: datetime) -> bool:
    """Whether any open month has a reminder for the working day of `now`."""
    calendar, today = working_calendar(), now.date()
    for month in open_months():
        due_on = day_of(month.unit_due_at)
        left = calendar.used(today, due_on)
        if (left in WORKING_DAYS_BEFORE and today <= due_on) or today >= month.lock_due_on:
            return calendar.is_working(today)
    return False


@transaction.atomic
def chase(*, reporting_month: ReportingMonth, units: list[ReportingUnit], by: User, at: datetime) -> int:
    """发站内提醒: the dispatcher tells the people of chosen units what they still owe; returns how many were told."""
    by.may(Can.RUN_MONTH).require()
    if reporting_month.is_locked:
        raise Refused(f"{reporting_month.month.label}已经锁数，不再催报。", code="locked")
    told = _tell_owing(reporting_month, at=at, units=units)
    record(
        by=by.actor,
        at=at,
        action="month.chase",
        subject=("month", reporting_month.month),
        payload={"units": [unit.code for unit in units], "told": told},
    )
    return told


@transaction.atomic
def note_call(*, reporting_month: ReportingMonth, unit: ReportingUnit, text: str, by: User, at: datetime) -> ChaseNote:
    """记一笔: what a unit said on the phone."""
    by.may(Can.RUN_MONTH).require()
    if not text.strip():
        raise Refused("请写一句催办情况，如“15:30 打通，称今日下班前报”。", code="invalid")
    note = ChaseNote.objects.create(
        reporting_month=reporting_month,
        unit=unit,
        text=text.strip()[:200],
        at=at,
        by_id=by.pk,
        by_label=by.display_name,
    )
    record(by=by.actor, at=at, action="month.note_call", subject=("unit", unit.code), payload={"text": note.text})
    return note


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Put one item into the inbox of everybody who owes reports, and of dispatchers when the lock is due."""
    told = 0
    for month in open_months():
        told += _tell_owing(month, at=at)
        if at.date() >= month.lock_due_on:
            told += _tell_dispatchers(month, at=at)
    if told:
        record(by=SYSTEM, at=at, action="month.remind", subject=("day", at.date()), payload={"told": told})
    return told


def _tell_owing(month: ReportingMonth, *, at: datetime, units: list[ReportingUnit] | None = None) -> int:
    """Both who may fill a report: the people of its unit, and those of the firm that owns the project (市本级)."""
    duties = month.duties.exclude(state__in=HANDED_IN).order_by()
    if units is not None:
        duties = duties.filter(unit__in=units)
    told = 0
    for place, (path, roles) in _OWING.items():
        missing = dict(duties.exclude(**{path: None}).values_list(path).annotate(missing=Count("pk")))
        grants = RoleGrant.objects.filter(**{f"{place}_id__in": missing}, role__in=roles, ended_at__isnull=True)
        people: dict[int, list[int]] = {}
        for key, user_id in grants.values_list(f"{place}_id", "user_id"):
            people.setdefault(key, []).append(user_id)
        told += sum(_tell(month, _subject(month, place, key), missing[key], people[key], at=at) for key in people)
    return told


_OWING = {
    "unit": ("unit_id", (Role.COUNTY_REPORTER, Role.COUNTY_APPROVER)),
    "firm": ("listing__project__owner_id", (Role.OWNER_REPORTER,)),
}
"""By whose grant somebody owes a report: how a duty leads to the place, and the roles that are told."""


def _subject(month: ReportingMonth, place: str, key: int) -> str:
    return f"month:{month.month}:{place}:{key}"


def _tell(month: ReportingMonth, subject: str, missing: int, people: list[int], *, at: datetime) -> int:
    return inbox.notify(
        users=people,
        kind="month_owed",
        subject=subject,
        text=f"{month.month.short}月报还有{missing}项未报，{localtime(month.unit_due_at):%-m月%-d日%H时}截止",
        url=reverse("my_month"),
        at=at,
        due_at=month.unit_due_at,
    )


def settle(duties: Iterable[Duty], *, at: datetime) -> None:
    """Close the reminders of the units and owners that, with these reports of one month handed in, owe nothing more."""
    month, places = _places_of(duties)
    owed = Duty.objects.filter(reporting_month=month).exclude(state__in=HANDED_IN).order_by()
    settled: list[str] = []
    for place, keys in places.items():
        path = _OWING[place][0]
        open_ones = set(owed.filter(**{f"{path}__in": keys}).values_list(path, flat=True).distinct()) if keys else set()
        settled += [_subject(month, place, key) for key in sorted(keys - open_ones)]
    if settled:
        inbox.resolve(kind="month_owed", subject=settled, at=at)


def unsettle(duties: Iterable[Duty], *, settled_at: datetime) -> None:
    """Open the reminders again that were closed when these reports of one month were handed in at that moment."""
    month, places = _places_of(duties)
    told = [_subject(month, place, key) for place, keys in places.items() for key in sorted(keys)]
    inbox.reopen(kind="month_owed", subject=told, resolved_at=settled_at)


def _places_of(duties: Iterable[Duty]) -> tuple[ReportingMonth, dict[str, set[int]]]:
    """The month of these reports, and who owes them: the keys of units and of firms."""
    found = list(duties)
    owners = {duty.listing.project.owner_id for duty in found}
    return found[0].reporting_month, {"unit": {duty.unit_id for duty in found}, "firm": owners - {None}}


def settle_month(month: ReportingMonth, *, at: datetime) -> None:
    """Close what the lock of the month made pointless: nobody can report any more, and it need not be locked again."""
    reminded = [
        _subject(month, place, key)
        for place, (path, _) in _OWING.items()
        for key in month.duties.order_by().values_list(path, flat=True).distinct()
    ]
    inbox.resolve(kind="month_owed", subject=reminded, at=at)
    inbox.resolve(kind="lock_due", subject=f"month:{month.month}", at=at)


def _tell_dispatchers(month: ReportingMonth, *, at: datetime) -> int:
    return inbox.notify(
        users=User.objects.holding(Role.DISPATCHER),
        kind="lock_due",
        subject=f"month:{month.month}",
        text=f"{month.month.label}已到锁数日，请核对后锁数",
        url=reverse("bureau_month"),
        at=at,
    )
