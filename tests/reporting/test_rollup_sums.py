"""The roll-up against an independent recomputation in plain Python, to the cent, on both databases."""

import random
from collections import defaultdict
from decimal import Decimal

import pytest

from core.foundation.months import Month
from projects.models import PlanLine, PlanMonth
from reporting import rollups
from reporting.choices import Basis, Light
from reporting.lights import Thresholds, unit_light
from reporting.models import Brief, Figure
from reporting.rollups.ranking import competition_ranks, lead_points

from .world import World, moment

pytestmark = pytest.mark.both


@pytest.fixture
def campaign_of_many(world: World) -> World:
    """Thirty projects of awkward cents in two counties, three months, some silent, one package."""
    dice = random.Random(2018)
    world.listings = [
        world.project(
            f"A{number:02d}",
            unit=dice.choice(["350582", "350521"]),
            plan=f"{dice.randint(1, 9_000)}.{dice.randint(0, 99):02d}",
            category=world.planning if number % 10 == 0 else None,
        )
        for number in range(1, 31)
    ]
    for number in (1, 2, 3):
        world.open(number)
        for listing in world.listings:
            if dice.random() < 0.7:
                world.accept(
                    listing, number, f"{dice.randint(0, 300)}.{dice.randint(0, 99):02d}", jump_reason="settlement"
                )
        if number < 3:
            world.lock(number)
    return world


def expected_light(listing_id: int, ytd: Decimal, due: Decimal, plan: Decimal, *, planning: bool) -> str:
    if planning or plan == 0:
        return Light.UNLIT
    if due == 0 and ytd == 0:
        return Light.BEFORE_START
    if ytd + plan * Decimal("0.005") >= due:
        return Light.GREEN
    return Light.YELLOW if ytd + plan * Decimal("0.005") >= due * Decimal("0.8") else Light.RED


def test_the_brief_equals_an_independent_recomputation(campaign_of_many: World) -> None:
    """Lines, cells and units from accepted figures alone; a silent project shows last month's total."""
    world = campaign_of_many
    march = Month(2018, 3)
    brief = rollups.refresh_running(campaign=world.campaign, month=march, at=moment(3, 26))

    live = {(figure.duty.listing_id, figure.month): figure for figure in Figure.objects.live().select_related("duty")}
    plans = dict(PlanLine.objects.values_list("listing_id", "annual_plan_wan"))
    due = {(row.line.listing_id, row.month): row.due_wan for row in PlanMonth.objects.select_related("line")}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    lines = {line.listing_id: line for line in brief.lines.select_related("unit", "category")}
    for listing in world.listings:
        own, before = live.get((listing.pk, march)), live[listing.pk, Month(2018, 2)]
        ytd = own.ytd_done_wan if own else before.ytd_done_wan
        line = lines[listing.pk]
        assert line.ytd_wan == ytd
        assert line.month_wan == (own.month_done_wan if own else 0)
        assert line.basis == (Basis.REPORTED if own else Basis.CARRIED)
        judged = due[listing.pk, march if own else Month(2018, 2)]
        planning = listing.category == world.planning
        assert line.light == expected_light(listing.pk, ytd, judged, plans[listing.pk], planning=planning)
        sums[listing.unit.code] += ytd
        sums["plan"] += plans[listing.pk]
    assert {row.unit.code: row.ytd_wan for row in brief.units.select_related("unit")} == {
        code: amount for code, amount in sums.items() if code != "plan"
    }
    assert sum(cell.initial_plan_wan for cell in brief.cells.all()) == sums["plan"]
    assert sum(cell.projects for cell in brief.cells.all()) == 30
    lights = ("greens", "yellows", "reds", "before_starts", "unlit")
    assert sum(getattr(cell, light) for cell in brief.cells.all() for light in lights) == 30


def test_an_issued_brief_has_one_digest_on_every_database(campaign_of_many: World) -> None:
    """The literal stands for both: a change of it means that issued briefs can no longer be proven."""
    locked = campaign_of_many.lock(3)
    brief = rollups.issue(campaign=campaign_of_many.campaign, month=locked.month, at=locked.locked_at, reason="锁数")
    assert (brief.number, brief.reported) == (1, 19)
    assert brief.digest == "6ce87c97e48d4405645c50cdee6a8b17e437edb047b9661947e50db03fc7d2d0"


def test_the_number_of_statements_does_not_grow_with_projects(
    campaign_of_many: World, django_assert_max_num_queries
) -> None:
    """Lines, packages, cells, units and header: constant, whatever the register holds."""
    world = campaign_of_many
    rollups.refresh_running(campaign=world.campaign, month=Month(2018, 3), at=moment(3, 25))
    with django_assert_max_num_queries(22):
        rollups.refresh_running(campaign=world.campaign, month=Month(2018, 3), at=moment(3, 26))
    assert Brief.objects.filter(number=0).count() == 1


@pytest.mark.parametrize(
    ("ytd", "plan", "months", "light"),
    [
        ("236800", "320000", 8, Light.GREEN),
        ("100", "150", 10, Light.YELLOW),
        ("99.99", "150", 10, Light.RED),
        ("0", "0", 6, Light.UNLIT),
    ],
)
def test_a_unit_exactly_on_the_threshold_is_on_the_better_side(ytd: str, plan: str, months: int, light: Light) -> None:
    """r = 0.80 exactly is yellow, a cent below is red."""
    assert unit_light(ytd_wan=Decimal(ytd), plan_wan=Decimal(plan), months=months, rule=Thresholds(1)) == light


def test_leads_and_ranks_follow_the_published_examples() -> None:
    """60.52 % in July is +2.19 points; ranks are 1, 2, 2, 4 on the printed rate."""
    assert lead_points(Decimal("0.6052"), 7) == Decimal("2.1867")
    assert lead_points(Decimal(236800) / 320000, 8) == Decimal("7.3333")
    assert lead_points(None, 7) is None
    rates = {1: Decimal("0.90"), 2: Decimal("0.885"), 3: Decimal("0.88501"), 4: Decimal("0.80")}
    assert competition_ranks(rates) == {1: 1, 2: 2, 3: 2, 4: 4}


def test_a_group_rate_is_the_rate_of_the_sums(world: World) -> None:
    """(100 of 200) and (90 of 100) make 63.33 %, not 70 %."""
    big, small = world.project("A1", plan="200"), world.project("A2", plan="100")
    world.open(1)
    world.accept(big, 1, "100", jump_reason="plan")
    world.accept(small, 1, "90", jump_reason="plan")
    brief = rollups.refresh_running(campaign=world.campaign, month=Month(2018, 1), at=moment(1, 24))
    assert brief.units.get().rate == Decimal("0.633333")
