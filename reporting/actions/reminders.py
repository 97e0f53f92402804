"""催报 by the calendar: who still owes is told before the deadline; the dispatcher, when the lock is due."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from core.accounts.actions import inbox
from core.accounts.models import RoleGrant, User
from core.accounts.roles import Can, Role
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import SYSTEM
from core.organisations.calendar import working_calendar
from core.organisations.models import ReportingUnit
from reporting.choices import HANDED_IN
from reporting.models import ChaseNote, ReportingMonth

WORKING_DAYS_BEFORE = (2, 0)
"""A reminder two working days before the deadline and on the day itself."""


def open_months() -> list[ReportingMonth]:
    return list(ReportingMonth.objects.filter(locked_at__isnull=True).select_related("campaign"))


def due_today(now: datetime) -> bool:
    """Whether any open month has a reminder for the working day of `now`."""
    calendar, today = working_calendar(), now.date()
    for month in open_months():
        due_on = localtime(month.unit_due_at).date()
        left = calendar.used(today, due_on)
        if (left in WORKING_DAYS_BEFORE and today <= due_on) or today >= month.lock_due_on:
            return calendar.is_working(today)
    return False


@transaction.atomic
def chase(*, reporting_month: ReportingMonth, units: list[ReportingUnit], by: User, at: datetime) -> int:
    """发站内提醒: the dispatcher tells the people of chosen units what they still owe; returns how many were told."""
    by.may(Can.RUN_MONTH).require()
    told = _tell_units(reporting_month, at=at, units=units)
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
    """Put one item into the inbox of everybody whose unit owes reports, and of dispatchers when the lock is due."""
    told = 0
    for month in open_months():
        told += _tell_units(month, at=at)
        if at.date() >= month.lock_due_on:
            told += _tell_dispatchers(month, at=at)
    if told:
        record(by=SYSTEM, at=at, action="month.remind", subject=("day", at.date()), payload={"told": told})
    return told


def _tell_units(month: ReportingMonth, *, at: datetime, units: list[ReportingUnit] | None = None) -> int:
    duties = month.duties.exclude(state__in=HANDED_IN)
    if units is not None:
        duties = duties.filter(unit__in=units)
    owing = duties.values("unit_id").annotate(missing=Count("pk"))
    missing = {row["unit_id"]: row["missing"] for row in owing}
    grants = RoleGrant.objects.filter(
        Q(role=Role.COUNTY_REPORTER) | Q(role=Role.COUNTY_APPROVER), unit_id__in=missing, ended_at__isnull=True
    )
    by_unit: dict[int, list[int]] = {}
    for grant in grants.only("unit_id", "user_id"):
        by_unit.setdefault(grant.unit_id, []).append(grant.user_id)
    return sum(
        inbox.notify(
            users=people,
            kind="month_owed",
            subject=f"month:{month.month}:{unit_id}",
            text=f"{month.month.short}月报还有{missing[unit_id]}项未报，{localtime(month.unit_due_at):%-m月%-d日%H时}截止",
            url=reverse("my_month"),
            at=at,
            due_at=month.unit_due_at,
        )
        for unit_id, people in by_unit.items()
    )


def _tell_dispatchers(month: ReportingMonth, *, at: datetime) -> int:
    people = RoleGrant.objects.filter(role=Role.DISPATCHER, ended_at__isnull=True).values_list("user_id", flat=True)
    return inbox.notify(
        users=list(people),
        kind="lock_due",
        subject=f"month:{month.month}",
        text=f"{month.month.label}已到锁数日，请核对后锁数",
        url=reverse("bureau_month"),
        at=at,
    )
