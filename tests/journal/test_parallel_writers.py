"""A thousand writers at once and no fork: proven on PostgreSQL, with the lock off as the red control."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction

from core.journal import actions
from core.journal.actor import SYSTEM
from core.journal.models import Entry, Head
from core.journal.verification import verify
from tests.cast import AT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS, EACH = 8, 125


def write_many(writer: int) -> int:
    """Write EACH entries, each in a transaction of its own; returns how many were refused as forks."""
    refused = 0
    try:
        for number in range(EACH):
            try:
                with transaction.atomic():
                    actions.record(by=SYSTEM, at=AT, action="test.act", subject=("writer", f"{writer}:{number}"))
            except IntegrityError:
                refused += 1
    finally:
        connections.close_all()
    return refused


def run() -> int:
    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(write_many, range(WRITERS)))


@pytest.fixture(autouse=True)
def _postgresql(db):
    if connection.vendor != "postgresql":
        pytest.fail("this test proves row locks: run it with DATABASE_URL of a PostgreSQL")


def test_a_thousand_parallel_entries_make_one_chain():
    assert run() == 0
    assert Entry.objects.count() == WRITERS * EACH
    assert verify().sound
    assert verify().checked == WRITERS * EACH


def test_red_control_without_the_lock_on_the_head_entries_collide(monkeypatch):
    def unlocked_head() -> Head:
        return Head.objects.get_or_create(singleton=1)[0]

    monkeypatch.setattr(actions, "_locked_head", unlocked_head)
    assert run() > 0
