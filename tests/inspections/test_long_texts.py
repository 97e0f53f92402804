"""A round's texts hold the whole register: what handles its sites never reads them once for every site."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.actions import plans
from inspections.actions.holding import held_order, held_visit
from tests.cast import Cast

from .world import World, moment


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


@pytest.fixture
def read() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def test_opening_ones_tasks_reads_no_pool(world: World, read: CaptureQueriesContext) -> None:
    """At 62,100 projects an inspector's sites took 15 GB of the same text with them."""
    visit = world.site(world.released())
    with read:
        assert plans.open_assignments(by=world.team(visit)[0], at=moment(7, 25, 8)) > 1
    assert not [query for query in read.captured_queries if "pool_text" in query["sql"]]


def test_taking_hold_of_a_visit_or_an_order_reads_no_pool(world: World, read: CaptureQueriesContext) -> None:
    order = world.ordered()
    with read:
        held_visit(order.visit.code)
        held_order(order.pk, seen_version=None)
    assert not [query for query in read.captured_queries if "pool_text" in query["sql"]]
