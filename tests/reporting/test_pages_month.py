"""本月填报: what a clerk sees first, what autosave keeps, what is sent and what is refused."""

import json
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.accounts.roles import Can
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
    world.first_check(listings["returned"], 3, verdict=CheckVerdict.RETURNED, month_done_wan="与监理月报不符，请核对。")
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


def test_autosave_keeps_the_row_and_judges_it(world: World, desk: dict[str, Listing]) -> None:
    """Only the changed fields travel; the answer has the checks, the light and what may be sent now."""
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)

    answer = save(client, duty, month_done_wan="120.00", ytd_done_wan="320.00")
    assert answer.status_code == 200
    body = answer.json()
    assert body["values"] == {"month_done_wan": "120", "ytd_done_wan": "320"}
    assert [note["field"] for note in body["notes"]] == ["progress_text"]
    assert "先送这 0 项" in body["html"]["ready-send"]

    body = save(client, duty, progress_text="三月主体施工").json()
    assert body["notes"] == []
    assert "先送这 1 项" in body["html"]["ready-send"]
    assert f'value="{duty.pk}:{duty.version}"' in body["html"]["ready-send"]
    assert json.loads(Draft.objects.get(duty=duty).content)["month_done_wan"] == "120"
    assert world.duty(desk["empty"], 3).state == DutyState.OPEN


def test_a_jump_asks_for_its_reason_and_a_fall_for_a_paper(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)

    note = save(client, duty, month_done_wan="900", ytd_done_wan="1100", progress_text="抢工").json()["notes"][0]
    assert note["choice"]["name"] == "jump_reason"
    assert ["equipment", "设备到货"] in note["choice"]["options"]
    assert "先送这 1 项" in save(client, duty, jump_reason="equipment").json()["html"]["ready-send"]

    note = save(client, duty, month_done_wan="-50", ytd_done_wan="150").json()["notes"][0]
    assert note["choice"]["name"] == "write_back_reason"
    assert note["link"]["url"].endswith("#paper")


def test_a_number_that_cannot_be_read_is_kept_and_named(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)
    notes = save(client, duty, month_done_wan="约一千二", progress_text="主体").json()["notes"]
    assert [(note["field"], note["text"]) for note in notes] == [("month_done_wan", "请填数字，单位万元。")]
    assert "约一千二" in grid(client).content.decode()


def test_a_draft_of_an_older_page_is_refused_with_what_stands_now(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["returned"], 3)
    duty.version -= 1
    answer = save(client, duty, month_done_wan="90")
    assert answer.status_code == 409
    assert answer.json()["values"]["month_done_wan"] == "110"
    assert not Draft.objects.exists()


def test_what_is_ready_is_sent_and_what_is_not_stays(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)
    returned = world.duty(desk["returned"], 3)
    save(client, duty, month_done_wan="120", ytd_done_wan="320", progress_text="三月主体施工")

    page = client.post(
        reverse("report_submit_ready"),
        {"ready": [f"{duty.pk}:{duty.version}", f"{returned.pk}:{returned.version - 1}"], "month": "2018-03"},
        follow=True,
    )
    told = page.content.decode()
    assert "已报送1项" in told
    assert "returned项目：内容已被他人更新" in told
    duty = world.duty(desk["empty"], 3)
    assert duty.state == DutyState.SUBMITTED
    assert duty.current.month_done_wan == Decimal("120.00")
    assert not Draft.objects.filter(duty=duty).exists()


def test_the_page_of_one_report_sends_and_shows_a_receipt(world: World, desk: dict[str, Listing]) -> None:
    """Only the month is typed; the year to date follows."""
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)
    typed = {"version": str(duty.version), "month_done_wan": "１，２０．5", "progress_text": "三月主体施工"}
    page = client.post(reverse("report_submit", args=[duty.pk]), typed, follow=True)
    assert "回执号" in page.content.decode()
    assert world.duty(desk["empty"], 3).current.ytd_done_wan == Decimal("320.50")


def test_changing_the_month_alone_moves_the_year_to_date(world: World, desk: dict[str, Listing]) -> None:
    """Without the script the other field still holds the old figure; it was not what the person changed."""
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["returned"], 3)
    shown = {
        "version": str(duty.version),
        "ytd_done_wan": "310",
        "month_done_wan": "95",
        "progress_text": "三月主体施工",
    }
    client.post(reverse("report_submit", args=[duty.pk]), shown)
    assert world.duty(desk["returned"], 3).current.ytd_done_wan == Decimal("295.00")


