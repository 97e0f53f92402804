"""What was checked is written as a whole, once, in few statements; and taken back as a whole."""

import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from core.foundation.verdict import Refused, Stale
from core.intake import actions, analysis
from core.intake.actions import decide, undo
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.intake.reader import as_real_file
from core.journal.models import Entry
from core.organisations.models import Firm
from projects.actions import Adjustment, PlanChange, adjust_plan, edit_project
from projects.choices import BatchKind, CurveBasis, Status
from projects.models import Listing, PlanBatch, PlanLine, Project, ProjectRevision
from projects.rollups import list_totals
from tests.intake.ledgers import flat_layout, ledger, saved, usual_layout
from tests.intake.register_desk import commit, receive

from .conftest import LATER, NOW, OFFICER, paper

pytestmark = pytest.mark.django_db

NOT_COUNTED = re.compile("SAVEPOINT|RELEASE")
MUCH_LATER = LATER + timedelta(days=1)


def given(book: Workbook, register, at=NOW) -> Batch:
    with as_real_file([saved(book).getvalue()]) as file:
        return receive(file, "台账.xlsx", campaign=register.campaign, by=OFFICER, at=at)


def committed(batch: Batch, at=LATER, **values) -> Batch:
    words = {"reason": "按年度计划文件", "paper": paper(approved_at=at), "seen_digest": batch.digest} | values
    return commit(batch, by=OFFICER, at=at, **words)


def table(*rows: tuple, heads=("项目编码", "项目名称", "单位", "年度计划（万元）", "挂钩领导")) -> Workbook:
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    return book


@pytest.fixture
def two(register):
    """Two projects in the list."""
    register.install(register.entry("环城公园", "1200"), register.entry("城东污水厂", "800"))
    return register


def test_the_first_list_comes_in_whole(register):
    whole = ledger()
    batch = given(usual_layout(whole), register)
    done = committed(batch)
    assert done.state == BatchState.COMMITTED
    totals = list_totals(register.campaign)
    assert (totals.entries, totals.plan_wan) == (621, whole.plan_wan)
    assert PlanBatch.objects.get().kind == BatchKind.INITIAL
    assert Listing.objects.order_by("order").values_list("project__name", flat=True)[7] == whole.rows[7].name
    assert set(ProjectRevision.objects.values_list("batch_id", flat=True)) == {batch.pk}
    entry = Entry.objects.get(action="projects.import_register")
    assert f'"digest":"{batch.digest}"' in entry.payload
    assert '"new":621' in entry.payload


@pytest.mark.both
def test_621_rows_take_few_statements(register):
    book = usual_layout(ledger())
    with CaptureQueriesContext(
        connection,
    ) as reading:
        batch = given(book, register)
    with CaptureQueriesContext(connection) as writing:
        committed(batch)
    asked = [query["sql"] for query in (*reading, *writing) if not NOT_COUNTED.match(query["sql"])]
    most = 50 if connection.vendor == "postgresql" else 130  # SQLite binds 999 values a statement
    assert len(asked) <= most, "\n".join(sql[:100] for sql in asked)


def test_the_same_file_twice_changes_nothing(register):
    book = usual_layout(ledger(28))
    committed(given(book, register))
    again = given(book, register, at=MUCH_LATER)
    assert again.said("counts") == {
        "new": 0, "changed": 0, "unchanged": 28, "question": 0, "skipped": 0, "skipped_summary": 15
    }  # fmt: skip
    with pytest.raises(Refused, match="没有要写入的行"):
        committed(again, at=MUCH_LATER)


def test_changes_are_named_old_to_new_and_written(two):
    code = two.listing("环城公园").project.code
    batch = given(table((code, "环城公园（一期）", "晋江市", 1500, "李副市长")), two)
    row = batch.rows.get()
    assert row.said("changes") == {
        "annual_plan_wan": ["1200.00", "1500.00"],
        "name": ["环城公园", "环城公园（一期）"],
        "sponsoring_leader": ["", "李副市长"],
    }
    committed(batch)
    listing = two.listing("环城公园（一期）")
    assert listing.sponsoring_leader == "李副市长"
    assert listing.project.version == 2
    assert PlanLine.objects.live().get(listing=listing).annual_plan_wan == Decimal(1500)
    assert PlanLine.objects.filter(listing=listing).count() == 2, "the plan before stays readable"
    assert PlanBatch.objects.filter(kind=BatchKind.ADJUSTMENT).count() == 1


