"""What a desk adds up, and that its lights are those of the briefs."""

from decimal import Decimal

import pytest

from core.accounts.models import RoleGrant, User
from core.foundation.months import Month
from projects.models import Listing
from reporting.choices import CheckVerdict, Light, Metric
from reporting.models import BriefLine, Duty, ReportingMonth
from reporting.rollups import refresh_running
from reporting.rollups.rules import rules_at
from reporting.statement import Statement
from reporting.unit_month import Place, Sums, light_of, placed, sums_by_place, total, with_drafts
from reporting.workload import workload_of

from .world import World, moment

NOW = moment(3, 22)
pytestmark = pytest.mark.both


@pytest.fixture
def march(world: World) -> dict[str, Listing]:
    """200.00 done by February in each; March in every place a report can be, the plan 100.00 a month."""
    names = ("returned", "taken_back", "empty", "submitted", "accepted", "behind", "far_behind")
    listings = {name: world.project(name) for name in names}
    for number in (1, 2):
        world.open(number)
        for name, listing in listings.items():
            world.accept(listing, number, {"behind": "85", "far_behind": "20"}.get(name, "100"))
        world.lock(number)
    listings |= {"unstarted": world.project("U", plan=None), "planning": world.project("P", category=world.planning)}
    world.plan(listings["unstarted"], Decimal(900), due=[Decimal(max(n - 3, 0) * 100) for n in range(1, 13)])
    world.open(3)
    for name in ("returned", "taken_back", "submitted", "accepted"):
        world.submit(listings[name], 3, "110.10")
    world.first_check(listings["returned"], 3, verdict=CheckVerdict.RETURNED, month_done_wan="请核对")
    withdrawn = world.duty(listings["taken_back"], 3)
    withdrawn.state = "open"
    withdrawn.save()
    for name in ("behind", "far_behind"):
        world.submit(listings[name], 3, "1")
    for name in ("accepted", "behind", "far_behind"):
        world.first_check(listings[name], 3)
        world.second_check(listings[name], 3)
    return listings


def desk(world: World) -> dict[Place, Sums]:
    return sums_by_place(placed(_duties(), world.cast.jinjiang_reporter, at=NOW))


def _duties() -> object:
    return Duty.objects.filter(month=Month(2018, 3)).with_background(NOW)


def test_what_is_missing_stands_with_last_month_and_what_was_returned_with_itself(
    world: World, march: dict[str, Listing]
) -> None:
    sums = desk(world)
    assert sums[Place.RETURNED].ytd_done_wan == Decimal("310.10")
    assert (sums[Place.DRAFTING].reports, sums[Place.DRAFTING].ytd_done_wan) == (1, Decimal("200.00"))
    assert (sums[Place.EMPTY].reports, sums[Place.EMPTY].ytd_done_wan) == (3, Decimal("200.00"))
    assert sums[Place.SUBMITTED].month_done_wan == Decimal("110.10")
    assert sums[Place.UNIT_APPROVED] == Sums()
    everything = total(sums)
    assert everything.reports == 9
    assert everything.ytd_done_wan == everything.prior_ytd_wan + everything.month_done_wan


def test_drafts_take_the_place_of_what_was_sent(world: World, march: dict[str, Listing]) -> None:
    duties = {duty.listing: duty for duty in placed(_duties(), world.cast.jinjiang_reporter, at=NOW)}
    typed = Statement(month_done_wan=Decimal("50.00"), ytd_done_wan=Decimal("250.00"))
    drafts = [
        (duties[march["returned"]], typed),
        (duties[march["taken_back"]], typed),
        (duties[march["empty"]], Statement()),
    ]
    sums = with_drafts(desk(world), drafts)
    assert sums[Place.RETURNED].ytd_done_wan == Decimal("250.00")
    assert sums[Place.DRAFTING].ytd_done_wan == Decimal("250.00")
    assert sums[Place.EMPTY] == desk(world)[Place.EMPTY]


def test_the_lights_of_the_desk_are_those_of_the_running_brief(world: World, march: dict[str, Listing]) -> None:
    """The same rule twice, in Python for what is being typed and in SQL for the roll-up."""
    refresh_running(campaign=world.campaign, month=Month(2018, 3), at=NOW)
    brief = dict(BriefLine.objects.values_list("listing_id", "investment_light"))
    rule = rules_at(NOW)[Metric.PROJECT_INVESTMENT]
    seen = {
        duty.listing_id: light_of(duty, ytd_wan=duty.own_ytd_wan, rule=rule)
        for duty in placed(_duties(), world.cast.dispatcher, at=NOW)
    }
    assert seen == brief
    assert set(seen.values()) == set(Light)


def test_a_person_of_two_roles_has_the_work_of_both(world: World, march: dict[str, Listing]) -> None:
    """Who makes a county's first check and the city's second one is told of what waits at either."""
    month = ReportingMonth.objects.get(month=Month(2018, 3))
    first, second = world.cast.jinjiang_approver, world.cast.dispatcher
    world.first_check(march["submitted"], 3)
    world.submit(march["empty"], 3, "5")
    alone = [workload_of(person, month).to_check for person in (first, second)]
    RoleGrant.objects.filter(user=second).update(user=first)
    assert alone == [1, 1]
    assert workload_of(User.objects.get(pk=first.pk), month).to_check == 2
