"""The month, from opening to the issued brief, as one story and its refusals."""

from decimal import Decimal

import pytest

from core.foundation.months import Month
from core.foundation.verdict import Refused
from projects.choices import BatchKind
from projects.models import Listing, PlanBatch
from reporting import rollups
from reporting.actions import months, reminders
from reporting.choices import Basis, Light
from reporting.models import Brief, Duty, Figure

from .world import World, moment

pytestmark = pytest.mark.both


def test_a_month_runs_from_opening_to_the_issued_brief(world: World) -> None:
    """Reported and carried figures add up; a missing report keeps its plan in the denominator."""
    road, bridge = world.project("A1", plan="1200"), world.project("A2", unit="350521", plan="600")
    world.open(1)
    world.accept(road, 1, "120")
    locked = world.lock(1)

    brief = rollups.issue(campaign=world.campaign, month=Month(2018, 1), at=locked.locked_at, reason="锁数")

    lines = {line.listing_id: line for line in brief.lines.all()}
    assert (lines[road.pk].ytd_wan, lines[road.pk].basis) == (Decimal("120.00"), Basis.REPORTED)
    assert (lines[bridge.pk].ytd_wan, lines[bridge.pk].basis) == (Decimal("0.00"), Basis.CARRIED)
    assert lines[road.pk].light == Light.GREEN
    assert lines[bridge.pk].light == Light.RED
    assert lines[road.pk].since_start_wan == Decimal("620.00")
    assert (brief.expected, brief.reported, brief.carried) == (2, 1, 1)
    units = {row.unit.code: row for row in brief.units.select_related("unit")}
    assert units["350582"].rate == Decimal("0.100000")
    assert units["350582"].lead_pp == Decimal("1.6667")
    assert (units["350582"].rank, units["350521"].rank) == (1, 2)
    assert len(brief.digest) == 64
    assert rollups.briefs.recompute_digest(brief) == brief.digest


def test_each_locked_month_has_exactly_one_live_figure_per_duty(world: World) -> None:
    """Carried figures are written for whoever was not accepted, at last month's cumulative."""
    road = world.project("A1")
    world.project("A2", unit="350521")
    world.open(1)
    world.accept(road, 1, "100")
    world.lock(1)
    world.open(2)
    world.lock(2)

    for month in (1, 2):
        live = Figure.objects.live().filter(month=Month(2018, month))
        assert live.count() == Duty.objects.filter(month=Month(2018, month)).count() == 2
    carried = Figure.objects.get(duty=world.duty(road, 2))
    assert (carried.basis, carried.month_done_wan, carried.ytd_done_wan) == (
        Basis.CARRIED,
        Decimal("0.00"),
        Decimal("100.00"),
    )


def test_a_month_opens_once_and_only_after_the_one_before_is_locked(world: World) -> None:
    world.project("A1")
    world.open(1)
    world.open(1)
    assert Duty.objects.count() == 1
    with pytest.raises(Refused, match="1月尚未锁数"):
        world.open(2)


def test_a_package_counts_once_and_shows_the_sum_of_its_parts(world: World) -> None:
    """Plan on the package, progress on the parts, one of them in another county (分县拆分)."""
    package = world.project("P", unit="350500", plan="2400", has_parts=True, total_investment_wan=None)
    part = {"plan": None, "parent": package.project, "total_investment_wan": Decimal(4000)}
    first = world.project("P-1", unit="350582", **part)
    second = world.project("P-2", unit="350521", **part)
    world.open(1)
    world.accept(first, 1, "150.10")
    world.accept(second, 1, "49.95")

    brief = rollups.refresh_running(campaign=world.campaign, month=Month(2018, 1), at=moment(1, 24))

    whole = brief.lines.get(listing=package)
    assert (whole.plan_wan, whole.ytd_wan, whole.reported) == (Decimal("2400.00"), Decimal("200.05"), 2)
    assert whole.total_investment_wan == Decimal("8000.00")
    assert whole.light == Light.GREEN
    assert [cell.projects for cell in brief.cells.all()] == [1]
    assert brief.units.get().unit.code == "350500"


def test_a_leader_releases_what_was_issued_and_nothing_is_chased_after_the_lock(world: World) -> None:
    world.project("A1")
    world.open(1)
    locked = world.lock(1)
    with pytest.raises(Refused, match="还在生成"):
        months.release_month(reporting_month=locked, by=world.cast.bureau_leader, at=moment(2, 6))
    rollups.issue(campaign=world.campaign, month=Month(2018, 1), at=locked.locked_at, reason="锁数")
    assert months.release_month(reporting_month=locked, by=world.cast.bureau_leader, at=moment(2, 6)).released_at
    with pytest.raises(Refused, match="不再催报"):
        reminders.chase(
            reporting_month=locked, units=[world.cast.unit("350582")], by=world.cast.dispatcher, at=moment(2, 6)
        )


