"""The leaders' page over a small campaign made by the real actions."""

import pytest

from core.foundation.months import Month
from reporting import rollups
from reporting.models import Brief
from tests.cast import Cast
from tests.reporting.world import World, moment

pytestmark = pytest.mark.django_db


def half_reported(cast: Cast) -> World:
    """June issued, July running: one of two in 晋江 reported, 惠安's one, 市本级's none; a flagship among them."""
    world = World(cast)
    company = cast.firm("泉州城建项目公司（演示）")
    one = world.project("P1", is_flagship=True)
    two = world.project("P2")
    three = world.project("P3", unit="350521", plan="2400.10")
    four = world.project("P4", unit="350500", plan="600", owner=company)
    for number in range(1, 7):
        world.open(number)
        world.accept(one, number, "110.55")
        world.accept(two, number, "60")
        world.accept(three, number, "200")
        if number != 6:
            world.accept(four, number, "50")
        locked = world.lock(number)
        rollups.issue(campaign=world.campaign, month=locked.month, at=locked.locked_at, reason="锁数")
    world.open(7)
    world.accept(one, 7, "90")
    world.accept(three, 7, "210.05")
    rollups.refresh_running(campaign=world.campaign, month=Month(2018, 7), at=moment(7, 24))
    return world


def test_opens(cast: Cast) -> None:
    half_reported(cast)
    client = cast.client("bureau_leader")
    for path in ("/board/", "/briefs/", "/briefs/2018-06/1/", "/briefs/2018-07/0/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
