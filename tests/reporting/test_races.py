"""Two people at once, on real row locks. Each test has its red control: without the lock it must go wrong."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import connection

from core.foundation.verdict import Refused
from reporting.actions import checks, locking
from reporting.choices import CheckVerdict, DutyState, Step
from reporting.models import Check, Duty, Figure, ReportVersion

from .world import World, moment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 12


@pytest.fixture
def world(transactional_db: None, cast) -> World:
    return World(cast)


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Run the works in threads that start together; what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - handed back to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@contextmanager
def no_lock(monkeypatch: pytest.MonkeyPatch):
    """The red control: the duty is read without a lock, and a breath is taken between look and write."""
    gate = threading.Barrier(2)

    def unlocked(*, duty_id: int, seen_version: int, at) -> Duty:
        duty = Duty.objects.with_background(at).get(pk=duty_id)
        gate.wait(10)
        return duty

    monkeypatch.setattr("reporting.actions.reports.held_duty", unlocked)
    yield
    monkeypatch.setattr("reporting.actions.reports.held_duty", locking.held_duty)


def test_two_submissions_of_one_report_make_one_version(world: World) -> None:
    for round_number in range(ROUNDS):
        road = world.project(f"A{round_number}")
        world.open(1)
        found = at_once(lambda r=road: world.submit(r, 1, "10"), lambda r=road: world.submit(r, 1, "20"))
        assert (
            sorted(type(each).__name__ for each in found) == ["NoneType", "Stale"]
            or sum(each is None for each in found) == 1
        )
        assert ReportVersion.objects.filter(duty__listing=road).count() == 1


def test_red_control_without_the_lock_two_submissions_collide(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lock prevents: both writers believe that they are first, and only the unique key stops the second."""
    road = world.project("A1")
    world.open(1)
    with no_lock(monkeypatch):
        found = at_once(lambda: world.submit(road, 1, "10"), lambda: world.submit(road, 1, "20"))
    assert any(each is not None and not isinstance(each, Refused) for each in found)


def test_a_check_never_passes_a_version_that_was_not_seen(world: World) -> None:
    """Withdraw-and-edit against approval: whoever comes second is refused; a check names the digest that stands."""
    for round_number in range(ROUNDS):
        road = world.project(f"A{round_number}")
        world.open(1)
        world.submit(road, 1, "10")
        seen = world.seen(road, 1)
        duty = world.duty(road, 1)

        def edit(duty: Duty = duty, road=road) -> None:
            from reporting.actions import reports

            reports.withdraw(
                duty_id=duty.pk, seen_version=duty.version, by=world.cast.jinjiang_reporter, at=moment(1, 22)
            )
            world.submit(road, 1, "20")

        def approve(seen: checks.Seen = seen) -> None:
            checks.check(
                seen=seen,
                step=Step.UNIT,
                verdict=CheckVerdict.PASSED,
                by=world.cast.jinjiang_approver,
                at=moment(1, 22),
            )

        at_once(edit, approve)
        for given in Check.objects.filter(version__duty=duty).select_related("version"):
            assert given.digest == given.version.digest
        now = world.duty(road, 1)
        passed = Check.objects.filter(version=now.current).exists()
        assert (now.state == DutyState.UNIT_APPROVED) == passed


def test_an_acceptance_and_the_lock_leave_exactly_one_live_figure(world: World) -> None:
    for round_number in range(1, 5):
        roads = [world.project(f"R{round_number}-{number}") for number in range(4)]
        world.open(round_number)
        for road in roads:
            world.submit(road, round_number, "10")
            world.first_check(road, round_number)
        at_once(
            *(lambda r=road, n=round_number: world.second_check(r, n) for road in roads),
            lambda n=round_number: world.lock(n),
        )
        duties = Duty.objects.filter(reporting_month__month=Duty.objects.get(listing=roads[0]).month)
        assert all(duty.locked_at for duty in duties)
        live = Figure.objects.live().filter(duty__in=duties)
        assert live.count() == duties.count()
        assert live.values("duty").distinct().count() == duties.count()
        accepted = set(duties.filter(state=DutyState.ACCEPTED).values_list("pk", flat=True))
        assert accepted == set(live.filter(basis="reported").values_list("duty_id", flat=True))
