"""Many people at once, on real row locks. Each test has its red control: without the protection it must go wrong."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from core.foundation.verdict import Refused
from core.journal.models import Entry
from inspections.actions import cancelling, directed, draws, findings, orders, plans, visits
from inspections.actions.directed import NewDirected
from inspections.models import Assignment, Draw, RectificationOrder, Visit
from tests.cast import Cast

from .world import World, moment, picture

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLICKS = 100
AT_ONCE = 20
"""Threads that click together; the clicks are so many rounds of them."""


@pytest.fixture
def world(transactional_db: None, cast: Cast) -> World:
    return World(cast)


def at_once(works: list[Callable[[], object]]) -> list[BaseException | None]:
    """Run the works in threads that start together; what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(20)
            work()
        except BaseException as error:  # noqa: BLE001 - handed back to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def click(world: World, draw: Draw) -> list[BaseException | None]:
    work = lambda: draws.draw(draw_id=draw.pk, by=world.officer, at=moment(7, 24, 22))  # noqa: E731
    return at_once([work] * AT_ONCE)


def test_a_hundred_parallel_clicks_give_one_result(world: World) -> None:
    draw = world.seeded()
    outcomes = [each for _ in range(CLICKS // AT_ONCE) for each in click(world, draw)]
    assert len(outcomes) == CLICKS
    assert outcomes.count(None) == 1
    assert {type(each) for each in outcomes if each is not None} == {Refused}
    assert Visit.objects.filter(draw=draw).count() == 8
    assert Assignment.objects.count() == 16
    assert Entry.objects.filter(action="inspection.draw").count() == 1


def test_red_control_without_the_lock_several_clicks_draw(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lock prevents: several clicks believe to be first, and only the unique key stops their rows."""
    draw, gate = world.seeded(), threading.Barrier(2)

    def unlocked(draw_id: int) -> Draw:
        found = Draw.objects.select_related("programme__campaign").get(pk=draw_id)
        gate.wait(10)
        return found

    monkeypatch.setattr(draws, "held_draw", unlocked)
    work = lambda: draws.draw(draw_id=draw.pk, by=world.officer, at=moment(7, 24, 22))  # noqa: E731
    outcomes = at_once([work, work])
    assert any(isinstance(each, IntegrityError) for each in outcomes)


def test_a_redraw_is_asked_for_or_a_team_arrives_never_both(world: World) -> None:
    """Somebody asks that a round be void whose team arrives in the same moment: one of the two is refused."""
    visit = world.site(world.released())
    arriving = world.team(visit)[0]
    outcomes = at_once(
        [
            lambda: visits.check_in(code=visit.code, place=None, by=arriving, at=moment(7, 25, 10)),
            lambda: draws.ask_redraw(draw_id=visit.draw_id, reason="名录有误", by=world.officer, at=moment(7, 25, 10)),
        ]
    )
    assert sum(each is None for each in outcomes) == 1, outcomes
    visit.refresh_from_db()
    asked = Draw.objects.get(pk=visit.draw_id).redraw_asked_at is not None
    assert (visit.state, asked) in {("on_site", False), ("planned", True)}


def test_a_directed_check_is_called_off_or_its_team_arrives_never_both(world: World) -> None:
    """The second person's word and the check-in take the same visit: one of the two is refused."""
    world.cast.call("dispatcher")
    of = NewDirected(world.sites["350582"][0], "complaint", "群众反映扬尘", world.inspectors[:2])
    programme, leader, at = world.programme(), world.cast.dispatcher, moment(7, 25, 8)
    check = directed.ask(programme_id=programme.pk, of=of, by=world.officer, at=at)
    for person in (leader, world.officer):
        directed.open_directed(directed_id=check.pk, purpose="决定", by=person, at=at)
    visit = directed.decide(directed_id=check.pk, approve=True, by=leader, at=at).visit
    arriving = world.team(visit)[0]
    plans.open_assignments(by=arriving, at=at)
    cancelling.ask_cancel(directed_id=check.pk, reason="已停工", by=world.officer, at=at)
    outcomes = at_once(
        [
            lambda: visits.check_in(code=visit.code, place=None, by=arriving, at=moment(7, 25, 10)),
            lambda: cancelling.decide_cancel(directed_id=check.pk, approve=True, by=leader, at=moment(7, 25, 10)),
        ]
    )
    assert sum(each is None for each in outcomes) == 1, outcomes
    visit.refresh_from_db()
    check.refresh_from_db()
    assert (visit.state, check.state) in {("on_site", "approved"), ("cancelled", "cancelled")}


def test_two_orders_sent_out_at_once_have_two_numbers(world: World) -> None:
    draw = world.released()
    sites = [world.site(draw, unit) for unit in ("350582", "350521")]
    for visit in sites:
        visits.check_in(code=visit.code, place=None, by=world.team(visit)[0], at=moment(7, 25, 9))
        world.find(visit)
        world.finish(visit)
    people = [world.team(visit)[0] for visit in sites]
    outcomes = at_once(
        [
            lambda code=visit.code, by=by: orders.issue(code=code, kind="limited", by=by, at=moment(7, 25, 12))
            for visit, by in zip(sites, people, strict=True)
        ]
    )
    assert outcomes == [None, None]
    assert sorted(RectificationOrder.objects.values_list("number", flat=True)) == [1, 2]


def test_two_findings_at_once_have_two_numbers(world: World) -> None:
    visit = world.arrived()
    first, second = world.team(visit)
    said = {"fault": "裸土未覆盖", "severity": "minor", "liable_party": "contractor"}
    outcomes = at_once(
        [
            lambda by=by: findings.record_finding(
                code=visit.code, of=findings.NewFinding(**said, photos=(picture(),)), by=by, at=moment(7, 25, 10)
            )
            for by in (first, second)
        ]
    )
    assert outcomes == [None, None]
    assert sorted(visit.findings.values_list("number", flat=True)) == [1, 2]
