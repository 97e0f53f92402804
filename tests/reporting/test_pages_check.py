"""审核台: the queue, one report beside its past, the verdict bound to what was seen, bulk passes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.models import RoleGrant
from core.accounts.roles import Role
from core.foundation import clock
from projects.models import Listing
from reporting.choices import CheckVerdict, DutyState
from reporting.models import Check, Duty

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


def test_a_desk_that_lists_only_the_first_ones_says_so(
    world: World, waiting: dict[str, Listing], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = world.cast.client("jinjiang_approver"), reverse("check_desk")
    assert "先列最早报送的" not in client.get(url).content.decode()
    monkeypatch.setattr("reporting.views.queue.REACH", 1)
    assert "先列最早报送的 1 份" in client.get(url).content.decode()


def decide(client: Client, world: World, listing: Listing, verdict: str, **sent: str) -> Any:
    seen = world.seen(listing, 2)
    fields = {"seen_version": seen.version, "seen_digest": seen.digest, "step": "unit", "verdict": verdict} | sent
    return client.post(reverse("check_decide", args=[seen.duty_id]), fields)


def test_a_verdict_leads_to_the_next_report(world: World, waiting: dict[str, Listing]) -> None:
    client = world.cast.client("jinjiang_approver")
    answer = decide(client, world, waiting["jump"], CheckVerdict.RETURNED, remark_month_done_wan="请附设备到货结算单")
    assert answer.status_code == 302
    assert world.duty(waiting["jump"], 2).state == DutyState.RETURNED
    assert "请附设备到货结算单" in Check.objects.get(verdict=CheckVerdict.RETURNED).remarks

    assert client.get(reverse("check_desk")).context["duty"].listing == waiting["plain"]
    decide(client, world, waiting["plain"], CheckVerdict.PASSED)
    assert world.duty(waiting["plain"], 2).state == DutyState.UNIT_APPROVED
    assert "现在没有待您审核的月报" in client.get(reverse("check_desk")).content.decode()


def test_opening_a_report_is_a_post_and_looking_writes_nothing(world: World, waiting: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_approver"), world.duty(waiting["jump"], 2)
    page = client.get(reverse("check_item", args=[duty.pk]))
    assert reverse("check_open", args=[duty.pk]) in page.content.decode()
    assert world.duty(waiting["jump"], 2).opened_for_check_at is None
    assert client.post(reverse("check_open", args=[duty.pk])).status_code == 204
    assert world.duty(waiting["jump"], 2).opened_for_check_at == moment(2, 22, 10)


def test_a_return_without_a_remark_comes_back(world: World, waiting: dict[str, Listing]) -> None:
    page = decide(world.cast.client("jinjiang_approver"), world, waiting["jump"], CheckVerdict.RETURNED)
    assert page.status_code == 422
    assert "退回须写明意见" in page.content.decode()


def test_a_pass_with_remarks_is_asked_once_more(world: World, waiting: dict[str, Listing]) -> None:
    client = world.cast.client("jinjiang_approver")
    page = decide(client, world, waiting["jump"], CheckVerdict.PASSED, remark_month_done_wan="下月补结算单")
    assert page.status_code == 409
    assert "下月补结算单" in page.content.decode()
    assert 'name="confirm"' in page.content.decode()
    decide(client, world, waiting["jump"], CheckVerdict.PASSED, remark_month_done_wan="下月补结算单", confirm="1")
    assert world.duty(waiting["jump"], 2).state == DutyState.UNIT_APPROVED


def test_a_version_nobody_saw_is_not_passed_and_remarks_stay(world: World, waiting: dict[str, Listing]) -> None:
    client = world.cast.client("jinjiang_approver")
    page = decide(
        client, world, waiting["jump"], CheckVerdict.RETURNED, seen_version="0", remark_ytd_done_wan="与台账不符"
    )
    assert page.status_code == 409
    assert "内容已被他人更新" in page.content.decode()
    assert "与台账不符" in page.content.decode()


def test_nobody_checks_an_own_report(world: World, waiting: dict[str, Listing]) -> None:
    """The button is greyed with its reason, and the post is refused with the same one."""
    both = world.cast.jinjiang_reporter
    RoleGrant.objects.create(
        user=both,
        role=Role.COUNTY_APPROVER,
        unit=waiting["plain"].unit,
        granted_at=moment(1, 2),
        granted_by_label="安全管理员",
    )
    client = world.cast.client(both)
    page = client.get(reverse("check_item", args=[world.duty(waiting["plain"], 2).pk]))
    assert "不能审核自己填报的月报" in page.content.decode()
    page = decide(client, world, waiting["plain"], CheckVerdict.PASSED)
    assert page.status_code == 409
    assert world.duty(waiting["plain"], 2).state == DutyState.SUBMITTED


def test_a_foreign_report_is_not_there_and_a_reporter_has_no_desk(world: World, waiting: dict[str, Listing]) -> None:
    duty = world.duty(waiting["plain"], 2)
    assert world.cast.client("huian_approver").get(reverse("check_item", args=[duty.pk])).status_code == 404
    assert decide(world.cast.client("huian_approver"), world, waiting["plain"], "passed").status_code == 404
    assert world.cast.client("jinjiang_reporter").get(reverse("check_desk")).status_code == 403


def test_the_section_checks_first_for_the_city_only(world: World, waiting: dict[str, Listing]) -> None:
    owned = world.project("C-1", unit="350500", owner=world.cast.firm("泉州城建项目公司（演示）"))
    Duty.objects.create(
        reporting_month=world.duty(waiting["plain"], 2).reporting_month,
        month=world.duty(waiting["plain"], 2).month,
        listing=owned,
        unit=owned.unit,
    )
    world.submit(owned, 2, "90")
    client = world.cast.client("section_officer")
    page = client.get(reverse("check_desk"))
    assert [entry.duty.listing for entry in page.context["queue"].entries] == [owned]
    page = client.get(reverse("check_item", args=[world.duty(waiting["plain"], 2).pk]))
    assert "这份月报的初审不归您办理" in page.content.decode()


def test_clean_reports_pass_together_and_each_refusal_has_its_reason(world: World, waiting: dict[str, Listing]) -> None:
    """What is sent is what was seen: a report that moved meanwhile is refused, the others pass."""
    other = world.project("A-other", name="other项目")
    Duty.objects.create(
        reporting_month=world.duty(waiting["plain"], 2).reporting_month,
        month=world.duty(waiting["plain"], 2).month,
        listing=other,
        unit=other.unit,
    )
    world.submit(other, 2, "60")
    client = world.cast.client("jinjiang_approver")
    page = client.get(reverse("check_clean"))
    assert [entry.duty.listing for entry, _, _ in page.context["entries"]] == [waiting["plain"], other]

    seen = [world.seen(listing, 2) for listing in (waiting["plain"], other)]
    texts = [f"{one.duty_id}:{one.version}:{one.digest}" for one in seen]
    texts[1] = texts[1][:-4] + "beef"
    page = client.post(reverse("check_pass_clean"), {"seen": [*texts, "x:y:z"], "step": "unit"}, follow=True)
    told = [str(message) for message in page.context["messages"]]
    assert told[0] == "通过1项。"
    assert told[1].startswith("other项目（晋江市）未通过：内容已被他人更新")
    assert world.duty(waiting["plain"], 2).state == DutyState.UNIT_APPROVED
    assert world.duty(other, 2).state == DutyState.SUBMITTED


def test_the_desk_costs_the_same_for_two_reports_and_for_twenty(world: World, waiting: dict[str, Listing]) -> None:
    client = world.cast.client("jinjiang_approver")
    client.get(reverse("check_desk"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("check_desk"))
    for number in range(18):
        listing = world.project(f"M{number}")
        Duty.objects.create(
            reporting_month=world.duty(waiting["plain"], 2).reporting_month,
            month=world.duty(waiting["plain"], 2).month,
            listing=listing,
            unit=listing.unit,
        )
        world.submit(listing, 2, "700", jump_reason="equipment")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(reverse("check_desk")).context["queue"].flagged) == 19
    assert len(many) == len(few)
    assert len(many) <= 20
