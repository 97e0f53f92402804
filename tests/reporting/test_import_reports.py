"""A month's table becomes reports: by the rules of the page, whole or not at all, and taken back as a whole."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.accounts.models import InboxItem
from core.foundation import clock
from core.foundation.verdict import Refused, Stale
from core.intake import actions
from core.intake.actions import undo
from core.intake.models import Batch
from core.journal.models import Entry
from core.operations.storage import store_file
from projects.models import Listing
from reporting.actions import checks, reports
from reporting.choices import DutyState, Origin, PaperOf
from reporting.models import Draft, ReportVersion

from .reports_desk import HEADS, brought, cells_of, filled, line, rules_of, table
from .world import World, moment

pytestmark = pytest.mark.django_db
AT = moment(2, 22, 10)
LATER = AT + timedelta(hours=1)
UNDONE = AT + timedelta(hours=2)


@pytest.fixture
def roads(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[World, list[Listing]]:
    """January accepted at 100 each and locked; February open with two roads of 晋江市 and one of 惠安县."""
    listings = [
        world.project("A1", name="东环路"), world.project("A2", name="西环路"),
        world.project("H1", name="惠安大道", unit="350521"),
    ]  # fmt: skip
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100", progress_percent=Decimal(20))
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return world, listings


def test_a_table_is_sent_and_stands_as_if_typed(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    batch = brought(table(line(east, 110.5, None, 25), line(west, None, 220, 0.3)), clerk, AT)
    assert batch.said("counts")["changed"] == 1, "0.3 may be 0.3 % or 30 %: asked, never guessed"
    batch = brought(table(line(east, 110.5, None, 25), line(west, None, 220, "30%", "路基")), clerk, AT)
    assert batch.said("findings")["effect"]["month_wan"] == "230.50"
    done = filled(batch, clerk, LATER)
    first, second = (world.duty(each, 2) for each in (east, west))
    assert {first.state, second.state} == {DutyState.SUBMITTED}
    assert (first.current.ytd_done_wan, second.current.month_done_wan) == (Decimal("210.50"), Decimal(120))
    assert (second.current.progress_percent, second.current.progress_text) == (Decimal(30), "路基")
    assert {first.current.origin, second.current.origin} == {Origin.FILE}
    assert first.current.author == clerk
    assert done.said("outcome")["sent"] == 2
    entry = Entry.objects.get(action="reporting.import_reports")
    assert done.digest in entry.payload
    assert not Entry.objects.filter(action="report.submit", at=LATER).exists(), "one act, one entry"


def test_what_a_file_says_of_a_report_is_judged_by_the_rules_of_the_page(roads):
    world, (east, west, _) = roads
    book = table(
        line(east, 500), line(west, None, 90), heads=HEADS,
    )  # fmt: skip
    batch = brought(book, world.cast.jinjiang_reporter, AT)
    assert cells_of(batch) == {"C2": "jump", "D3": "falling"}
    book = table(line(east, 50, 170), line(west, 10, None, None, None, None, "资金没有到位"))
    assert cells_of(brought(book, world.cast.jinjiang_reporter, AT)) == {"D2": "sum", "G3": "missing"}


def test_rows_of_others_appear_and_are_never_written(roads):
    world, (east, _, foreign) = roads
    clerk = world.cast.jinjiang_reporter
    batch = brought(table(line(east, 10), line(foreign, 10), ["Z9", "无此项目", 1, None, None, "在建"]), clerk, AT)
    rows = {row.name: rules_of(row) for row in batch.rows.all()}
    assert rows["惠安大道"] == rows["无此项目"] == ["unknown_code", "not_yours"], (
        "nobody learns which projects others have"
    )
    filled(batch, clerk, LATER)
    assert world.duty(foreign, 2).state == DutyState.OPEN


def test_what_is_owed_and_not_in_the_table_is_told_and_left_alone(roads):
    world, (east, west, _) = roads
    batch = brought(table(line(east, 10)), world.cast.jinjiang_reporter, AT)
    effect = batch.said("findings")["effect"]
    assert (effect["absent"], effect["absent_names"]) == (1, ["西环路"])
    filled(batch, world.cast.jinjiang_reporter, LATER)
    assert world.duty(west, 2).state == DutyState.OPEN


def test_a_blank_row_says_nothing(roads):
    world, (east, west, _) = roads
    blank = [west.project.code, "西环路", *[None] * 6]
    batch = brought(table(line(east, 10), blank), world.cast.jinjiang_reporter, AT)
    assert (batch.said("counts")["unchanged"], batch.said("findings")["effect"]["blank"]) == (1, 1)


def test_the_same_table_again_changes_nothing(roads):
    world, (east, west, _) = roads
    clerk, book = world.cast.jinjiang_reporter, table(line(east, 10, 110, 25), line(west, 20))
    filled(brought(book, clerk, AT), clerk, LATER)
    again = brought(book, clerk, UNDONE)
    assert again.said("counts")["unchanged"] == 2
    other = brought(table(line(east, 11)), clerk, UNDONE)
    (row,) = other.rows.all()
    assert rules_of(row) == ["sent"]
    assert "撤回" in row.remarks[0]["proposal"]


def test_an_accepted_report_is_not_written_over(roads):
    world, (east, _, _) = roads
    world.accept(east, 2, "10")
    (row,) = brought(table(line(east, 11)), world.cast.jinjiang_reporter, AT).rows.all()
    assert rules_of(row) == ["sent"]
    assert "更正" in row.remarks[0]["proposal"]


def test_a_draft_is_filled_up_and_its_other_cells_stay(roads):
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    typed = {"month_done_wan": "10", "ytd_done_wan": "110", "progress_text": "桩基", "physical_facts": "桩 30 根"}
    reports.save_draft(duty=world.duty(east, 2), content=typed, by=clerk, at=AT)
    blank = [east.project.code, "东环路", 12, None, None, None, None, None]
    batch = brought(table(blank), clerk, AT)
    assert batch.rows.get().said("changes") == {
        "month_done_wan": ["10.00", "12.00"], "ytd_done_wan": ["110.00", "112.00"],
    }  # fmt: skip
    filled(batch, clerk, LATER)
    sent = world.duty(east, 2).current
    assert (sent.month_done_wan, sent.progress_text, sent.physical_facts) == (Decimal(12), "桩基", "桩 30 根")
    assert not Draft.objects.exists()


def test_drafts_are_kept_without_sending_and_put_back_by_undo(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    reports.save_draft(duty=world.duty(east, 2), content={"month_done_wan": "7"}, by=clerk, at=AT)
    before = list(Draft.objects.values_list("duty", "user", "content", "saved_at"))
    done = filled(brought(table(line(east, 10), line(west, 20)), clerk, AT), clerk, LATER, how="draft")
    assert Draft.objects.count() == 2
    assert {world.duty(each, 2).state for each in (east, west)} == {DutyState.OPEN}
    undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)
    assert list(Draft.objects.values_list("duty", "user", "content", "saved_at")) == before


def test_a_draft_written_on_keeps_the_import(roads):
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    done = filled(brought(table(line(east, 10)), clerk, AT), clerk, LATER, how="draft")
    reports.save_draft(duty=world.duty(east, 2), content={"month_done_wan": "11"}, by=clerk, at=UNDONE)
    with pytest.raises(Refused, match="东环路"):
        undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)


def test_undo_puts_reports_back_to_where_they_stood(roads):
    """An unsent report is unsent again; a returned one is returned again, with its remark still to be done."""
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    world.submit(west, 2, "15")
    world.first_check(west, 2, verdict="returned", month_done_wan="请核对")
    fields = ("state", "current", "first_submitted_at", "is_late")
    before = [[getattr(world.duty(each, 2), name) for name in fields] for each in (east, west)]
    owed = set(InboxItem.objects.filter(resolved_at=None).values_list("kind", "subject"))
    done = filled(brought(table(line(east, 10), line(west, 20)), clerk, AT), clerk, LATER)
    assert owed != set(InboxItem.objects.filter(resolved_at=None).values_list("kind", "subject"))
    undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)
    assert [[getattr(world.duty(each, 2), name) for name in fields] for each in (east, west)] == before
    assert owed == set(InboxItem.objects.filter(resolved_at=None).values_list("kind", "subject"))
    assert ReportVersion.objects.filter(duty=world.duty(east, 2)).count() == 1, "what was sent stays on record"
    again = brought(table(line(east, 10), line(west, 20)), clerk, UNDONE)
    filled(again, clerk, UNDONE + timedelta(hours=1))
    assert world.duty(east, 2).current.number == 2


def test_a_returned_report_that_nobody_mended_is_told(roads):
    world, (east, west, _) = roads
    world.submit(west, 2, "15")
    world.first_check(west, 2, verdict="returned", month_done_wan="请核对")
    same = [west.project.code, "西环路", 15, 115, None, "2月主体施工", None, None]
    effect = brought(table(line(east, 10), same), world.cast.jinjiang_reporter, AT).said("findings")["effect"]
    assert (effect["reports"], effect["returned_names"]) == (1, ["西环路"])


def test_undo_is_refused_once_a_checker_has_opened_one(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    done = filled(brought(table(line(east, 10), line(west, 20)), clerk, AT), clerk, LATER)
    checks.open_for_check(duty_id=world.duty(west, 2).pk, by=world.cast.jinjiang_approver, at=LATER)
    with pytest.raises(Refused, match="西环路"):
        undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)
    assert world.duty(east, 2).state == DutyState.SUBMITTED


def test_what_moved_after_the_check_is_never_written(roads):
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    batch = brought(table(line(east, 10)), clerk, AT)
    world.submit(east, 2, "12", at=AT)
    with pytest.raises(Stale):
        filled(batch, clerk, LATER)
    assert world.duty(east, 2).current.month_done_wan == Decimal(12)


def test_a_month_locked_meanwhile_takes_nothing(roads):
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    batch = brought(table(line(east, 10)), clerk, AT)
    world.lock(2)
    with pytest.raises(Refused, match="已锁数"):
        filled(batch, clerk, LATER)


def test_a_write_back_becomes_a_draft_until_its_paper_is_there(roads):
    """No table can hold the paper: the row goes to the page, the others are sent."""
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    heads = (*HEADS, "冲减原因")
    book = table([*line(east, -10), "审计核减"], [*line(west, 20), None], heads=heads)
    batch = brought(book, clerk, AT)
    assert batch.said("findings")["effect"]["unfinished"] == 1
    done = filled(batch, clerk, LATER)
    assert (done.said("outcome")["sent"], done.said("outcome")["drafted"]) == (1, 1)
    duty = world.duty(east, 2)
    assert duty.state == DutyState.OPEN
    paper = store_file("审计.pdf", SimpleUploadedFile("审计.pdf", b"%PDF"), kind="paper", by=clerk.actor, at=LATER,
                       owner=(PaperOf.DUTY, duty.pk))  # fmt: skip
    content = {"month_done_wan": "-10", "write_back_reason": "audit", "write_back_paper_id": str(paper.pk)}
    reports.save_draft(duty=duty, content=content, by=clerk, at=LATER)
    batch = brought(table([*line(east, -12), "审计核减"], heads=heads), clerk, UNDONE)
    assert filled(batch, clerk, UNDONE).said("outcome")["sent"] == 1
    assert world.duty(east, 2).current.write_back_paper_id == paper.pk


def test_a_column_of_another_month_is_a_copied_form(roads):
    world, (east, _, _) = roads
    heads = ("项目编码", "项目名称", "1月完成投资（万元）", "形象进度")
    book = table([east.project.code, "东环路", 10, "路基"], heads=heads)
    batch = brought(book, world.cast.jinjiang_reporter, AT)
    assert "other_month" in [issue["rule"] for issue in batch.said("findings")["issues"]]
    assert batch.said("counts")["question"] == 1


def test_figures_built_on_another_prior_total_are_held(roads):
    world, (east, _, _) = roads
    heads = ("项目编码", "项目名称", "上月累计（万元）", "本月完成（万元）", "形象进度")
    book = table([east.project.code, "东环路", 90, 10, "路基"], heads=heads)
    assert cells_of(brought(book, world.cast.jinjiang_reporter, AT)) == {"C2": "prior_moved"}


def test_a_package_is_reported_by_its_parts(world: World, monkeypatch):
    package = world.project("P0", plan=None, has_parts=True, name="公厕打捆")
    world.project("P1", parent=package.project, name="一村公厕")
    world.open(1)
    monkeypatch.setattr(clock, "now", lambda: moment(1, 21))
    book = table(line(package, 10))
    batch = brought(book, world.cast.jinjiang_reporter, moment(1, 21), month="2018-01")
    assert rules_of(batch.rows.get())[-1] == "package_row"


@pytest.mark.parametrize(("month", "why"), [("2018-01", "已锁数"), ("2018-03", "还没有开放"), ("二月", "不是月份")])
def test_a_month_that_is_not_open_is_refused_with_the_reason(roads, month: str, why: str):
    world, (east, _, _) = roads
    with pytest.raises(Refused, match=why):
        brought(table(line(east, 10)), world.cast.jinjiang_reporter, AT, month=month)
    assert not Batch.objects.exists()


def test_an_owner_fills_its_own_projects_in_all_units(roads):
    world, (east, west, _) = roads
    owner = world.cast.project_company
    east.project.owner = owner.role_grants.get().firm
    east.project.save()
    batch = brought(table(line(east, 10), line(west, 10)), owner, AT)
    assert {row.name: row.group for row in batch.rows.all()} == {"东环路": "changed", "西环路": "question"}
    filled(batch, owner, LATER)
    assert world.duty(east, 2).current.author == owner


DRAFT = {"month_done_wan": "10", "ytd_done_wan": "110", "progress_text": "桩基"}


def drafted(world: World, listing: Listing, person, **content: str) -> None:
    reports.save_draft(duty=world.duty(listing, 2), content=DRAFT | content, by=person, at=AT)


def test_cells_of_a_draft_that_are_sent_along_are_shown_and_sealed(roads):
    """The row says the month alone; what the draft says besides was on the page, or nothing is sent."""
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    drafted(world, east, clerk, physical_facts="桩 30 根")
    batch = brought(table([east.project.code, "东环路", 12, *[None] * 5]), clerk, AT)
    assert batch.rows.get().kept == {"progress_text": "桩基", "physical_facts": "桩 30 根"}
    page = world.cast.client("jinjiang_reporter").get(f"/import/reports/{batch.pk}/").content.decode()
    assert "桩 30 根" in page
    drafted(world, east, clerk, physical_facts="桩 99 根")
    with pytest.raises(Stale):
        filled(batch, clerk, LATER)
    assert world.duty(east, 2).state == DutyState.OPEN


def test_red_control_a_digest_of_the_changes_alone_lets_an_unseen_draft_through(roads, monkeypatch):
    world, (east, _, _) = roads
    clerk = world.cast.jinjiang_reporter
    monkeypatch.setattr("reporting.imports.comparing._kept", lambda *_: {})
    drafted(world, east, clerk, physical_facts="桩 30 根")
    batch = brought(table([east.project.code, "东环路", 12, *[None] * 5]), clerk, AT)
    drafted(world, east, clerk, physical_facts="桩 99 根")
    filled(batch, clerk, LATER)
    assert world.duty(east, 2).current.physical_facts == "桩 99 根"


def test_a_colleague_commits_with_his_own_drafts_after_seeing_them(roads):
    world, (east, _, _) = roads
    uploader = world.cast.jinjiang_reporter
    colleague = world.cast.second_reporter
    drafted(world, east, uploader, physical_facts="桩 30 根")
    drafted(world, east, colleague, physical_facts="桩 50 根")
    batch = brought(table([east.project.code, "东环路", 12, *[None] * 5]), uploader, AT)
    with pytest.raises(Stale):
        filled(batch, colleague, LATER)
    seen = actions.refresh(batch, by=colleague.actor)
    assert seen.rows.get().kept["physical_facts"] == "桩 50 根"
    filled(seen, colleague, LATER)
    sent = world.duty(east, 2).current
    assert (sent.author, sent.physical_facts) == (colleague, "桩 50 根")


def test_rows_equal_to_an_unsent_draft_are_sent_when_sending_is_asked(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    drafted(world, east, clerk)
    same = [east.project.code, "东环路", 10, 110, None, "桩基", None, None]
    batch = brought(table(same, line(west, 20)), clerk, AT)
    assert batch.rows.get(name="东环路").said("changes") == {"sending": ["草稿，未报送", "报送"]}
    effect = batch.said("findings")["effect"]
    assert (effect["reports"], effect["as_drafted"], effect["month_wan"]) == (2, 1, "30.00")
    done = filled(batch, clerk, LATER)
    assert done.said("outcome")["sent"] == 2
    assert world.duty(east, 2).current.month_done_wan == Decimal(10)
    undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)
    assert Draft.objects.get().duty == world.duty(east, 2), "its draft is there again"


def test_keeping_drafts_leaves_an_equal_one_as_it_is(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    drafted(world, east, clerk)
    same = [east.project.code, "东环路", 10, 110, None, "桩基", None, None]
    alone = brought(table(same), clerk, AT)
    with pytest.raises(Refused, match="同样的草稿"):
        filled(alone, clerk, LATER, how="draft")
    done = filled(brought(table(same, line(west, 20)), clerk, AT), clerk, LATER, how="draft")
    assert done.said("outcome")["drafted"] == 1
    assert Draft.objects.get(duty=world.duty(east, 2)).saved_at == AT
    undo(done, reason="选错了文件", by=clerk.actor, at=UNDONE)
    assert Draft.objects.count() == 1


def test_a_draft_that_would_not_pass_is_told_and_not_sent(roads):
    world, (east, west, _) = roads
    clerk = world.cast.jinjiang_reporter
    drafted(world, east, clerk, progress_text="")
    drafted(world, west, clerk, land_cost_wan="约3")
    book = table([east.project.code, "东环路", 10, *[None] * 5], [west.project.code, "西环路", 12, *[None] * 5])
    batch = brought(book, clerk, AT)
    assert cells_of(batch) == {"F2": "missing", "第3行": "draft_unread"}
