"""Invented lives of files through the actions themselves: what the rows say at the end is what a plain recount says.

The recount knows nothing of the clock: it walks the days once, with what happened written down beside them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.actions import calendar, deciding
from approvals.models import ApprovalCase, Matter
from approvals.rollups import standing
from core.foundation.working_days import statutory_days
from core.journal.actor import SYSTEM
from core.organisations.actions import set_calendar_day

from .world import SHANGHAI, Office

DAY = timedelta(days=1)
ANNOUNCED = statutory_days(range(2018, 2021))
ACCEPTED = st.integers(0, 330).map(lambda offset: date(2018, 1, 16) + DAY * offset)
MOVES = ["pause", "rectify", "resume", "extend", "holiday", "extra"]
LIFE = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 12)), max_size=8)


@dataclass
class Recount:
    """A file in plain Python: its stops as [begun, ended, began anew], its limit, and days announced on its way."""

    accepted_on: date
    limit: int
    stops: list[tuple[date, date, bool]] = field(default_factory=list)
    changed: dict[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        return self.changed.get(day, ANNOUNCED.get(day, day.weekday() < 5))

    def used(self, until: date) -> tuple[int, int]:
        """(days of the limit, days dropped before)."""
        day, used, dropped = self.accepted_on, 0, 0
        while day < until:
            day += DAY
            used += self.works(day) and not any(begun < day <= ended for begun, ended, _ in self.stops)
            if any(anew and ended == day for _, ended, anew in self.stops):
                used, dropped = 0, dropped + used
        return used, dropped

    def begin(self, day: date, *, anew: bool) -> None:
        self.stops.append((day, date.max, anew))

    def end(self, day: date) -> None:
        begun, _, anew = self.stops[-1]
        self.stops[-1] = (begun, day, anew)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=SHANGHAI)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACCEPTED, LIFE, st.integers(0, 12))
def test_stops_restarts_extensions_and_calendars_in_any_order_settle_to_the_recount(
    office: Office, accepted_on: date, life: list[tuple[str, int]], rest: int
) -> None:
    with transaction.atomic():
        Matter.objects.filter(code="LX01").update(resume_mode="restart")
        listing = office.project(f"L{ApprovalCase.objects.count()}")
        live(office, office.accepted(listing, "LX01", noon(accepted_on)), life, rest)
        transaction.set_rollback(True)


def live(office: Office, case: ApprovalCase, life: list[tuple[str, int]], rest: int) -> None:
    told, day = Recount(case.accepted_on, case.limit_days), case.accepted_on
    for move, days in life:
        day += DAY * days
        case = happen(office, case, told, move, day, days)
        dates_agree(case, told)
    day += DAY * rest
    if case.state == "paused":
        case = happen(office, case, told, "resume", day, 0)
    decide_and_compare(office, case, told, day)


def happen(office: Office, case: ApprovalCase, told: Recount, move: str, day: date, days: int) -> ApprovalCase:
    """The move where the file's state has it, here and in the recount; else nothing."""
    if move in {"holiday", "extra"}:
        ahead = day + DAY * (1 + days)
        told.changed[ahead] = move == "extra"
        set_calendar_day(day=ahead, is_working=move == "extra", note="调整", by=SYSTEM, at=noon(day))
        calendar.reckon_all(at=noon(day))
        return ApprovalCase.objects.get(pk=case.pk)
    if move in {"pause", "rectify"} and case.state == "in_review":
        told.begin(day, anew=move == "rectify")
        return office.pause(case, noon(day), kind="rectification" if move == "rectify" else "testing")
    if move == "resume" and case.state == "paused":
        told.end(day)
        return office.resume(case, noon(day))
    if move == "extend" and case.state == "in_review" and not case.extension_days and day < case.over_from:
        told.limit += 1 + days % 10
        return office.extend(case, noon(day), days=1 + days % 10)
    return case


def dates_agree(case: ApprovalCase, told: Recount) -> None:
    """What lists and tick go by: the last day in time, the first beyond it, none while a stop is open before them."""
    assert case.extension_days == sum(row.days for row in case.extensions.all()) == told.limit - case.limit_days
    if case.over_from is None:
        assert case.state == "paused"
        assert told.used(told.stops[-1][0] + DAY * 400)[0] <= told.limit
    else:
        assert told.works(case.due_on)
        assert told.used(case.due_on)[0] <= told.limit < told.used(case.over_from)[0]


def decide_and_compare(office: Office, case: ApprovalCase, told: Recount, day: date) -> None:
    seen = {"case_id": case.pk, "seen_version": case.version}
    granted = deciding.Outcome("grant", "泉发改审〔2018〕9号")
    decided = deciding.decide(**seen, outcome=granted, by=office.officer, at=noon(day))
    used, dropped = told.used(day)
    assert (decided.used_days, decided.dropped_days) == (used, dropped)
    assert (decided.light(day) == "done_late") == (used > told.limit)
    assert standing(ApprovalCase.objects.all(), today=day).green.saved == case.ordinary_days - used - dropped