def test_undo_restores_everything(two):
    before = state(two)
    listing = two.listing("环城公园")
    new = (None, "滨江步道", "晋江市", 300, "王市长")
    book = table((listing.project.code, "环城公园", "晋江市", 1500, "李副市长"), new)
    for row, (category, nature) in enumerate([("类别", "性质"), (None, None), ("绿化生态", "新开工")], start=1):
        book.active.cell(row, 6, category)
        book.active.cell(row, 7, nature)
    done = committed(given(book, two))
    assert state(two) != before
    undone = undo(done, reason="选错了文件", by=OFFICER, at=MUCH_LATER)
    assert undone.state == BatchState.UNDONE
    assert state(two) == before
    assert not Project.objects.filter(name="滨江步道").exists()
    again = given(book, two, at=MUCH_LATER)
    assert (again.said("counts")["new"], again.said("counts")["changed"]) == (1, 1), "it can be brought again"


def state(register) -> list:
    rows = Listing.objects.filter(campaign=register.campaign).order_by("order")
    live = dict(PlanLine.objects.live().values_list("listing_id", "annual_plan_wan"))
    return [(row.project.code, row.project.name, row.sponsoring_leader, live[row.pk]) for row in rows]


def test_undoing_the_first_list_leaves_an_empty_year(register):
    done = committed(given(usual_layout(ledger(28)), register))
    undo(done, reason="选错了文件", by=OFFICER, at=MUCH_LATER)
    assert not Project.objects.exists()
    assert not PlanBatch.objects.exists()


def test_firms_that_an_import_met_go_with_it_unless_somebody_speaks_of_them(two):
    heads = ("项目编码", "项目名称", "单位", "年度计划（万元）", "业主单位", "类别", "性质")
    new = [(None, f"{name}步道", "晋江市", 300, f"{name}公司", "绿化生态", "新开工") for name in ("滨江", "滨海")]
    done = committed(given(table(*new, heads=heads), two))
    assert done.said("outcome")["new_owners"] == ["滨江公司", "滨海公司"]
    park = two.listing("环城公园").project
    edit_project(project=park, changes={"owner": Firm.objects.get(name="滨海公司")}, reason="补", seen_version=1,
                 by=OFFICER, at=LATER)  # fmt: skip
    undo(done, reason="选错了文件", by=OFFICER, at=MUCH_LATER)
    assert list(Firm.objects.values_list("name", flat=True)) == ["滨海公司"]


@pytest.mark.parametrize(("chosen", "basis"), [(None, CurveBasis.ENTERED), ("straight", CurveBasis.STRAIGHT)])
def test_a_new_plan_never_loses_entered_months_unseen(two, chosen, basis):
    """The ledger says another total: the months keep their shape, old and new are shown, a person may choose."""
    listing = two.listing("环城公园")
    curve = tuple(Decimal(100) * max(month - 2, 0) + (200 if month == 12 else 0) for month in range(1, 13))
    adjustment = Adjustment((PlanChange(listing.pk, curve[-1], curve=curve),))
    adjust_plan(campaign=two.campaign, paper=paper(approved_at=NOW), adjustment=adjustment, by=OFFICER, at=NOW)
    batch = given(table((listing.project.code, "环城公园", "晋江市", 1500, None)), two)
    row = batch.rows.get()
    assert row.said("changes")["rescaled_months"] == [
        "1—2月各 0、3—11月各 100、12月 300", "1—2月各 0、3—11月各 125、12月 375",
    ]  # fmt: skip
    assert [remark["rule"] for remark in row.remarks] == ["months_rescaled"]
    assert batch.said("findings")["effect"]["rescaled"] == 1
    words = {"reason": "调整", "paper": paper(approved_at=LATER)} | ({"months": chosen} if chosen else {})
    actions.commit(batch, words=words, seen_digest=batch.digest, by=OFFICER, at=LATER)
    line = PlanLine.objects.live().get(listing=listing)
    assert (line.curve_basis, line.annual_plan_wan) == (basis, 1500)


def test_undo_is_refused_after_a_later_change(two):
    project = two.listing("环城公园").project
    done = committed(given(table((project.code, "环城公园", "晋江市", 1200, "李副市长")), two), paper=None)
    project.refresh_from_db()
    edit_project(
        project=project, changes={"status": Status.SUSPENDED}, reason="停工", seen_version=project.version,
        by=OFFICER, at=LATER,
    )  # fmt: skip
    with pytest.raises(Refused, match="环城公园"):
        undo(done, reason="选错了", by=OFFICER, at=MUCH_LATER)
    assert Batch.objects.get(pk=done.pk).state == BatchState.COMMITTED


