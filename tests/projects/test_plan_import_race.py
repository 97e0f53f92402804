"""Two people sign plan tables for the same projects at once, on real row locks; the red control takes the lock away."""

import threading
from datetime import timedelta
from functools import partial

import pytest

from core.foundation.verdict import Refused
from core.intake.actions.checking import recheck
from core.intake.models import Batch
from projects.imports.desk import find_campaign
from projects.imports.plan.desk import PlanDesk
from projects.models import PlanBatch, PlanLine
from tests.reporting.test_races import at_once

from .conftest import LATER, NOW
from .test_plan_import_commit import committed, given, table

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


@pytest.fixture
def park(transactional_db, register):
    register.install(register.entry("环城公园", "1200"))
    return register


def two_tables(register, round_number: int = 0) -> list[Batch]:
    """Both were checked against the same standing plan."""
    return [
        given(table((None, "环城公园", plan + round_number, None, None)), register, at=NOW) for plan in (1500, 1600)
    ]


def test_the_second_signature_is_told_that_the_plan_has_moved(park):
    for round_number in range(ROUNDS):
        at = LATER + timedelta(days=round_number)
        first, second = (partial(committed, batch, at=at) for batch in two_tables(park, round_number))
        found = at_once(first, second)
        assert sorted(type(each).__name__ for each in found) == ["NoneType", "Stale"]
        assert PlanLine.objects.live().count() == 1
        assert PlanBatch.objects.count() == 2 + round_number


def test_red_control_without_the_lock_both_write(park, monkeypatch):
    gate = threading.Barrier(2)

    def compared(batch, occasion):
        found = recheck(batch, occasion)
        gate.wait(10)
        return found

    monkeypatch.setattr(PlanDesk, "lock", lambda self, occasion: find_campaign(occasion.about))
    monkeypatch.setattr("core.intake.actions.committing.recheck", compared)
    found = at_once(*(partial(committed, batch) for batch in two_tables(park)))
    went_wrong = any(each is not None and not isinstance(each, Refused) for each in found)
    assert went_wrong or PlanLine.objects.live().count() > 1, "both believed that the plan of 1,200 still stood"
