"""Two people, or a person and the calendar, at once on real row locks. Each test has its red control."""

from collections.abc import Callable
from io import BytesIO

import pytest

from core.journal.actor import SYSTEM
from core.operations import periods
from dispatch.actions import holding, problems, propose, requests, ticks
from dispatch.choices import ProposalKind, Tier
from dispatch.models import Problem, ProblemRequest, Proposal
from tests.reporting.test_races import at_once

from .world import DispatchWorld, moment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 8


@pytest.fixture
def world(transactional_db: None, cast) -> DispatchWorld:
    return DispatchWorld(cast)


def _moves(world: DispatchWorld, made: Problem) -> tuple[Callable[[], object], Callable[[], object]]:
    """The county raises the problem while the calendar, which finds it overdue, raises it too."""
    version = world.now(made).version

    def by_hand() -> None:
        problems.move(
            problem_id=made.pk,
            seen_version=version,
            move="raise",
            word=problems.Word(text="县里已无办法", wanted_decision="请市局协调"),
            by=world.cast.jinjiang_approver,
            at=moment(3, 9),
        )

    return by_hand, lambda: ticks.rise(at=moment(3, 9))


def test_a_hand_and_the_calendar_raise_a_problem_once(world: DispatchWorld) -> None:
    for number in range(ROUNDS):
        made = world.report(at=moment(3, 1), listing=world.project(f"R{number}"))
        at_once(*_moves(world, made))
        now = world.now(made)
        assert (now.tier, made.steps.filter(move="raise").count(), made.deadlines.count()) == (Tier.BUREAU, 1, 2)


def test_red_control_without_the_lock_both_believe_they_raise_it(
    world: DispatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the lock prevents: two moves of one version; only the unique numbers of rows stop the second."""
    made = world.report(at=moment(3, 1))

    def unlocked(*, problem_id: int, seen_version: int | None) -> Problem:
        found = Problem.objects.select_related("listing__project", "unit", "deadline", "department")
        return _breathe(found.get(pk=problem_id))

    monkeypatch.setattr("dispatch.actions.problems.held_problem", unlocked)
    monkeypatch.setattr("dispatch.actions.ticks.held_problem", unlocked)
    found = at_once(*_moves(world, made))
    monkeypatch.setattr("dispatch.actions.ticks.held_problem", holding.held_problem)
    assert any(type(each).__name__ == "IntegrityError" for each in found)


def _breathe(problem: Problem) -> Problem:
    """A pause between look and write, so that both have looked."""
    GATE.wait(10)
    return problem


@pytest.fixture(autouse=True)
def _gate() -> None:
    import threading

    global GATE  # noqa: PLW0603 - one gate a test
    GATE = threading.Barrier(2)


def test_two_ticks_of_one_day_are_one(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    found = at_once(*(lambda: periods.run_due(moment(3, 9)) for _ in range(4)))
    assert not any(found)
    assert made.steps.filter(move="raise").count() == 1


def _asked(world: DispatchWorld, name: str) -> tuple[Problem, tuple[Callable[[], object], Callable[[], object]]]:
    """More time asked for at the bureau's tier, and two leaders who grant it."""
    made = world.report(at=moment(3, 1), listing=world.project(name))
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 2))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 2))
    said = requests.Asked("extend", "批复要到月底", ("函.pdf", BytesIO(b"%PDF-1.4")), working_days=5)
    words = {"by": world.cast.dispatcher, "at": moment(3, 5)}
    asked = requests.ask(problem_id=made.pk, seen_version=world.now(made).version, asked=said, **words)

    def grant() -> None:
        requests.decide(request_id=asked.pk, move="grant", note="", by=world.cast.bureau_leader, at=moment(3, 6))

    return made, (grant, grant)


def test_two_leaders_who_grant_one_request_give_the_time_once(world: DispatchWorld) -> None:
    for number in range(ROUNDS):
        made, both = _asked(world, f"Q{number}")
        refused = [each for each in at_once(*both) if each is not None]
        assert [getattr(each, "code", each) for each in refused] == ["wrong_state"]
        now = world.now(made)
        assert (now.deadlines.filter(is_extension=True).count(), now.deadline.due_on.isoformat()) == (1, "2018-03-23")


def test_red_control_without_the_lock_two_leaders_both_grant(
    world: DispatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the lock prevents: the time is given twice."""
    made, both = _asked(world, "QX")

    def unlocked(*, request_id: int) -> ProblemRequest:
        found = ProblemRequest.objects.select_related("asked_by").get(pk=request_id)
        problems = Problem.objects.select_related("listing__project", "unit", "deadline", "department")
        found.problem = _breathe(problems.get(pk=found.problem_id))
        return found

    monkeypatch.setattr("dispatch.actions.requests.held_request", unlocked)
    assert not any(at_once(*both))
    assert made.deadlines.filter(is_extension=True).count() == 2


def test_two_rooms_proposing_one_source_make_one_proposal(world: DispatchWorld) -> None:
    for number in range(ROUNDS):
        words = {
            "kind": ProposalKind.PROBLEM,
            "listing": world.road,
            "title": "现场停工",
            "grounds": "抽查发现",
            "source": ("finding", str(number)),
            "by": SYSTEM,
            "at": moment(3, 9),
        }
        found = at_once(lambda w=words: propose(**w), lambda w=words: propose(**w))
        assert not any(found)
        assert Proposal.objects.filter(source_id=str(number)).count() == 1
