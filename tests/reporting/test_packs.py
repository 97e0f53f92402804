"""The county pack goes out pre-filled and comes back recognised: own, stale, foreign or touched."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
from core.foundation import clock
from core.intake.models import Batch
from core.organisations.models import Firm
from projects.models import Listing
from reporting.actions import reports
from reporting.choices import DutyState
from reporting.models import Figure

from .reports_desk import brought, filled, rules_of
from .world import World, moment

pytestmark = pytest.mark.django_db
AT = moment(2, 22, 10)
LATER = AT + timedelta(hours=1)
FIRST_ROW = 4


@pytest.fixture
def roads(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[World, list[Listing]]:
    """January locked at 100 each; February open with two roads of 晋江市, of two owners."""
    owners = [Firm.objects.create(name=name) for name in ("城投公司", "路桥公司")]
    listings = [
        world.project(code, name=name, owner=owner)
        for code, name, owner in (("A1", "东环路", owners[0]), ("A2", "西环路", owners[1]))
    ]
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100", progress_percent=Decimal(20))
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return world, listings


def downloaded(world: World, person: str = "jinjiang_reporter", **query: str) -> bytes:
    answer = world.cast.client(person).get("/report/workbook/", query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def columns(book: Workbook) -> dict[str, int]:
    form = book["本月填报"]
    return {cell.value: cell.column for cell in form[FIRST_ROW - 1]}


def write_in(book: Workbook, row: int, **values: Any) -> None:
    at, form = columns(book), book["本月填报"]
    for head, value in values.items():
        form.cell(FIRST_ROW + row, at[head]).value = value


def returned(world: World, book: Workbook, person: str = "jinjiang_reporter", month: str = "2018-02") -> Batch:
    return brought(book, world.cast.user(person), AT, month=month)


def table_rules(batch: Batch) -> list[str]:
    return [issue["rule"] for issue in batch.said("findings")["issues"]]


def test_the_pack_is_filled_as_far_as_the_portal_knows_and_comes_back_as_reports(roads):
    world, (east, west) = roads
    clerk = world.cast.jinjiang_reporter
    reports.save_draft(duty=world.duty(east, 2), content={"progress_text": "桩基"}, by=clerk, at=AT)
    book = opened(downloaded(world))
    at, form = columns(book), book["本月填报"]
    row = {head: form.cell(FIRST_ROW, column).value for head, column in at.items()}
    assert (row["项目编码"], row["上月累计"], row["年度计划"], row["形象进度"]) == ("A1", 100, 1200, "桩基")
    assert (row["本月完成"], row["上月形象进度"]) == (None, "1月主体施工")
    write_in(book, 0, 本月完成=12.5, **{"形象进度%": 0.255, "问题类别": "资金", "存在问题": "拨付慢"})
    write_in(book, 1, 本年累计=130, 形象进度="路基")
    batch = returned(world, book)
    assert table_rules(batch) == ["pack"]
    assert (batch.said("counts")["changed"], batch.said("counts")["question"]) == (2, 0)
    filled(batch, clerk, LATER)
    first, second = world.duty(east, 2).current, world.duty(west, 2).current
    assert (first.month_done_wan, first.progress_text, first.progress_percent) == (
        Decimal("12.50"),
        "桩基",
        Decimal("25.50"),
    )
    assert (second.month_done_wan, second.ytd_done_wan) == (Decimal(30), Decimal(130))
    assert batch.rows.get(number=1).said("changes")["month_done_wan"] == ["", "12.50"]
    again = opened(downloaded(world))
    assert returned(world, again).said("counts")["unchanged"] == 2, "as downloaded it says nothing new"


def test_a_figure_changed_in_a_pack_takes_the_other_with_it(roads):
    """Both stand there already: as on the page, the one that was changed leads."""
    world, (east, west) = roads
    for road in (east, west):
        content = {"month_done_wan": "10", "ytd_done_wan": "110", "progress_text": "桩基"}
        reports.save_draft(duty=world.duty(road, 2), content=content, by=world.cast.jinjiang_reporter, at=AT)
    book = opened(downloaded(world))
    write_in(book, 0, 本月完成=15)
    write_in(book, 1, 本年累计=130)
    batch = returned(world, book)
    changes = {row.name: row.said("changes") for row in batch.rows.all()}
    assert changes["东环路"] == {"month_done_wan": ["10.00", "15.00"], "ytd_done_wan": ["110.00", "115.00"]}
    assert changes["西环路"] == {"month_done_wan": ["10.00", "30.00"], "ytd_done_wan": ["110.00", "130.00"]}
    write_in(book, 0, 本年累计=200)
    assert "sum" in rules_of(returned(world, book).rows.get(name="东环路")), "changed both ways, a person decides"


def test_only_what_people_fill_can_be_typed_into(roads):
    world, (east, _) = roads
    world.submit(east, 2, "10", at=AT)
    book = opened(downloaded(world))
    at, form = columns(book), book["本月填报"]
    assert form.protection.sheet
    assert form.cell(FIRST_ROW + 1, at["本月完成"]).protection.locked is False
    assert form.cell(FIRST_ROW, at["本月完成"]).protection.locked is True, "a report that was sent is not written here"
    assert form.cell(FIRST_ROW + 1, at["上月累计"]).protection.locked is True
    assert book["封签"].sheet_state == "hidden"
    assert form.print_title_rows == "$1:$3"
    lists = {rule.errorTitle: rule.formula1 for rule in form.data_validations.dataValidation if rule.type == "list"}
    assert set(lists) == {"问题类别", "冲减原因", "突增原因"}
    assert "征迁" in lists["问题类别"]
    text = "".join(str(cell.value) for row in book["填报说明"].rows for cell in row)
    assert "数据截止2月25日" in text
    assert "预计数" in text


def test_a_name_that_looks_like_a_formula_stays_text(roads):
    world, (east, _) = roads
    east.project.name = "=HYPERLINK(1)"
    east.project.save()
    form = opened(downloaded(world))["本月填报"]
    assert (form.cell(FIRST_ROW, 3).value, form.cell(FIRST_ROW, 3).data_type) == ("=HYPERLINK(1)", "s")


def test_slices_by_owner_come_back_one_after_another(roads):
    world, (east, west) = roads
    clerk = world.cast.jinjiang_reporter
    with ZipFile(BytesIO(downloaded(world, by="owner"))) as archive:
        assert archive.namelist() == [
            "01 晋江市2018年2月预填表（城投公司）.xlsx", "02 晋江市2018年2月预填表（路桥公司）.xlsx",
        ]  # fmt: skip
        slices = [opened(archive.read(name)) for name in archive.namelist()]
    page = world.cast.client("jinjiang_reporter")
    assert "还差 2 家" in page.get("/import/reports/").content.decode()
    write_in(slices[0], 0, 本月完成=10, 形象进度="路基")
    batch = returned(world, slices[0])
    assert (batch.rows.count(), batch.said("findings")["effect"]["absent_names"]) == (1, ["西环路"])
    filled(batch, clerk, LATER)
    assert "还差 1 家" in page.get("/import/reports/").content.decode()
    write_in(slices[1], 0, 本月完成=20, 形象进度="路基")
    filled(returned(world, slices[1]), clerk, LATER)
    assert {world.duty(each, 2).state for each in (east, west)} == {DutyState.SUBMITTED}
    assert "各家都填了" in page.get("/import/reports/").content.decode()


def test_a_pack_whose_report_was_returned_since_says_so_in_its_row(roads):
    world, (east, _) = roads
    book = opened(downloaded(world))
    world.submit(east, 2, "10", at=AT)
    world.first_check(east, 2, verdict="returned", month_done_wan="请核对")
    write_in(book, 0, 本月完成=11)
    batch = returned(world, book)
    assert table_rules(batch) == ["pack", "pack_stale"]
    row = batch.rows.get(name="东环路")
    assert (row.group, rules_of(row)) == ("changed", ["pack_report_moved"])


def test_a_pack_whose_prior_total_was_corrected_since_is_held_row_by_row(roads):
    world, (east, _) = roads
    book = opened(downloaded(world))
    figure = Figure.objects.live().get(duty=world.duty(east, 1))
    Figure.objects.filter(pk=figure.pk).update(ytd_done_wan=90, month_done_wan=90)
    write_in(book, 0, 本月完成=11, 形象进度="路基")
    batch = returned(world, book)
    assert table_rules(batch) == ["pack", "pack_stale"]
    row = batch.rows.get(name="东环路")
    assert (row.group, rules_of(row)) == ("question", ["prior_moved"])
    assert "系统为90" in row.remarks[0]["message"]


def test_a_pack_of_another_month_is_recognised(roads):
    world, (east, west) = roads
    book = opened(downloaded(world))
    for listing in (east, west):
        world.accept(listing, 2, "10")
    world.lock(2)
    world.open(3)
    write_in(book, 0, 本月完成=11, 形象进度="路基")
    batch = returned(world, book, month="2018-03")
    assert "pack_other_month" in table_rules(batch)
    assert batch.said("counts")["question"] == 2, "nothing of it is written"


def test_a_pack_of_another_unit_is_recognised_and_tells_nothing(roads):
    world, _ = roads
    world.project("H1", name="惠安大道", unit="350521")
    world.open(2)
    book = opened(downloaded(world, "huian_reporter"))
    batch = returned(world, book)
    assert "pack_other_unit" in table_rules(batch)
    assert batch.said("counts")["question"] == 1


def test_a_touched_seal_holds_the_table_and_without_one_it_is_a_plain_workbook(roads):
    world, _ = roads
    book = opened(downloaded(world))
    write_in(book, 0, 本月完成=11, 形象进度="路基")
    cell = book["封签"]["A2"]
    cell.value = cell.value[:-1] + ("A" if cell.value[-1] != "A" else "B")
    assert "pack_broken" in table_rules(returned(world, book))
    del book["封签"]
    batch = returned(world, book)
    assert table_rules(batch) == []
    assert batch.said("counts")["changed"] == 1


def test_a_locked_month_gives_no_pack(roads):
    world, _ = roads
    world.lock(2)
    answer = world.cast.client("jinjiang_reporter").get("/report/workbook/")
    assert answer.status_code == 409
    assert "已锁数" in answer.content.decode()


def test_an_owner_gets_its_own_projects(roads):
    world, (east, _) = roads
    east.project.owner = world.cast.project_company.role_grants.get().firm
    east.project.save()
    form = opened(downloaded(world, "project_company"))["本月填报"]
    assert [form.cell(row, 3).value for row in range(FIRST_ROW, form.max_row + 1)] == ["东环路"]


def test_the_pack_of_several_units_bears_their_names_and_comes_back(roads):
    """A clerk who fills for two counties: not the first owner's form."""
    world, _ = roads
    clerk = world.cast.jinjiang_reporter
    world.project("H1", name="惠安大道", unit="350521", owner=Firm.objects.create(name="惠安城建"))
    world.open(2)
    RoleGrant.objects.create(user=clerk, role=Role.COUNTY_REPORTER, unit=world.cast.unit("350521"), granted_at=AT)
    clerk = User.objects.get(pk=clerk.pk)  # whose rights are asked anew
    book = opened(downloaded(world))
    assert book["本月填报"]["A1"].value == "晋江市、惠安县2018年2月项目进度填报表"
    write_in(book, 2, 本月完成=11, 形象进度="路基")
    batch = brought(book, clerk, AT)
    assert table_rules(batch) == ["pack"]
    assert batch.said("counts")["changed"] == 1


def test_an_owners_form_stays_its_own_when_a_project_has_gone(roads):
    world, (east, west) = roads
    firm = world.cast.project_company.role_grants.get().firm
    for listing in (east, west):
        listing.project.owner = firm
        listing.project.save()
    book = opened(downloaded(world, "project_company"))
    west.project.owner = Firm.objects.get(name="路桥公司")
    west.project.save()
    write_in(book, 0, 本月完成=11, 形象进度="路基")
    batch = returned(world, book, "project_company")
    assert table_rules(batch) == ["pack", "pack_gone"]
    assert batch.rows.get(name="东环路").group == "changed"
    other = returned(world, book, "other_company")
    assert "pack_other_unit" in table_rules(other)