def test_a_refused_report_comes_back_with_everything_typed(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)
    typed = {"version": str(duty.version), "month_done_wan": "5000", "progress_text": "写了很久的一段话"}
    page = client.post(reverse("report_submit", args=[duty.pk]), typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert "写了很久的一段话" in text
    assert "请选择原因" in text
    assert ReportVersion.objects.filter(duty=duty).count() == 0


def test_a_write_back_keeps_its_paper_through_a_refusal(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["empty"], 3)
    typed = {"version": str(duty.version), "month_done_wan": "-30", "progress_text": "审计核减"}
    paper = SimpleUploadedFile("审计报告.pdf", b"%PDF-1.4 made up")
    page = client.post(reverse("report_submit", args=[duty.pk]), typed | {"paper": paper})
    assert page.status_code == 422
    assert "审计报告.pdf" in page.content.decode()

    client.post(reverse("report_submit", args=[duty.pk]), typed | {"write_back_reason": "audit"})
    version = world.duty(desk["empty"], 3).current
    assert version.month_done_wan == Decimal("-30.00")
    assert version.write_back_paper.name == "审计报告.pdf"
    with closing(client.get(reverse("stored_file", args=[version.write_back_paper_id]))) as download:
        assert b"".join(download) == b"%PDF-1.4 made up"
    foreign = world.cast.client("huian_reporter")
    assert foreign.get(reverse("stored_file", args=[version.write_back_paper_id])).status_code == 404


def test_a_report_is_taken_back_until_a_checker_opened_it(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["submitted"], 3)
    world.cast.client("jinjiang_approver").post(reverse("check_open", args=[duty.pk]))
    came_from = {"Referer": f"http://testserver{reverse('report_form', args=[duty.pk])}"}
    seen = {"version": duty.version}
    page = client.post(reverse("report_withdraw", args=[duty.pk]), seen, follow=True, headers=came_from)
    assert "审核人已开始审核，不能撤回" in page.content.decode()

    Duty.objects.filter(pk=duty.pk).update(opened_for_check_at=None)
    client.post(reverse("report_withdraw", args=[duty.pk]), seen)
    assert world.duty(desk["submitted"], 3).state == DutyState.OPEN
    page = grid(client)
    assert [group.label for group in page.context["groups"]][:2] == ["退回待改", "填写中"]


def test_foreign_reports_do_not_exist(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_reporter"), world.duty(desk["other"], 3)
    assert client.get(reverse("report_form", args=[duty.pk])).status_code == 404
    assert save(client, duty, month_done_wan="1").status_code == 404
    assert client.get(reverse("my_month"), {"unit": "350521"}).status_code == 404


def test_a_reader_sees_the_grid_and_cannot_write(world: World, desk: dict[str, Listing]) -> None:
    client, duty = world.cast.client("jinjiang_approver"), world.duty(desk["empty"], 3)
    page = grid(client)
    assert page.status_code == 200
    assert not page.context["is_editing"]
    assert save(client, duty, month_done_wan="1").status_code == 403
    assert world.cast.client("system_admin").get(reverse("my_month")).status_code == 403


def test_a_locked_month_is_read_only_and_leads_to_a_correction(world: World, desk: dict[str, Listing]) -> None:
    page = grid(world.cast.client("jinjiang_reporter"), month="2018-02")
    assert not page.context["is_editing"]
    duty = world.duty(desk["empty"], 2)
    page = world.cast.client("jinjiang_approver").get(reverse("report_form", args=[duty.pk]))
    assert "申请更正" in page.content.decode()
    assert save(world.cast.client("jinjiang_reporter"), duty, month_done_wan="1").status_code == 409


def test_before_a_month_opens_the_page_says_when(world: World, desk: dict[str, Listing]) -> None:
    page = grid(world.cast.client("jinjiang_reporter"), month="2018-04")
    assert "2018年4月还没有开放填报" in page.content.decode()
    assert grid(world.cast.client("jinjiang_reporter"), month="下个月").status_code == 404


def test_an_owner_sees_its_own_projects_only(world: World, desk: dict[str, Listing]) -> None:
    page = grid(world.cast.client("project_company"))
    assert page.status_code == 200
    assert page.context["strip"]["reports"] == 0


def test_the_grid_costs_the_same_for_ten_reports_and_for_forty(world: World, desk: dict[str, Listing]) -> None:
    """No query per row, whatever stands in the rows."""
    client = world.cast.client("jinjiang_reporter")
    save(client, world.duty(desk["empty"], 3), month_done_wan="120", ytd_done_wan="320")
    grid(client)
    with CaptureQueriesContext(connection) as few:
        grid(client)
    more = [world.project(f"M{number}") for number in range(35)]
    Duty.objects.bulk_create(
        Duty(
            reporting_month=world.duty(desk["empty"], 3).reporting_month,
            month=world.duty(desk["empty"], 3).month,
            listing=listing,
            unit=listing.unit,
        )
        for listing in more
    )
    with CaptureQueriesContext(connection) as many:
        assert grid(client).context["row_count"] == 40
    assert len(many) == len(few)
    assert len(many) <= 18


def test_a_big_unit_is_paged_with_what_must_be_done_first(world: World, desk: dict[str, Listing]) -> None:
    """A hundred rows at a time; the sums are those of the whole unit on every page."""
    duty = world.duty(desk["empty"], 3)
    more = [world.project(f"P{number}", plan="12") for number in range(110)]
    Duty.objects.bulk_create(
        Duty(reporting_month=duty.reporting_month, month=duty.month, listing=listing, unit=listing.unit)
        for listing in more
    )
    client = world.cast.client("jinjiang_reporter")
    first, second = grid(client), grid(client, page="2")
    assert "第 1—100 项，共 115 项" in first.content.decode()
    assert [group.label for group in first.context["groups"]] == ["退回待改", "未填"]
    assert second.context["row_count"] == 15
    assert first.context["foot"] == second.context["foot"]
    assert first.context["foot"]["all"].reports == 115


def test_a_project_given_to_another_unit_is_reported_by_who_owes_the_month(
    world: World, desk: dict[str, Listing]
) -> None:
    """The open report stays with 晋江市; 惠安县 reads it, and owes the next one."""
    duty = world.duty(desk["empty"], 3)
    Listing.objects.filter(pk=desk["empty"].pk).update(unit=world.cast.unit("350521"))
    here, there = world.cast.client("jinjiang_reporter"), world.cast.client("huian_reporter")

    assert save(there, duty, month_done_wan="12").status_code == 403
    assert save(here, duty, month_done_wan="12").status_code == 200
    assert there.get(reverse("report_form", args=[duty.pk])).status_code == 200
    owed = Duty.objects.reachable_by(world.cast.jinjiang_reporter, Can.FILL_REPORTS)
    assert owed.filter(pk=duty.pk).exists()