def test_what_changed_after_the_check_is_never_written_over(two):
    project = two.listing("环城公园").project
    batch = given(table((project.code, "环城公园", "晋江市", 1200, "李副市长")), two)
    edit_project(
        project=project, changes={"status": Status.SUSPENDED}, reason="停工", seen_version=1, by=OFFICER, at=NOW
    )
    with pytest.raises(Stale):
        committed(batch)


def test_a_new_plan_needs_a_paper_and_a_fact_does_not(two):
    code = two.listing("环城公园").project.code
    plan = given(table((code, "环城公园", "晋江市", 1500, None)), two)
    with pytest.raises(Refused, match="依据"):
        committed(plan, paper=None)
    assert Batch.objects.get(pk=plan.pk).state == BatchState.READY
    committed(given(table((code, "环城公园", "晋江市", 1200, "李副市长")), two), paper=None)


def test_look_alikes_are_asked_and_a_person_decides(two):
    batch = given(table((None, "城东污水处理厂", "晋江市", 900, None), heads=HEADS), two)
    row = batch.rows.get()
    (issue,) = [issue for issue in row.said("findings")["issues"] if issue["rule"] == "similar_name"] or [None]
    assert issue is not None
    candidate = row.said("findings")["candidates"][0]
    assert candidate["name"] == "城东污水厂"
    decided = decide(batch, {1: f"same:{candidate['id']}"}, by=OFFICER, at=NOW)
    assert decided.said("counts")["changed"] == 1
    skipped = decide(batch, {1: "skip"}, by=OFFICER, at=NOW)
    assert skipped.said("counts")["skipped"] == 1


HEADS = ("项目编码", "项目名称", "单位", "年度计划（万元）", "挂钩领导")


def test_two_rows_for_one_project_are_both_held(two):
    code = two.listing("环城公园").project.code
    batch = given(table((code, "环城公园", "晋江市", 1500, None), (code, "环城公园", "晋江市", 1600, None)), two)
    assert batch.said("counts")["question"] == 2


def test_an_old_plan_that_comes_back_is_asked(two):
    code = two.listing("环城公园").project.code
    committed(given(table((code, "环城公园", "晋江市", 1500, None)), two))
    old = given(table((code, "环城公园", "晋江市", 1200, None)), two, at=MUCH_LATER)
    (issue,) = old.rows.get().said("findings")["issues"]
    assert issue["rule"] == "earlier_plan"


def test_rows_of_a_flat_list_without_a_unit_of_money_wait_for_the_answer(register):
    book = flat_layout(ledger(14))
    book.active["E1"], book.active["F1"] = "总投资", "年度计划投资"
    batch = given(book, register)
    assert batch.said("counts")["question"] == 14
    assert [issue["rule"] for issue in batch.said("findings")["issues"]] == ["unit_missing"]


def test_a_second_press_commits_nothing_twice(two):
    code = two.listing("环城公园").project.code
    batch = given(table((code, "环城公园", "晋江市", 1500, None)), two)
    committed(batch)
    with pytest.raises(Refused, match="已入库"):
        committed(batch, at=MUCH_LATER)
    assert Entry.objects.filter(action="projects.import_register").count() == 1


def test_the_plan_of_a_package_is_not_changed_by_its_row(register):
    register.install(
        register.entry("农村公厕", "0", parts=(register.entry("一村", "100"), register.entry("二村", "200")))
    )
    code = register.listing("农村公厕").project.code
    same = given(table((code, "农村公厕", "晋江市", 300, None)), register)
    assert same.said("counts")["unchanged"] == 1, "a package shows what its parts add up to"
    other = given(table((code, "农村公厕", "晋江市", 500, None)), register)
    assert [issue["rule"] for issue in other.rows.get().said("findings")["issues"]] == ["package_plan"]


def test_the_command_reads_its_file_once(register, tmp_path, monkeypatch: pytest.MonkeyPatch):
    path, readings = tmp_path / "台账.xlsx", []
    saved(usual_layout(ledger(20)), path)
    read = analysis.read_workbook
    monkeypatch.setattr(analysis, "read_workbook", lambda *said, **more: readings.append(1) or read(*said, **more))
    words = ("--document", "泉建〔2018〕1号", "--approver", "市政府", "--reason", "年初下达")
    call_command("import_register", str(path), "--campaign", "2018", *words, stdout=StringIO())
    assert Batch.objects.get().state == BatchState.COMMITTED
    assert len(readings) == 1
