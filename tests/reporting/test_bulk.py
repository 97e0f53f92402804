"""Many reports are handed in by every rule of one: judged, locked, written whole, in as many statements as few."""

import re
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.foundation import clock
from core.foundation.verdict import Refused, Stale
from core.intake.actions import undo
from core.intake.models import Batch
from core.journal.models import Entry
from projects.models import Listing
from reporting.actions import bulk, checks, reports
from reporting.choices import DutyState, Origin
from reporting.models import Draft, Duty, ReportVersion
from reporting.statement import Statement

from .reports_desk import brought, filled, line, table
from .test_races import at_once
from .world import World, moment

AT = moment(2, 22, 10)
NOT_COUNTED = re.compile("SAVEPOINT|RELEASE|BEGIN")


def february(world: World, roads: int, monkeypatch: pytest.MonkeyPatch) -> list[Listing]:
    """So many roads of 晋江市, with February open and nothing written."""
    listings = [world.project(f"A{number}", name=f"第{number}号路") for number in range(roads)]
    world.open(1)
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return listings


def handed(world: World, listings: list[Listing], **said: object) -> list[bulk.Handed]:
    statement = Statement(**{"month_done_wan": Decimal(10), "progress_text": "路基"} | said)
    duties = (world.duty(listing, 2) for listing in listings)
    return [bulk.Handed(duty.pk, duty.version, statement) for duty in duties]


