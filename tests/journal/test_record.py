"""Writing to the journal: inside the action, canonical, one behind the other."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import transaction

from core.foundation.months import Month
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import SYSTEM, Actor
from core.journal.chain import GENESIS
from core.journal.models import Entry, Head
from core.journal.verification import verify
from tests.cast import AT

pytestmark = pytest.mark.both


@pytest.mark.django_db(transaction=True)
def test_it_must_run_inside_the_actions_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        record(by=SYSTEM, at=AT, action="test.act")


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_no_entry():
    def action():
        with transaction.atomic():
            record(by=SYSTEM, at=AT, action="test.act")
            raise Refused("doch nicht")

    with pytest.raises(Refused):
        action()
    assert not Entry.objects.exists()
    with transaction.atomic():
        assert record(by=SYSTEM, at=AT, action="test.act").sequence == 1


@pytest.mark.django_db
def test_entries_hang_together_from_the_first_on():
    first = record(by=SYSTEM, at=AT, action="test.act")
    second = record(
        by=Actor(id=5, label="某人（someone）"), at=AT, action="test.act", subject=("thing", 7), reason="因为"
    )
    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    head = Head.objects.get()
    assert (head.sequence, head.hash) == (2, second.hash)
    assert verify().sound


@pytest.mark.django_db
def test_the_payload_is_canonical_text():
    entry = record(
        by=SYSTEM, at=AT, action="test.act", payload={"b": Month(2018, 7), "a": Decimal("12.5"), "c": "泉州"}
    )
    assert Entry.objects.get(pk=entry.pk).payload == '{"a":"12.50","b":"2018-07","c":"泉州"}'


@pytest.mark.django_db
def test_floats_are_refused():
    with pytest.raises(TypeError):
        record(by=SYSTEM, at=AT, action="test.act", payload={"a": 0.1})


@pytest.mark.django_db
def test_the_same_instant_seals_the_same_in_any_time_zone():
    moment = datetime(2018, 7, 24, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    record(by=SYSTEM, at=moment, action="test.act")
    assert verify().sound
