"""Two checks by two people, each bound to what was seen."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest

from core.accounts.models import InboxItem, RoleGrant
from core.accounts.roles import Role
from core.foundation.verdict import Refused, Stale
from core.journal.models import Entry
from core.operations.storage import store_file
from reporting.actions import checks, reports
from reporting.choices import CheckVerdict, DutyState, Step
from reporting.models import Check, Figure, ReportVersion
from reporting.statement import Statement

from .world import World, moment

pytestmark = pytest.mark.both


def test_a_return_comes_back_with_its_remark_and_every_version_stays(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    world.submit(road, 1, "100")
    world.first_check(road, 1, verdict=CheckVerdict.RETURNED, month_done_wan="与监理月报不符")

    assert world.duty(road, 1).state == DutyState.RETURNED
    told = InboxItem.objects.get(user=world.cast.jinjiang_reporter, resolved_at__isnull=True)
    assert "初审退回" in told.text

    world.submit(road, 1, "90")
    assert ReportVersion.objects.filter(duty__listing=road).count() == 2
    told.refresh_from_db()
    assert told.resolved_at is not None
    world.first_check(road, 1)
    world.second_check(road, 1)
    assert Figure.objects.get().ytd_done_wan == Decimal("90.00")


def test_a_return_without_a_remark_is_refused(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    world.submit(road, 1, "100")
    with pytest.raises(Refused, match="写明意见"):
        world.first_check(road, 1, verdict=CheckVerdict.RETURNED)


def test_nobody_checks_what_they_reported(world: World) -> None:
    """Also when one person holds both roles."""
    road = world.project("A1")
    both = world.cast.jinjiang_reporter
    RoleGrant.objects.create(
        user=both,
        role=Role.COUNTY_APPROVER,
        unit=road.unit,
        granted_at=moment(1, 2),
        granted_by_label="安全管理员",
    )
    world.open(1)
    world.submit(road, 1, "100")
    with pytest.raises(Refused) as refusal:
        checks.check(seen=world.seen(road, 1), step=Step.UNIT, verdict=CheckVerdict.PASSED, by=both, at=moment(1, 22))
    assert refusal.value.code == "own_report"
    assert not Check.objects.exists()


def test_each_chain_has_its_own_first_checker(world: World) -> None:
    """A county's reports are not the section's to check first, nor 市本级's a county's."""
    county, city = (
        world.project("A1"),
        world.project("C1", unit="350500", owner=world.cast.firm("泉州城建项目公司（演示）")),
    )
    world.open(1)
    world.submit(county, 1, "100")
    world.submit(city, 1, "100")
    for listing, by in ((county, world.cast.section_officer), (city, world.cast.jinjiang_approver)):
        with pytest.raises(Refused, match="不归您办理"):
            checks.check(
                seen=world.seen(listing, 1), step=Step.UNIT, verdict=CheckVerdict.PASSED, by=by, at=moment(1, 22)
            )
    world.first_check(city, 1)
    assert world.duty(city, 1).state == DutyState.UNIT_APPROVED


@pytest.mark.parametrize("change", [{"version": 99}, {"digest": "0" * 64}])
def test_a_check_binds_to_the_version_and_digest_that_were_seen(world: World, change: dict[str, object]) -> None:
    road = world.project("A1")
    world.open(1)
    world.submit(road, 1, "100")
    with pytest.raises(Stale):
        checks.check(
            seen=replace(world.seen(road, 1), **change),
            step=Step.UNIT,
            verdict=CheckVerdict.PASSED,
            by=world.cast.jinjiang_approver,
            at=moment(1, 22),
        )


def test_a_report_may_be_withdrawn_until_a_checker_opened_it(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    world.submit(road, 1, "100")
    duty = world.duty(road, 1)
    reports.withdraw(duty_id=duty.pk, seen_version=duty.version, by=world.cast.jinjiang_reporter, at=moment(1, 21))
    assert world.duty(road, 1).state == DutyState.OPEN

    world.submit(road, 1, "100")
    duty = world.duty(road, 1)
    checks.open_for_check(duty_id=duty.pk, by=world.cast.jinjiang_approver, at=moment(1, 22))
    with pytest.raises(Refused, match="已开始审核"):
        reports.withdraw(duty_id=duty.pk, seen_version=duty.version, by=world.cast.jinjiang_reporter, at=moment(1, 22))


def test_passing_many_judges_each_alone_and_writes_one_entry(world: World) -> None:
    clean, stale = world.project("A1"), world.project("A2")
    world.open(1)
    world.submit(clean, 1, "100")
    world.submit(stale, 1, "100")
    seen = [world.seen(clean, 1), replace(world.seen(stale, 1), digest="f" * 64)]
    before = Entry.objects.count()

    outcome = checks.pass_clean(seen=seen, step=Step.UNIT, by=world.cast.jinjiang_approver, at=moment(1, 22))

    assert outcome.passed == [world.duty(clean, 1).pk]
    assert [duty_id for duty_id, _ in outcome.refused] == [world.duty(stale, 1).pk]
    assert Entry.objects.count() == before + 1


def test_refused_figures_change_nothing_and_name_their_fields(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    duty = world.duty(road, 1)
    with pytest.raises(Refused) as refusal:
        reports.submit(
            duty_id=duty.pk,
            seen_version=duty.version,
            statement=Statement(month_done_wan=Decimal(-5), progress_text=""),
            by=world.cast.jinjiang_reporter,
            at=moment(1, 21),
        )
    assert set(refusal.value.field_errors) == {"ytd_done_wan", "progress_text"}
    assert refusal.value.status == 422
    assert not ReportVersion.objects.exists()
    assert world.duty(road, 1).version == duty.version


def test_another_countys_report_is_refused(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    duty = world.duty(road, 1)
    with pytest.raises(Refused, match="不在您的填报范围"):
        reports.submit(
            duty_id=duty.pk,
            seen_version=duty.version,
            statement=Statement(month_done_wan=Decimal(5), progress_text="x"),
            by=world.cast.huian_reporter,
            at=moment(1, 21),
        )


def test_a_report_after_the_deadline_is_late_for_ever(world: World) -> None:
    road = world.project("A1")
    world.open(1)
    world.submit(road, 1, "100", at=moment(1, 25, 17, 1))
    assert world.duty(road, 1).is_late
    on_time = world.project("A2")
    world.open(1)
    world.submit(on_time, 1, "100", at=moment(1, 25, 17, 0))
    assert not world.duty(on_time, 1).is_late


def test_a_write_back_names_a_paper_of_its_own(world: World) -> None:
    """A file handed in for another report does not support this one, whoever names it."""
    road, other = world.project("A1"), world.project("A2")
    world.open(1)
    world.accept(road, 1, "100")
    world.lock(1)
    world.open(2)
    by = world.cast.jinjiang_reporter
    foreign = store_file(
        "说明.txt", BytesIO(b"x"), kind="paper", by=by.actor, at=moment(2, 21), owner=("duty", world.duty(other, 2).pk)
    )
    own = store_file(
        "说明.txt", BytesIO(b"x"), kind="paper", by=by.actor, at=moment(2, 21), owner=("duty", world.duty(road, 2).pk)
    )
    with pytest.raises(Refused, match="不是为这份月报"):
        world.submit(road, 2, "-5", write_back_reason="audit", write_back_paper_id=foreign.pk)
    world.submit(road, 2, "-5", write_back_reason="audit", write_back_paper_id=own.pk)
