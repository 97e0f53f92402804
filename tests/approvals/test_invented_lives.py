"""Invented lives of files through the actions themselves: what the rows say at the end is what a plain recount says."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.actions import deciding
from approvals.models import ApprovalCase
from core.foundation.working_days import WorkingCalendar, statutory_days

from .world import SHANGHAI, Office

DAY = timedelta(days=1)
CALENDAR = WorkingCalendar(statutory_days(range(2018, 2021)))
ACCEPTED = st.integers(0, 330).map(lambda offset: date(2018, 1, 16) + DAY * offset)
LIFE = st.lists(st.tuples(st.sampled_from(["pause", "resume", "extend"]), st.integers(0, 12)), max_size=7)


@dataclass
class Recount:
    """A file in plain Python: when it was accepted, its stops as pairs of days, its limit."""

    accepted_on: date
    limit: int
    stops: list[list[date]] = field(default_factory=list)

    def used(self, until: date) -> int:
        day, used = self.accepted_on, 0
        while day < until:
            day += DAY
            used += CALENDAR.is_working(day) and not any(begun < day <= ended for begun, ended in self.stops)
        return used


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACCEPTED, LIFE, st.integers(0, 12))
def test_pauses_and_extensions_in_any_order_settle_to_the_recount(
    office: Office, accepted_on: date, life: list[tuple[str, int]], rest: int
) -> None:
    with transaction.atomic():
        listing = office.project(f"L{ApprovalCase.objects.count()}")
        live(office, office.accepted(listing, "LX01", noon(accepted_on)), life, rest)
        transaction.set_rollback(True)


def live(office: Office, case: ApprovalCase, life: list[tuple[str, int]], rest: int) -> None:
    told, day = Recount(case.accepted_on, case.limit_days), case.accepted_on
    for move, days in life:
        day += DAY * days
        if move == "pause" and case.state == "in_review":
            case = office.pause(case, noon(day))
            told.stops.append([day, date.max])
        elif move == "resume" and case.state == "paused":
            case = office.resume(case, noon(day))
            told.stops[-1][1] = day
        elif move == "extend" and case.state == "in_review" and not case.extension_days and day < case.over_from:
            case = office.extend(case, noon(day), days=1 + days % 10)
            told.limit += 1 + days % 10
    day += DAY * rest
    if case.state == "paused":
        case = office.resume(case, noon(day))
        told.stops[-1][1] = day
    assert case.due_on is not None
    assert told.used(case.due_on) <= told.limit < told.used(case.over_from)
    outcome = deciding.Outcome("refuse", "泉发改审〔2018〕9号", "不符合规划")
    decided = deciding.decide(
        case_id=case.pk, seen_version=case.version, outcome=outcome, by=office.officer, at=noon(day)
    )
    assert decided.used_days == told.used(day)
    assert (decided.light(day) == "done_late") == (told.used(day) > told.limit)
