"""整县报送, the printed sheet, hand-over of duties, and corrections after the lock."""

from contextlib import closing
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.accounts.models import RoleGrant
from core.accounts.roles import Role
from core.foundation import clock
from core.foundation.months import Month
from core.foundation.verdict import Refused
from projects.models import Listing
from reporting.actions import units
from reporting.choices import CorrectionState
from reporting.models import Correction, Figure, ReportingMonth, UnitSubmission

from .world import World, moment


@pytest.fixture(autouse=True)
def _february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(2, 22, 10))


@pytest.fixture
def roads(world: World) -> list[Listing]:
    """January locked, February open with one of two reports handed in and passed by the county."""
    listings = [world.project("A1", name="东环路"), world.project("A2", name="西环路")]
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100")
    world.lock(1)
    world.open(2)
    world.submit(listings[0], 2, "110")
    world.first_check(listings[0], 2)
    return listings


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("上报表.pdf", b"%PDF-1.4 signed")


def test_a_unit_hands_in_once_everything_passed_its_first_check(world: World, roads: list[Listing]) -> None:
    client, address = world.cast.client("jinjiang_approver"), reverse("unit_submit")
    page = client.get(reverse("my_month"))
    assert "整县报送（还差 1 项）" in page.content.decode()
    came_from = {"Referer": f"http://testserver{address}?month=2018-02"}
    page = client.post(address, {"scan": scan(), "month": "2018-02"}, follow=True, headers=came_from)
    assert "还有1项未通过初审" in page.content.decode()
    assert not UnitSubmission.objects.exists()

    world.submit(roads[1], 2, "95")
    world.first_check(roads[1], 2)
    assert client.post(address, {"month": "2018-02"}).status_code == 422
    page = client.post(address, {"scan": scan(), "month": "2018-02"}, follow=True)
    text = page.content.decode()
    assert "BS-201802-350582" in text
    assert "405" in text

    handed = UnitSubmission.objects.get()
    assert handed.ytd_done_wan == Decimal("405.00")
    with closing(client.get(reverse("stored_file", args=[handed.scan_id]))) as download:
        assert b"".join(download) == b"%PDF-1.4 signed"
    foreign = world.cast.client("huian_approver")
    assert foreign.get(reverse("unit_receipt", args=[handed.pk])).status_code == 404
    assert foreign.get(reverse("stored_file", args=[handed.scan_id])).status_code == 404


def test_only_the_approver_hands_a_unit_in(world: World, roads: list[Listing]) -> None:
    world.submit(roads[1], 2, "95")
    world.first_check(roads[1], 2)
    answer = world.cast.client("jinjiang_reporter").post(reverse("unit_submit"), {"scan": scan()})
    assert answer.status_code == 403
    assert not UnitSubmission.objects.exists()


def test_a_unit_that_owes_nothing_has_nothing_to_hand_in(world: World, roads: list[Listing]) -> None:
    client = world.cast.client("huian_approver")
    page = client.post(reverse("unit_submit"), {"scan": scan(), "month": "2018-02"}, follow=True)
    assert "没有填报任务" in page.content.decode()
    assert not UnitSubmission.objects.exists()


def test_a_page_from_before_the_lock_hands_in_nothing(world: World, roads: list[Listing]) -> None:
    """The month is asked again under the duties' locks, whatever the caller still holds."""
    world.submit(roads[1], 2, "95")
    world.first_check(roads[1], 2)
    stale = ReportingMonth.objects.get(month=Month(2018, 2))
    world.lock(2)
    with pytest.raises(Refused, match="已锁数"):
        units.submit_unit(
            reporting_month=stale,
            unit=world.cast.unit("350582"),
            scan=None,
            by=world.cast.jinjiang_approver,
            at=moment(3, 6),
        )


def test_a_scan_is_a_pdf_or_a_picture(world: World, roads: list[Listing]) -> None:
    wrong = SimpleUploadedFile("上报表.docx", b"PK")
    page = world.cast.client("jinjiang_approver").post(reverse("unit_submit"), {"scan": wrong})
    assert page.status_code == 422
    assert "只收 PDF 或图片" in page.content.decode()


