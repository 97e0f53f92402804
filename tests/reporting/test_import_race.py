"""Somebody types while a table is written that was compared a moment ago, on real row locks; with its red control."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.foundation import clock
from core.foundation.verdict import Refused
from reporting.actions import reports
from reporting.imports import desk
from reporting.models import Draft, Duty

from .reports_desk import brought, filled, line, table
from .test_races import at_once
from .world import World, moment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT = moment(1, 22, 10)
TYPED = "三标段路基完成"


@pytest.fixture
def world(transactional_db: None, cast, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World(cast)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return found


@pytest.mark.parametrize("how", ["draft", "send"])
def test_what_is_typed_while_a_table_is_written_is_kept_or_refused(world: World, monkeypatch, how: str) -> None:
    assert is_in_order(world, monkeypatch, how)


@pytest.mark.parametrize("how", ["draft", "send"])
def test_red_control_without_the_lock_it_is_not(world: World, monkeypatch, how: str) -> None:
    """The two block each other, or a draft stays beside a report that was sent."""
    monkeypatch.setattr(reports, "held_as_it_is", lambda pk: Duty.objects.select_related("listing__project").get(pk=pk))
    assert not is_in_order(world, monkeypatch, how)


def is_in_order(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> bool:
    """A clerk's table is compared; before it is written the clerk types into the same report. The table goes in, and
    what was typed stands as the draft, or was refused because the report is sent.
    """
    road, clerk = world.project("A1"), world.cast.jinjiang_reporter
    world.open(1)
    batch = brought(table(line(road, 10, 10, 25)), clerk, AT, month="2018-01")
    compared, has_typed, write = threading.Event(), threading.Event(), desk.write_reports

    def slowly(*args, **options) -> object:
        compared.set()
        has_typed.wait(1.5)  # over at once where nothing holds the typist up
        return write(*args, **options)

    def types() -> None:
        assert compared.wait(10)
        content = {"progress_text": TYPED}
        reports.save_draft(duty=world.duty(road, 1), content=content, by=clerk, at=AT + timedelta(minutes=2))
        has_typed.set()

    monkeypatch.setattr(desk, "write_reports", slowly)
    works: list[Callable[[], object]] = [lambda: filled(batch, clerk, AT + timedelta(minutes=1), how=how), types]
    imported, typed = at_once(*works)
    draft = Draft.objects.filter(user=clerk).first()
    stands = bool(draft and json.loads(draft.content)["progress_text"] == TYPED)
    return imported is None and (isinstance(typed, Refused) and not stands if how == "send" else stands)