def test_a_package_that_left_still_counts_in_the_months_it_was_in(world: World) -> None:
    """A correction makes January's brief again when the package and its parts are long gone from the list."""
    package = world.project("P", unit="350500", plan="2400", has_parts=True)
    part = world.project("P-1", plan=None, parent=package.project)
    world.open(1)
    world.accept(part, 1, "150.10")
    locked = world.lock(1)
    january = {"campaign": world.campaign, "month": Month(2018, 1)}
    first = rollups.issue(**january, at=locked.locked_at, reason="锁数")

    Listing.objects.filter(pk__in=[package.pk, part.pk]).update(left_by=world.batch)

    again = rollups.issue(**january, at=moment(3, 10), reason="更正")
    assert again.lines.get(listing=package).ytd_wan == Decimal("150.10")
    assert rollups.briefs.recompute_digest(first) == first.digest


def test_a_package_is_judged_by_last_month_until_all_its_parts_have_reported(world: World) -> None:
    """Exactly on plan in January; in February nobody has reported yet, and that is no reason for a red light."""
    package = world.project("P", unit="350500", plan="1200", has_parts=True)
    parts = [world.project(f"P-{n}", plan=plan, parent=package.project) for n, plan in ((1, "600"), (2, None))]
    world.open(1)
    for part, done in zip(parts, ("100", "50"), strict=True):
        world.accept(part, 1, done)
    world.lock(1)
    world.open(2)
    february = {"campaign": world.campaign, "month": Month(2018, 2), "at": moment(2, 24)}

    seen = [rollups.refresh_running(**february).lines.get(listing=package).light]
    for part, done in zip(parts, ("20", "20"), strict=True):
        world.accept(part, 2, done)
        seen.append(rollups.refresh_running(**february).lines.get(listing=package).light)

    assert seen == [Light.GREEN, Light.GREEN, Light.RED]


def test_a_package_that_joined_later_is_not_in_earlier_months(world: World) -> None:
    world.project("A1")
    locked = world.open(1) and world.lock(1)
    world.batch = PlanBatch.objects.create(
        campaign=world.campaign,
        number=2,
        kind=BatchKind.ADJUSTMENT,
        approved_at=moment(3, 1),
        effective_month=Month(2018, 3),
    )
    package = world.project("P", unit="350500", plan=None, has_parts=True)
    january = {"campaign": world.campaign, "month": Month(2018, 1)}
    brief = rollups.issue(**january, at=locked.locked_at, reason="锁数")
    assert not brief.lines.filter(listing=package).exists()


def test_refreshing_one_unit_gives_what_refreshing_all_gives(world: World) -> None:
    """The running brief brought up to date unit by unit equals the one made at once."""
    package = world.project("P", unit="350500", plan="2400", has_parts=True)
    part = world.project("P-1", unit="350582", plan=None, parent=package.project)
    road = world.project("A1", unit="350582")
    world.project("B1", unit="350521")
    world.open(1)
    january = {"campaign": world.campaign, "month": Month(2018, 1)}
    rollups.refresh_running(**january, at=moment(1, 20, 2))
    world.accept(part, 1, "10")
    world.accept(road, 1, "20")

    stepwise = rollups.refresh_running(**january, at=moment(1, 24), units=[world.cast.unit("350582")])
    digest = rollups.digests.digest_of(stepwise)
    at_once = rollups.refresh_running(**january, at=moment(1, 24))

    assert digest == rollups.digests.digest_of(at_once)
    assert Brief.objects.count() == 1


def test_the_digest_of_a_brief_does_not_know_in_which_order_its_rows_were_written(world: World) -> None:
    """Two cells of one unit, written the other way round: databases give rows back in an order of their own."""
    world.project("A1")
    world.project("A2", category=world.planning)
    world.open(1)
    brief = rollups.refresh_running(campaign=world.campaign, month=Month(2018, 1), at=moment(1, 24))
    digest = rollups.digests.digest_of(brief)

    cells = list(brief.cells.order_by("-pk"))
    brief.cells.all().delete()
    for cell in cells:
        cell.pk = None
        cell.save(force_insert=True)

    assert len(cells) == 2
    assert rollups.digests.digest_of(brief) == digest
