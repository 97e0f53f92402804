"""A checked plan table is one adjustment with its paper, written as a whole in few statements; and taken back so."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from core.foundation.months import Month
from core.foundation.verdict import Refused, Stale
from core.intake import actions
from core.intake.actions import undo
from core.intake.choices import BatchState
from core.intake.models import Batch
from core.intake.reader import as_real_file
from core.journal.models import Entry
from projects.actions import Adjustment, PlanChange, adjust_plan, edit_project
from projects.choices import BatchKind, CurveBasis
from projects.models import PlanBatch, PlanLine, PlanMonth, Project
from projects.rollups import due_by_month, list_totals
from tests.intake.ledgers import saved
from tests.intake.plan_desk import commit, plan_table, receive

from .conftest import LATER, NOW, OFFICER, paper

pytestmark = pytest.mark.django_db

NOT_COUNTED = re.compile("SAVEPOINT|RELEASE")
MUCH_LATER = LATER + timedelta(days=1)
LAST_QUARTER = (0,) * 9


def given(book: Workbook, register, at=NOW) -> Batch:
    with as_real_file([saved(book).getvalue()]) as file:
        return receive(file, "计划.xlsx", campaign=register.campaign, by=OFFICER, at=at)


def committed(batch: Batch, at=LATER, **values) -> Batch:
    signed = paper(approved_at=at, title="2018年月计划分解", effective_month=Month(2018, 1))
    words = {"reason": "按年度计划文件", "paper": signed, "seen_digest": batch.digest} | values
    return commit(batch, by=OFFICER, at=at, **words)


def table(*rows: tuple, heads=("项目编码", "项目名称", "年度计划（万元）", "计划开工", "计划竣工")) -> Workbook:
    book = Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    return book


@pytest.fixture
def two(register):
    register.install(register.entry("环城公园", "1200"), register.entry("城东污水厂", "800"))
    return register


def code(register, name="环城公园") -> str:
    return register.listing(name).project.code


def state(register) -> list:
    """Everything a plan is: amounts, dates, months and where they are from, and the projects' dates."""
    lines = PlanLine.objects.live().order_by("listing").prefetch_related("months")
    plans = [
        (line.annual_plan_wan, line.cumulative_before_year_wan, line.planned_start, line.planned_finish,
         line.curve_basis, [month.due_wan for month in line.months.order_by("month")])
        for line in lines
    ]  # fmt: skip
    return [plans, list(Project.objects.order_by("pk").values_list("planned_start", "planned_finish"))]


def test_the_months_of_the_first_list_come_in_as_one_batch(two):
    before = list_totals(two.campaign)
    batch = given(plan_table(two.campaign), two)
    assert batch.said("counts")["changed"] == 2
    done = committed(batch)
    assert done.state == BatchState.COMMITTED
    plan_batch = PlanBatch.objects.get(kind=BatchKind.ADJUSTMENT)
    assert (plan_batch.document_number, plan_batch.effective_month) == ("泉建〔2018〕1号", Month(2018, 1))
    assert list_totals(two.campaign) == before, "splitting a plan does not change it"
    assert due_by_month(two.campaign)[Month(2018, 9)] == 0
    live = PlanLine.objects.live()
    assert set(live.values_list("curve_basis", "is_initial", "known_from")) == {(CurveBasis.ENTERED, False, LATER)}
    assert PlanLine.objects.filter(is_initial=True, known_to=LATER).count() == 2, "年初计划 stays readable"
    entry = Entry.objects.get(action="projects.import_plan")
    assert f'"digest":"{batch.digest}"' in entry.payload
    assert entry.reason == "按年度计划文件"


def test_a_changed_plan_is_named_old_to_new(two):
    batch = given(table((code(two), "环城公园", 1500, "2018年3月", None)), two)
    assert batch.rows.get().said("changes") == {
        "annual_plan_wan": ["1200.00", "1500.00"], "planned_start": ["", "2018-03-01"]
    }  # fmt: skip
    committed(batch)
    line = PlanLine.objects.live().get(listing=two.listing("环城公园"))
    assert (line.annual_plan_wan, line.planned_start, line.cumulative_before_year_wan) == (
        1500, date(2018, 3, 1), Decimal("10.50")
    )  # fmt: skip
    assert two.listing("环城公园").project.planned_start == date(2018, 3, 1), "the project's dates follow its plan"
    again = given(table((code(two), "环城公园", 1500, "2018年3月", None)), two, at=MUCH_LATER)
    assert again.said("counts")["unchanged"] == 1, "the same file twice changes nothing"
    old = given(table((code(two), "环城公园", 1200, None, None)), two, at=MUCH_LATER)
    assert [issue["rule"] for issue in old.rows.get().remarks] == ["earlier_plan"]


