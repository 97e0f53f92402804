"""Verbs of the house's organisations: installing the reference data, keeping the working calendar."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor

from . import reference
from .choices import DaySource
from .models import CalendarDay, Department, RankingGroup, Region, ReportingUnit


@dataclass(frozen=True)
class Installed:
    """How many rows one installation added; all zero when everything was there."""

    regions: int
    groups: int
    units: int
    departments: int
    calendar_days: int

    @property
    def total(self) -> int:
        return self.regions + self.groups + self.units + self.departments + self.calendar_days


@transaction.atomic
def install_reference_data(*, at: datetime, by: Actor) -> Installed:
    """Add the regions, ranking groups, 14 units, departments and announced days that are missing.

    Safe to repeat: rows that exist keep what people made of them, and an installation that adds nothing leaves no
    journal entry. A day that somebody removed from the calendar comes back.
    """
    installed = Installed(
        regions=_add_regions(),
        groups=_add_groups(),
        units=_add_units(),
        departments=_add_departments(),
        calendar_days=_add_calendar_days(),
    )
    if installed.total:
        payload: dict[str, object] = dict(vars(installed))
        record(by=by, at=at, action="organisations.install_reference_data", payload=payload)
    return installed


def _add_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    rows = [Region(code=code, name=name) for code, name in reference.REGIONS.items() if code not in known]
    return len(Region.objects.bulk_create(rows))


def _add_groups() -> int:
    known = set(RankingGroup.objects.values_list("code", flat=True))
    rows = [
        RankingGroup(code=code, name=name, order=order)
        for order, (code, name) in enumerate(reference.RANKING_GROUPS.items(), start=1)
        if code not in known
    ]
    return len(RankingGroup.objects.bulk_create(rows))


def _add_units() -> int:
    known = set(ReportingUnit.objects.values_list("code", flat=True))
    regions = dict(Region.objects.values_list("code", "pk"))
    groups = dict(RankingGroup.objects.values_list("code", "pk"))
    rows = [
        ReportingUnit(
            code=row.code,
            name=row.name,
            short_name=row.short_name or row.name,
            kind=row.kind,
            region_id=regions[row.region] if row.region else None,
            group_id=groups[row.group],
            is_ranked=row.is_ranked,
            order=order,
            tile_row=row.tile[0],
            tile_column=row.tile[1],
        )
        for order, row in enumerate(reference.UNITS, start=1)
        if row.code not in known
    ]
    added = ReportingUnit.objects.bulk_create(rows)
    for row in reference.UNITS:
        if row.merged_into and row.code not in known:
            whole = ReportingUnit.objects.get(code=row.merged_into)
            ReportingUnit.objects.filter(code=row.code).update(merged_into=whole)
    return len(added)


def _add_departments() -> int:
    known = set(Department.objects.values_list("code", flat=True))
    named = [(code, name, False) for code, name in reference.MEMBERS.items()]
    named += [(code, name, True) for code, name in reference.SECTIONS.items()]
    rows = [
        Department(code=code, name=name, is_bureau_section=is_section, order=order)
        for order, (code, name, is_section) in enumerate(named, start=1)
        if code not in known
    ]
    return len(Department.objects.bulk_create(rows))


def _add_calendar_days() -> int:
    known = set(CalendarDay.objects.values_list("date", flat=True))
    rows = [
        CalendarDay(date=day.date, is_working=day.is_working, source=DaySource.PACKAGE, note=day.note)
        for day in reference.announced_days()
        if day.date not in known
    ]
    return len(CalendarDay.objects.bulk_create(rows))


@transaction.atomic
def set_calendar_day(*, day: date, is_working: bool, note: str, at: datetime, by: Actor) -> CalendarDay:
    """Say that a day is worked or not, whether or not it had a row; deadlines follow. Refused without a note."""
    if not note.strip():
        raise Refused("请注明依据，例如“国办发明电〔2017〕12号”", code="invalid", field_errors={"note": ["请注明依据"]})
    before = CalendarDay.objects.select_for_update().filter(date=day).first()
    values = {"is_working": is_working, "note": note.strip(), "source": DaySource.ENTERED}
    row, _ = CalendarDay.objects.update_or_create(date=day, defaults=values)
    record(
        by=by,
        at=at,
        action="organisations.set_calendar_day",
        subject=("calendar_day", day.isoformat()),
        reason=row.note,
        payload={"was": before.is_working if before else None, "is_working": is_working},
    )
    return row


@transaction.atomic
def remove_calendar_day(*, day: date, at: datetime, by: Actor) -> None:
    """Let a day follow its weekday again. Refused when the day has no row."""
    row = CalendarDay.objects.select_for_update().filter(date=day).first()
    if row is None:
        raise Refused(f"{day} 不在日历中，无需移除", code="stale")
    payload: dict[str, object] = {"was": row.is_working, "note": row.note}
    row.delete()
    record(
        by=by,
        at=at,
        action="organisations.remove_calendar_day",
        subject=("calendar_day", day.isoformat()),
        payload=payload,
    )
