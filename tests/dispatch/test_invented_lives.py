"""Invented lives of problems through the actions themselves: the deadline is what a plain recount of days says.

No move but an extension's row makes a deadline later than the rule, in whatever order and on whatever day people act;
the calendar ticks between, and misses days. Across the Spring Festival of 2018 (15–21 February).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.foundation.working_days import WorkingCalendar, statutory_days
from dispatch.actions import proposals, requests, ticks
from dispatch.choices import RUNNING, ProblemState, RequestKind, Tier
from dispatch.models import Problem
from dispatch.states import PROBLEM

from .world import DispatchWorld, moment

DAY = timedelta(days=1)
CALENDAR = WorkingCalendar(statutory_days([2018]))
LIFE = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 11)), min_size=2, max_size=10)
GIVEN = {Tier.COUNTY: 5, Tier.BUREAU: 10, Tier.CITY: 15}


def worked(start: date, end: date) -> int:
    """Working days in (start, end], counted one by one."""
    return sum(CALENDAR.is_working(start + DAY * number) for number in range(1, (end - start).days + 1))


@dataclass
class Recount:
    """One clock in plain Python: days given, days spent while it ran, since when it runs."""

    tier: int = Tier.COUNTY
    runs: bool = False
    given: int = 0
    spent: int = 0
    runs_from: date = date.min
    passed_on: date | None = None
    """The deadline that had passed before the clock stopped: it stays."""

    @property
    def due(self) -> date:
        if self.passed_on is not None:
            return self.passed_on
        day, left = self.runs_from, self.given - self.spent
        while left > 0 or not CALENDAR.is_working(day):
            day += DAY
            left -= CALENDAR.is_working(day)
        return day

    def begin(self, tier: int, on: date) -> None:
        meeting = on + DAY * 30
        while not CALENDAR.is_working(meeting):
            meeting += DAY
        self.given = worked(on, meeting) if tier == Tier.MEETING else GIVEN[Tier(tier)]
        self.tier, self.runs, self.spent, self.runs_from, self.passed_on = tier, True, 0, on, None

    def stop(self, on: date) -> None:
        self.runs = False
        if on > self.due:
            self.passed_on = self.due
        else:
            self.spent += worked(self.runs_from, on)

    def run(self, on: date) -> None:
        self.runs, self.runs_from = True, on

    def tick(self, on: date) -> None:
        """A county's time is over: the bureau has the problem from this day."""
        if self.runs and self.tier == Tier.COUNTY and self.due < on:
            self.begin(Tier.BUREAU, on)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 40), LIFE)
def test_no_move_but_an_extension_makes_a_deadline_later_than_the_rule(
    world: DispatchWorld, start: int, life: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        _Life(world, date(2018, 1, 29) + DAY * start).live(life)
        transaction.set_rollback(True)


class _Life:
    def __init__(self, world: DispatchWorld, on: date) -> None:
        self.world, self.day, self.minute = world, on, 0
        self.made = world.report(at=self.now())
        self.told = Recount()
        self.told.begin(Tier.COUNTY, on)

    def now(self) -> datetime:
        self.minute += 1
        return moment(self.day.month, self.day.day, 9) + timedelta(minutes=self.minute)

    @property
    def problem(self) -> Problem:
        return Problem.objects.select_related("deadline").get(pk=self.made.pk)

    def live(self, life: list[tuple[int, int]]) -> None:
        for days, choice in life:
            self.pass_time(days)
            moves = self.moves(self.problem)
            self.go(moves[choice % len(moves)])
            self.compare()
        rows = list(self.made.deadlines.order_by("number"))
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))

    def compare(self) -> None:
        now = self.problem
        assert (now.tier, now.state in RUNNING) == (self.told.tier, self.told.runs)
        if self.told.runs:
            assert now.deadline.due_on == self.told.due, (now.state, now.tier)

    def pass_time(self, days: int) -> None:
        """The calendar ticks when the days are over, on a worked day; days between it may have missed."""
        if not days:
            return
        self.day, self.minute = self.day + DAY * days, 0
        if CALENDAR.is_working(self.day):
            ticks.rise(at=moment(self.day.month, self.day.day, 0))
            self.told.tick(self.day)
            self.compare()

    def moves(self, now: Problem) -> list[str]:
        open_to = [row.move for row in PROBLEM.moves_from(now.state) if row.move not in {"raise", "extend"}]
        if now.state in RUNNING and now.tier in {Tier.BUREAU, Tier.MEETING}:
            open_to.append("escalate")
        if now.state in RUNNING and now.tier == Tier.COUNTY:
            open_to.append("raise")
        if now.state in {"accepted", "in_coordination"} and now.deadline.due_on >= self.day:
            open_to.append("extend")
        return open_to

    def go(self, move: str) -> None:
        now, cast = self.problem, self.world.cast
        if move == "escalate":
            return self.escalate(now)
        county = now.tier == Tier.COUNTY
        if move in RequestKind.values and not county:
            return self.ask(now, move)
        owner, above = (cast.jinjiang_approver, cast.dispatcher) if county else (cast.dispatcher, cast.bureau_leader)
        by = {
            "report": cast.jinjiang_reporter,
            "resolve": cast.jinjiang_reporter,
            "suspend": above,
            "resume": above,
            "reopen": above,
            "extend": above,
        }.get(move, owner)
        self.world.go(now, move, by=by, at=self.now(), **({"working_days": 3} if move == "extend" else {}))
        return self.recount(move)

    def recount(self, move: str) -> None:
        if move in {"return", "resolve", "suspend"}:
            self.told.stop(self.day)
        elif move in {"report", "fail", "resume"}:
            self.told.run(self.day)
        elif move in {"raise", "reopen"}:
            self.told.begin(self.problem.tier, self.day)
        elif move == "extend":
            self.told.given += 3

    def ask(self, now: Problem, kind: str) -> None:
        """Above the county: one asks with a paper, another grants."""
        paper = "函.pdf", BytesIO(b"%PDF-1.4 letter")
        asked = requests.Asked(kind, "外部原因", paper, working_days=3 if kind == "extend" else None)
        made = requests.ask(
            problem_id=now.pk, seen_version=now.version, asked=asked, by=self.world.cast.dispatcher, at=self.now()
        )
        requests.decide(request_id=made.pk, move="grant", note="", by=self.world.cast.bureau_leader, at=self.now())
        self.recount(kind)

    def escalate(self, now: Problem) -> None:
        """Two people; where the calendar has written the paper already, that one."""
        paper = now.proposals.waiting().filter(kind="escalation").first()
        at, cast = self.now(), self.world.cast
        paper = paper or proposals.suggest_escalation(
            problem_id=now.pk, seen_version=now.version, grounds="须协调", by=cast.dispatcher, at=at
        )
        for version, (move, by) in enumerate((("endorse", cast.dispatcher), ("confirm", cast.bureau_leader))):
            said = proposals.Decision(move, "同意")
            proposals.decide(proposal_id=paper.pk, seen_version=version, decision=said, by=by, at=self.now())
        self.told.begin(self.problem.tier, self.day)
        assert self.problem.state == ProblemState.REPORTED
