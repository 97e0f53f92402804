"""Reminders: each stage once, none lost by idle days, nobody of the inspected side before a check-in."""

from datetime import datetime

import pytest

from core.accounts.models import InboxItem
from core.journal.actor import SYSTEM
from core.operations.models import PeriodRun
from core.operations.periods import run_due
from core.organisations.actions import install_reference_data
from inspections.actions import orders, plans, telling, visits
from inspections.actions.plans import TO_PUBLISH
from inspections.actions.telling import LATE, TO_MEND, TO_RECHECK
from inspections.models import RectificationOrder, Visit
from tests.cast import Cast

from .world import World, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    install_reference_data(at=moment(1, 2), by=SYSTEM)
    cast.call("jinjiang_reporter", "section_officer")
    return World(cast)


def tick(*moments: datetime) -> list[str]:
    """Names of what was called to mind at each moment; a second tick of the same minute adds nothing."""
    told = []
    for at in moments:
        for _ in range(2):
            told += [period for name, period in run_due(at) if name == "inspections.remind"]
    return told


def text_of(kind: str) -> str:
    return InboxItem.objects.get(kind=kind, resolved_at=None).text


def test_an_order_is_called_to_mind_two_days_before_on_the_day_and_after_it_once_each(world: World) -> None:
    """Due on Friday 3 August 2018; the weekend is silent, on Monday the section knows too."""
    order = world.ordered("serious")
    days = [moment(8, day, hour) for day in range(1, 8) for hour in (9, 15)]
    assert tick(moment(7, 31, 9)) == []
    assert tick(*days) == [f"o{order.pk}.0803.{stage}" for stage in ("soon", "due", "late")]
    assert "已逾期" in text_of(TO_MEND)
    assert "已逾期" in text_of(LATE)
    assert PeriodRun.objects.filter(name="inspections.remind", period__endswith="late").get().at == moment(8, 6, 9)


def test_days_on_which_nothing_ran_lose_no_reminder(world: World) -> None:
    order = world.ordered("serious")
    assert tick(moment(8, 8, 9)) == [f"o{order.pk}.0803.late"]


def test_who_has_answered_is_not_called_and_the_recheckers_are(world: World) -> None:
    """Sent on 27 July: the re-check is due on 3 August."""
    order = world.replied(world.ordered("serious"))
    assert order.recheck_due_on == moment(8, 3).date()
    assert tick(moment(8, 1, 9), moment(8, 6, 9)) == [f"r{order.pk}.0803.soon", f"r{order.pk}.0803.late"]
    assert "已逾期" in text_of(TO_RECHECK)
    assert not InboxItem.objects.filter(kind=TO_MEND, resolved_at=None).exists()
    world.rechecked(order)
    assert not InboxItem.objects.filter(kind=LATE, resolved_at=None).exists()


def test_a_new_deadline_is_called_to_mind_anew(world: World) -> None:
    order = world.ordered("serious")
    tick(moment(8, 3, 9))
    given = {"order_id": order.pk, "seen_version": None, "working_days": 5, "reason": "台风停工"}
    orders.extend(**given, by=world.officer, at=moment(8, 3, 10))
    assert tick(moment(8, 10, 9)) == [f"o{order.pk}.0810.due"]


def over(world: World) -> Visit:
    """A round all of whose visits are over, the last on 25 July."""
    visit = world.finished()
    for other in Visit.objects.filter(draw=visit.draw).exclude(pk=visit.pk):
        visits.check_in(code=other.code, place=None, by=world.team(other)[0], at=moment(7, 25, 10))
        world.finish(other)
    return visit


def test_results_are_published_within_twenty_working_days(world: World) -> None:
    draw = over(world).draw
    assert tick(moment(8, 15, 9), moment(8, 23, 9)) == [f"p{draw.pk}.0822.soon", f"p{draw.pk}.0822.late"]
    assert "检查结果待公布" in text_of(TO_PUBLISH)
    plans.publish_results(draw_id=draw.pk, where="门户网站", by=world.officer, at=moment(8, 23, 10))
    assert not InboxItem.objects.filter(kind=TO_PUBLISH, resolved_at=None).exists()
    assert tick(moment(8, 24, 9)) == []


def test_a_round_that_is_not_over_says_nothing(world: World) -> None:
    world.finished()
    assert tick(moment(9, 20, 9)) == []
    assert not InboxItem.objects.filter(user__username="jinjiang_reporter", kind=TO_MEND).exists()


def test_a_reminder_that_came_too_late_tells_nobody(world: World) -> None:
    """The order was answered between the naming and the lock."""
    from inspections.actions.reminders import remind

    order = world.replied(world.ordered("serious"))
    assert remind(f"o{order.pk}.0803.due", at=moment(8, 3)) == 0
    assert RectificationOrder.objects.get().state == "replied"
    assert telling.subject_of(order) == f"order:{order.pk}"