def test_a_plan_never_changes_before_its_effective_month(two):
    batch = given(plan_table(two.campaign), two)
    july = paper(approved_at=LATER, effective_month=Month(2018, 7))
    with pytest.raises(Refused, match="不晚于 2018-01"):
        committed(batch, paper=july)
    committed(batch)
    amounts = [*LAST_QUARTER, 100, 200, 900]
    later = given(plan_table(two.campaign, **{code(two).replace("-", "_"): amounts}), two, at=MUCH_LATER)
    october = paper(approved_at=MUCH_LATER, effective_month=Month(2018, 10))
    committed(later, at=MUCH_LATER, paper=october)
    months = PlanMonth.objects.filter(line__known_to__isnull=True, line__listing=two.listing("环城公园"))
    assert list(months.filter(month__gte="2018-10").values_list("due_wan", flat=True)) == [100, 300, 1200]


def test_a_plan_needs_its_paper(two):
    batch = given(table((code(two), "环城公园", 1500, None, None)), two)
    with pytest.raises(Refused, match="依据"):
        committed(batch, paper=None)
    assert Batch.objects.get(pk=batch.pk).state == BatchState.READY


def test_nothing_is_written_when_one_row_cannot_be(two, monkeypatch):
    """All rows or none: the last statement fails, and no line, month or date is left behind."""
    batch, before = given(plan_table(two.campaign), two), state(two)
    monkeypatch.setattr("projects.imports.plan.writing._move_dates", lambda writing: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        committed(batch)
    assert state(two) == before
    assert not PlanBatch.objects.filter(kind=BatchKind.ADJUSTMENT).exists()


def test_a_plan_adjusted_after_the_check_is_never_written_over(two):
    batch = given(table((code(two), "环城公园", None, "2018-03-01", None)), two)
    adjusted(two, 1300)
    with pytest.raises(Stale):
        committed(batch, at=MUCH_LATER)
    assert PlanLine.objects.live().get(listing=two.listing("环城公园")).annual_plan_wan == 1300


def adjusted(register, plan: int, at=LATER) -> None:
    change = PlanChange(register.listing("环城公园").pk, Decimal(plan))
    adjust_plan(campaign=register.campaign, paper=paper(approved_at=at), adjustment=Adjustment((change,)),
                by=OFFICER, at=at)  # fmt: skip


def test_undo_restores_the_lines_before_by_a_batch_of_its_own(two):
    before = state(two)
    book = plan_table(two.campaign)
    book.active["P3"], book.active["P5"] = "计划开工", "2018-10-01"
    done = committed(given(book, two))
    assert state(two) != before
    edited = two.listing("环城公园").project
    edit_project(project=edited, changes={"address": "城东"}, reason="补", seen_version=edited.version,
                 by=OFFICER, at=LATER)  # fmt: skip
    undone = undo(done, reason="选错了文件", by=OFFICER, at=MUCH_LATER)
    assert undone.state == BatchState.UNDONE
    assert state(two) == before, "an edit of the project does not stand in the way"
    assert [batch.kind for batch in PlanBatch.objects.order_by("number")] == [
        BatchKind.INITIAL, BatchKind.ADJUSTMENT, BatchKind.ADJUSTMENT
    ]  # fmt: skip
    assert PlanLine.objects.count() == 6, "plans are never overwritten"
    assert Entry.objects.filter(action="projects.undo_plan_import").count() == 1
    again = given(book, two, at=MUCH_LATER + timedelta(days=1))
    assert again.said("counts")["changed"] == 2, "it can be brought again"


def test_undo_gives_a_project_its_own_dates_back_not_its_plans(two):
    """Plan and project said different days before."""
    listing = two.listing("环城公园")
    Project.objects.filter(pk=listing.project.pk).update(planned_start=date(2018, 4, 1))
    PlanLine.objects.filter(listing=listing).update(planned_start=date(2018, 2, 1))
    done = committed(given(table((code(two), "环城公园", None, "2018-03-01", None)), two))
    assert two.listing("环城公园").project.planned_start == date(2018, 3, 1)
    undo(done, reason="选错了文件", by=OFFICER, at=MUCH_LATER)
    assert two.listing("环城公园").project.planned_start == date(2018, 4, 1)
    assert PlanLine.objects.live().get(listing=listing).planned_start == date(2018, 2, 1)


def entered(register, *amounts: int) -> None:
    """Months that somebody entered for 环城公园, as single amounts."""
    curve = tuple(Decimal(sum(amounts[:month])) for month in range(1, 13))
    change = PlanChange(register.listing("环城公园").pk, curve[-1], curve=curve)
    adjust_plan(campaign=register.campaign, paper=paper(approved_at=NOW), adjustment=Adjustment((change,)),
                by=OFFICER, at=NOW)  # fmt: skip


@pytest.mark.parametrize(("chosen", "basis", "march"), [
    (None, CurveBasis.ENTERED, 150), ("scaled", CurveBasis.ENTERED, 150), ("straight", CurveBasis.STRAIGHT, 375),
])  # fmt: skip
def test_entered_months_follow_a_new_total_as_a_person_chose(two, chosen, basis, march):
    entered(two, 0, 0, 120, *[120] * 9)
    batch = given(table((code(two), "环城公园", 1500, None, None)), two)
    effect = batch.said("findings")["effect"]
    assert (effect["rescaled"], effect["due_step_wan"][2], effect["straight_step_wan"][2]) == (1, "30.00", "255.00")
    signed = paper(approved_at=LATER, effective_month=Month(2018, 1))
    words = {"reason": "调整", "paper": signed} | ({"months": chosen} if chosen else {})
    actions.commit(batch, words=words, seen_digest=batch.digest, by=OFFICER, at=LATER)
    line = PlanLine.objects.live().get(listing=two.listing("环城公园"))
    assert (line.curve_basis, line.months.get(month="2018-03").due_wan) == (basis, march)


def test_undo_is_refused_after_a_later_adjustment(two):
    done = committed(given(table((code(two), "环城公园", 1500, None, None)), two))
    adjusted(two, 1600, at=MUCH_LATER)
    with pytest.raises(Refused, match="环城公园"):
        undo(done, reason="选错了", by=OFFICER, at=MUCH_LATER + timedelta(days=1))
    assert Batch.objects.get(pk=done.pk).state == BatchState.COMMITTED
    assert PlanLine.objects.live().get(listing=two.listing("环城公园")).annual_plan_wan == 1600


def test_only_the_current_year_is_planned(two):
    batch = given(table((code(two), "环城公园", 1500, None, None)), two)
    type(two.campaign).objects.update(is_current=False)
    with pytest.raises(Refused, match="只有当前年度"):
        committed(batch)


@pytest.mark.both
def test_621_rows_take_few_statements(register):
    register.install(*(register.entry(f"项目{number}", f"{1_000 + number}.35") for number in range(621)))
    book = plan_table(register.campaign)
    with CaptureQueriesContext(connection) as reading:
        batch = given(book, register)
    with CaptureQueriesContext(connection) as writing:
        committed(batch)
    assert PlanLine.objects.live().filter(curve_basis=CurveBasis.ENTERED).count() == 621
    assert PlanMonth.objects.count() == 621 * 12 * 2
    asked = [query["sql"] for query in (*reading, *writing) if not NOT_COUNTED.match(query["sql"])]
    most = 50 if connection.vendor == "postgresql" else 180  # SQLite binds 999 values a statement
    assert len(asked) <= most, f"{len(asked)}\n" + "\n".join(sql[:100] for sql in asked)


def test_the_command_shows_and_writes(two, tmp_path: Path, capsys):
    path = tmp_path / "计划.xlsx"
    saved(plan_table(two.campaign), path)
    call_command("import_plan", path, "--dry-run")
    assert "有变化 2" in capsys.readouterr().out
    assert not PlanBatch.objects.filter(kind=BatchKind.ADJUSTMENT).exists()
    said = {"document": "泉建〔2018〕9号", "approver": "市政府", "effective": "2018-01"}
    with pytest.raises(SystemExit):
        call_command("import_plan", path)
    assert "--document" in capsys.readouterr().err
    call_command("import_plan", path, *(f"--{name}={value}" for name, value in said.items()))
    assert PlanBatch.objects.get(kind=BatchKind.ADJUSTMENT).document_number == "泉建〔2018〕9号"