def submit_many(world: World, each: list[bulk.Handed], person: str = "jinjiang_reporter") -> dict[int, int]:
    with transaction.atomic():
        return bulk.submit_many(each, by=world.cast.user(person), at=AT, origin=Origin.FILE)


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("how", ["send", "draft"])
def test_a_hundred_rows_take_as_many_statements_as_ten(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    listings, clerk = february(world, 111, monkeypatch), world.cast.jinjiang_reporter
    asked: list[int] = []
    for some in (listings[:10], listings[10:110]):  # one stays owed: the unit's reminders stay open
        batch = brought(table(*[line(each, 10) for each in some]), clerk, AT)
        with CaptureQueriesContext(connection) as caught:
            filled(batch, clerk, AT, how=how)
        asked.append(sum(not NOT_COUNTED.match(query["sql"]) for query in caught))
    assert asked[0] == asked[1] <= 45
    written = ReportVersion.objects if how == "send" else Draft.objects
    assert written.count() == 110


@pytest.mark.django_db
def test_many_reports_are_the_same_as_one_by_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every column of the version and of the duty, but for the origin."""
    one, other = february(world, 2, monkeypatch)
    (alone,), (together,) = handed(world, [one]), handed(world, [other])
    clerk = world.cast.jinjiang_reporter
    reports.submit(duty_id=alone.duty_id, seen_version=0, statement=alone.statement, by=clerk, at=AT)
    submit_many(world, [together])
    mine = {"id", "pk", "duty_id", "listing_id", "previous_id", "current_id", "digest", "origin", "_state"}

    def columns(row: object) -> dict[str, object]:
        return {name: value for name, value in vars(row).items() if name not in mine}

    duties = [world.duty(each, 2) for each in (one, other)]
    assert columns(duties[0]) == columns(duties[1])
    assert columns(duties[0].current) == columns(duties[1].current)
    assert len(duties[1].current.digest) == 64


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("break_one", "raises"),
    [
        (lambda world, road: world.submit(road, 2, "5", at=AT), Stale),
        (lambda world, road: Duty.objects.filter(listing=road).update(locked_at=AT), Refused),
        (lambda world, road: Duty.objects.filter(listing=road).update(unit=world.cast.unit("350521")), Refused),
    ],
    ids=["moved since it was seen", "locked", "of another unit"],
)
def test_one_that_may_not_be_sent_keeps_all_back(
    world: World, monkeypatch: pytest.MonkeyPatch, break_one: Callable[..., object], raises: type[Exception]
) -> None:
    roads = february(world, 3, monkeypatch)
    each = handed(world, roads)
    break_one(world, roads[1])
    had = ReportVersion.objects.count()
    with pytest.raises(raises):
        submit_many(world, each)
    assert ReportVersion.objects.count() == had
    assert world.duty(roads[0], 2).state == DutyState.OPEN


@pytest.mark.django_db
def test_one_with_an_error_or_a_foreign_paper_keeps_all_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    roads = february(world, 2, monkeypatch)
    good, _ = handed(world, roads)
    for said in ({"progress_text": ""}, {"write_back_paper_id": 999_999}):
        _, bad = handed(world, roads, **said)
        with pytest.raises(Refused):
            submit_many(world, [good, bad])
    assert not ReportVersion.objects.exists()


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last statement of a commit fails: no version, no state, no draft gone, no entry, the import still waits."""
    roads, clerk = february(world, 2, monkeypatch), world.cast.jinjiang_reporter
    reports.save_draft(duty=world.duty(roads[0], 2), content={"progress_text": "桩基"}, by=clerk, at=AT)
    batch = brought(table(*[line(each, 10) for each in roads]), clerk, AT)
    before = Batch.objects.values().get(), list(Draft.objects.values()), Entry.objects.count()

    def broken(*_args: object, **_given: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("core.intake.actions.committing.record_batch", broken)
        with pytest.raises(OSError, match="disk"):
            filled(batch, clerk, AT)
    assert (Batch.objects.values().get(), list(Draft.objects.values()), Entry.objects.count()) == before
    assert not ReportVersion.objects.exists()
    filled(batch, clerk, AT)
    assert ReportVersion.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_presses_on_one_import_send_once(transactional_db: None, cast, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(cast)
    roads, clerk = february(world, 3, monkeypatch), cast.jinjiang_reporter
    batch = brought(table(*[line(each, 10) for each in roads]), clerk, AT)
    found = at_once(lambda: filled(batch, clerk, AT), lambda: filled(batch, clerk, AT))
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "Refused"]
    assert ReportVersion.objects.count() == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_page_send_one_report_once(transactional_db: None, cast, monkeypatch) -> None:
    world = World(cast)
    roads, clerk = february(world, 8, monkeypatch), cast.jinjiang_reporter
    for road in roads:
        batch = brought(table(line(road, 10)), clerk, AT)
        at_once(lambda b=batch: filled(b, clerk, AT), lambda r=road: world.submit(r, 2, "20", at=AT))
        assert ReportVersion.objects.filter(duty=world.duty(road, 2)).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_red_control_without_the_lock_import_and_page_collide(transactional_db: None, cast, monkeypatch) -> None:
    """Unlocked reading on both sides, with a breath before the write: only the unique key stops the second version."""
    world = World(cast)
    (road,) = february(world, 1, monkeypatch)
    (each,) = handed(world, [road])
    cast.call("jinjiang_reporter")
    gate = threading.Barrier(2)

    def unlocked(versions: dict[int, int], *, at: object) -> dict[int, Duty]:
        found = {duty.pk: duty for duty in Duty.objects.with_background(at).filter(pk__in=versions)}
        gate.wait(10)
        return found

    monkeypatch.setattr(bulk, "_held", unlocked)
    found = at_once(lambda: submit_many(world, [each]), lambda: submit_many(world, [each]))
    assert {type(one).__name__ for one in found} & {"IntegrityError", "UniqueViolation"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_undo_and_a_checker_never_both_win(transactional_db: None, cast, monkeypatch) -> None:
    world = World(cast)
    roads, clerk = february(world, 8, monkeypatch), cast.jinjiang_reporter
    approver = cast.jinjiang_approver
    for road in roads:
        done = filled(brought(table(line(road, 10)), clerk, AT), clerk, AT)
        duty = world.duty(road, 2)
        at_once(
            lambda d=done: undo(d, reason="选错了", by=clerk.actor, at=moment(2, 22, 12)),
            lambda pk=duty.pk: checks.open_for_check(duty_id=pk, by=approver, at=moment(2, 22, 12)),
        )
        duty.refresh_from_db()
        assert (duty.state, bool(duty.opened_for_check_at)) in {(DutyState.OPEN, False), (DutyState.SUBMITTED, True)}
