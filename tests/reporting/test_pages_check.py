"""审核台: the queue, one report beside its past, the verdict bound to what was seen, bulk passes."""

import pytest
from django.urls import reverse

from core.foundation import clock
from projects.models import Listing
from reporting.choices import CheckVerdict, DutyState
from reporting.models import Check

from .world import World, moment


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(2, 22, 10))


@pytest.fixture
def waiting(world: World) -> dict[str, Listing]:
    """January locked; in February one report with nothing odd and one that jumps, both handed in by 晋江市."""
    listings = {name: world.project(f"A-{name}", name=f"{name}项目") for name in ("plain", "jump")}
    world.open(1)
    for listing in listings.values():
        world.accept(listing, 1, "100")
    world.lock(1)
    world.open(2)
    world.submit(listings["plain"], 2, "110")
    world.submit(listings["jump"], 2, "400", jump_reason="equipment")
    return listings


def test_the_desk_opens_the_gravest_report_first(world: World, waiting: dict[str, Listing]) -> None:
    page = world.cast.client("jinjiang_approver").get(reverse("check_desk"))

    assert page.status_code == 200
    assert page.context["duty"].listing == waiting["jump"]
    text = page.content.decode()
    assert "无异常 1、有提醒 1" in text
    assert "设备到货" in text