def test_the_printed_sheet_names_who_signs_and_what_is_missing(world: World, roads: list[Listing]) -> None:
    text = world.cast.client("jinjiang_reporter").get(reverse("unit_sheet")).content.decode()
    for words in ("填报人（签字）", "审核人（签字）", "分管领导（签字）", "单位盖章", "东环路", "未报"):
        assert words in text
    assert world.cast.client("jinjiang_reporter").get(reverse("unit_sheet"), {"month": "2018-03"}).status_code == 404


def test_duties_go_to_another_clerk_of_the_same_unit(world: World, roads: list[Listing]) -> None:
    new = world.cast.fengze_reporter
    client = world.cast.client("jinjiang_approver")
    sent = {"unit": "350582", "from_user": "", "to_user": new.pk, "reason": "岗位调整"}
    page = client.post(reverse("hand_over"), sent)
    assert page.status_code == 422  # not a reporter of this unit

    RoleGrant.objects.create(
        user=new, role=Role.COUNTY_REPORTER, unit=roads[0].unit, granted_at=moment(1, 2), granted_by_label="系统"
    )
    page = client.post(reverse("hand_over"), sent, follow=True)
    assert "已把2项填报任务移交" in page.content.decode()
    assert world.duty(roads[0], 2).assignee == new
    assert world.cast.client("jinjiang_reporter").get(reverse("hand_over")).status_code == 403
    assert client.get(reverse("hand_over"), {"unit": "350521"}).status_code == 404


def test_a_correction_is_asked_for_and_decided_by_two_people(world: World, roads: list[Listing]) -> None:
    """The later months' change is shown before anything is asked, and again before it is decided."""
    duty, client = world.duty(roads[0], 1), world.cast.client("jinjiang_approver")
    address = reverse("correction_request", args=[duty.pk])
    preview = client.post(address, {"ytd_done_wan": "90", "preview": "1"})
    assert "更正后" in preview.content.decode()
    assert not Correction.objects.exists()

    page = client.post(address, {"ytd_done_wan": "100", "reason": "试", "confirm": "1"})
    assert page.status_code == 409
    assert "无需更正" in page.content.decode()
    client.post(address, {"ytd_done_wan": "90", "reason": "审计核减", "confirm": "1", "paper": scan()})
    asked = Correction.objects.get()
    assert asked.paper.name == "上报表.pdf"

    where = reverse("correction_decide", args=[asked.pk])
    assert client.post(where, {"approve": "1"}).status_code == 403
    decider = world.cast.client("dispatcher")
    assert "90" in decider.get(reverse("correction", args=[asked.pk])).content.decode()
    assert decider.post(where, {"approve": "0"}).status_code == 422
    decider.post(where, {"approve": "1"})
    asked.refresh_from_db()
    assert asked.state == CorrectionState.APPROVED
    assert Figure.objects.live().get(duty=duty).ytd_done_wan == Decimal("90.00")

    page = client.get(reverse("my_month"), {"month": "2018-01"})
    assert "更正" in page.content.decode()
    assert page.context["foot"]["all"].ytd_done_wan == Decimal("190.00")
    assert "东环路" in client.get(reverse("correction_list")).content.decode()
    foreign = world.cast.client("huian_approver")
    assert foreign.get(reverse("correction", args=[asked.pk])).status_code == 404


def test_who_asked_does_not_decide(world: World, roads: list[Listing]) -> None:
    duty, client = world.duty(roads[0], 1), world.cast.client("dispatcher")
    client.post(
        reverse("correction_request", args=[duty.pk]), {"ytd_done_wan": "90", "reason": "审计核减", "confirm": "1"}
    )
    asked = Correction.objects.get()
    page = client.get(reverse("correction", args=[asked.pk]))
    assert "更正须由第二人复核" in page.content.decode()
    page = client.post(reverse("correction_decide", args=[asked.pk]), {"approve": "1"})
    assert page.status_code == 409
    assert Figure.objects.live().get(duty=duty).ytd_done_wan == Decimal("100.00")


def test_an_open_month_needs_no_correction(world: World, roads: list[Listing]) -> None:
    duty = world.duty(roads[0], 2)
    answer = world.cast.client("jinjiang_approver").get(reverse("correction_request", args=[duty.pk]))
    assert answer.status_code == 403
