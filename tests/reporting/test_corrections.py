"""After the lock only two persons change a figure, and the difference runs through the later months."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from core.foundation.months import Month
from core.foundation.verdict import Refused, Stale
from reporting import rollups
from reporting.actions import corrections
from reporting.choices import Basis, CorrectionState
from reporting.models import Correction, Figure

from .world import World, moment

pytestmark = pytest.mark.both

DECIDED = moment(5, 3)


@pytest.fixture
def three_months(world: World) -> World:
    """A road reported in January and March and silent in February, all locked."""
    world.road = world.project("A1", plan="12000")
    for number, done in ((1, "100"), (2, None), (3, "300")):
        world.open(number)
        if done:
            world.accept(world.road, number, done)
        world.lock(number)
    return world


def ask(world: World, ytd: str) -> Correction:
    return corrections.request_correction(
        duty_id=world.duty(world.road, 1).pk,
        ytd_done_wan=Decimal(ytd),
        reason="审计核减",
        paper=None,
        by=world.cast.jinjiang_approver,
        at=moment(5, 2),
    )


def decide(correction: Correction, world: World, *, approve: bool = True, at: datetime = DECIDED) -> Correction:
    return corrections.decide_correction(
        correction_id=correction.pk, approve=approve, note="属实", by=world.cast.dispatcher, at=at
    )


def live(world: World) -> list[tuple[str, Decimal, Decimal]]:
    figures = Figure.objects.live().filter(duty__listing=world.road).order_by("month")
    return [(figure.basis, figure.month_done_wan, figure.ytd_done_wan) for figure in figures]


def test_the_difference_runs_through_the_later_months(three_months: World) -> None:
    world = three_months
    shown = corrections.effects(duty=world.duty(world.road, 1), ytd_done_wan=Decimal(80))
    assert [(effect.before.ytd_done_wan, effect.ytd_done_wan) for effect in shown] == [(100, 80), (100, 80), (400, 380)]

    decide(ask(world, "80"), world)

    assert live(world) == [
        (Basis.CORRECTED, Decimal("80.00"), Decimal("80.00")),
        (Basis.CARRIED, Decimal("0.00"), Decimal("80.00")),
        (Basis.CORRECTED, Decimal("300.00"), Decimal("380.00")),
    ]


def test_what_was_known_before_the_correction_stays_known(three_months: World) -> None:
    """The register as known on an earlier date still shows the earlier figures, and its brief recomputes the same."""
    world = three_months
    before = rollups.issue(campaign=world.campaign, month=Month(2018, 3), at=moment(5, 1), reason="锁数")
    decide(ask(world, "80"), world)
    after = rollups.issue(campaign=world.campaign, month=Month(2018, 3), at=moment(5, 3), reason="更正")

    assert (before.units.get().ytd_wan, after.units.get().ytd_wan) == (Decimal("400.00"), Decimal("380.00"))
    assert (before.number, after.number) == (1, 2)
    assert rollups.briefs.recompute_digest(before) == before.digest != after.digest


def test_nobody_decides_an_own_request(three_months: World) -> None:
    world = three_months
    correction = corrections.request_correction(
        duty_id=world.duty(world.road, 1).pk,
        ytd_done_wan=Decimal(80),
        reason="核减",
        paper=None,
        by=world.cast.dispatcher,
        at=moment(5, 2),
    )
    with pytest.raises(Refused, match="第二人复核"):
        decide(correction, world)
    assert (
        corrections.decide_correction(
            correction_id=correction.pk, approve=False, note="再核", by=world.cast.second_dispatcher, at=moment(5, 3)
        ).state
        == CorrectionState.REFUSED
    )
    assert len(live(world)) == 3


def test_a_request_that_would_make_a_later_month_negative_is_refused(three_months: World) -> None:
    with pytest.raises(Refused, match="小于0"):
        ask(three_months, "-1")


def test_two_requests_about_one_report_do_not_meet(three_months: World) -> None:
    ask(three_months, "80")
    with pytest.raises(Refused, match="已有一份"):
        ask(three_months, "70")


def test_a_decision_on_a_figure_that_moved_is_refused(three_months: World) -> None:
    """Another correction of an earlier month changed the figure after this request was made."""
    world = three_months
    later = corrections.request_correction(
        duty_id=world.duty(world.road, 3).pk,
        ytd_done_wan=Decimal(390),
        reason="口径",
        paper=None,
        by=world.cast.jinjiang_approver,
        at=moment(5, 2),
    )
    decide(ask(world, "80"), world)
    with pytest.raises(Stale):
        decide(later, world, at=DECIDED + timedelta(hours=1))


@pytest.fixture
def february(world: World) -> World:
    """January reported and locked, February handed in and passed by the county; then January is corrected."""
    world.road = world.project("A1", plan="12000")
    world.open(1)
    world.accept(world.road, 1, "100")
    world.lock(1)
    world.open(2)
    world.submit(world.road, 2, "50")
    world.first_check(world.road, 2)
    decide(ask(world, "80"), world, at=moment(3, 10))
    return world


def test_an_acceptance_that_waited_for_a_correction_does_not_stand_on_the_old_figure(february: World) -> None:
    """Its moment is older than the correction's, though it comes after it: what it knew then no longer holds."""
    with pytest.raises(Stale):
        february.second_check(february.road, 2)
    assert not Figure.objects.filter(duty=february.duty(february.road, 2)).exists()


def test_a_lock_that_waited_for_a_correction_carries_nothing_old(february: World) -> None:
    with pytest.raises(Stale):
        february.lock(2)
    assert february.duty(february.road, 2).locked_at is None
