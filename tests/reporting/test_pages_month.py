"""本月填报: what a clerk sees first, what autosave keeps, what is sent and what is refused."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.foundation import clock
from projects.models import Listing
from reporting.choices import CheckVerdict, DutyState
from reporting.models import Draft, Duty, ReportVersion

from .world import World, moment

NOW = moment(3, 22, 10)


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens on 22 March 2018, two working days before the reports are due."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def desk(world: World) -> dict[str, Listing]:
    """January and February locked, March open: one report in each place a report can be."""
    names = ("returned", "empty", "submitted", "approved", "accepted")
    listings = {name: world.project(f"A-{name}", name=f"{name}项目") for name in names}
    other = world.project("B-1", name="惠安项目", unit="350521")
    for number in (1, 2):
        world.open(number)
        for listing in (*listings.values(), other):
            world.accept(listing, number, "100")
        world.lock(number)
    world.open(3)
    for name in names[:1] + names[2:]:
        world.submit(listings[name], 3, "110")
    world.first_check(
        listings["returned"], 3, verdict=CheckVerdict.RETURNED, month_done_wan="与监理月报不符，请核对。"
    )
    world.first_check(listings["approved"], 3)
    world.first_check(listings["accepted"], 3)
    world.second_check(listings["accepted"], 3)
    return listings | {"other": other}


def grid(client: Client, **query: str) -> Any:
    return client.get(reverse("my_month"), query)


def save(client: Client, duty: Duty, **fields: str) -> Any:
    return client.post(reverse("report_draft", args=[duty.pk]), {"version": str(duty.version), **fields})


def test_rows_stand_in_the_order_of_what_must_be_done(world: World, desk: dict[str, Listing]) -> None:
    page = grid(world.cast.client("jinjiang_reporter"))

    assert page.status_code == 200
    labels = [group.label for group in page.context["groups"]]
    assert labels == ["退回待改", "未填", "已报送，待初审", "初审通过，待市审", "市审通过"]
    text = page.content.decode()
    assert "与监理月报不符，请核对。" in text
    assert "惠安项目" not in text
    assert page.context["strip"]["handed_in"] == 3
    assert page.context["strip"]["reports"] == 5


def test_the_page_of_one_report_shows_the_remark_and_its_history(world: World, desk: dict[str, Listing]) -> None:
    duty = world.duty(desk["returned"], 3)
    page = world.cast.client("jinjiang_reporter").get(reverse("report_form", args=[duty.pk]))

    assert page.status_code == 200
    text = page.content.decode()
    assert "与监理月报不符，请核对。" in text
    assert "第1版" in text
