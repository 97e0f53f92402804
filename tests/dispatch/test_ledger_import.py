"""The problem ledger comes in from the office's own table, and the exported one comes back with its changes."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from core.foundation import clock
from core.foundation.verdict import Refused
from core.intake import actions
from core.intake.choices import BatchState, RowGroup
from core.intake.desks import Occasion, desk_named
from core.intake.models import Batch
from core.intake.reader import as_real_file
from dispatch.choices import ProblemState, Tier
from dispatch.models import Problem
from tests.cast import Cast

from .world import DispatchWorld, moment

HEADS = [
    "编号",
    "项目",
    "问题",
    "问题描述",
    "问题类别",
    "提出单位",
    "提出日期",
    "牵头单位",
    "责任人",
    "措施",
    "完成时限",
    "销号日期",
]


@pytest.fixture
def world(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> DispatchWorld:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 5))
    made = DispatchWorld(cast)
    made.road.project.name, made.road.project.name_key = "东环路", "东环路"
    made.road.project.save()
    cast.department("FGW")
    return made


def _receive(world: DispatchWorld, content: bytes) -> Batch:
    occasion = Occasion(desk_named("problems"), "2018", world.cast.dispatcher)
    with as_real_file([content]) as file:
        return actions.receive(file, "台账.xlsx", occasion=occasion, by=world.cast.dispatcher.actor, at=moment(3, 5))


def _table(*rows: list[object], heads: list[str] = HEADS) -> bytes:
    book, target = Workbook(), BytesIO()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def _commit(world: DispatchWorld, batch: Batch) -> Batch:
    words = {"reason": "接收市局台账"}
    return actions.commit(batch, words=words, seen_digest=batch.digest, by=world.cast.dispatcher.actor, at=moment(3, 5))


def _said(batch: Batch) -> list[str]:
    return [each["message"] for row in batch.rows.order_by("number") for each in row.remarks if each["tier"] == "错误"]


NEW = [
    1,
    "东环路",
    "3户未签约",
    "红线内3户未签约",
    "征地拆迁",
    "晋江市",
    "2018-03-01",
    "市发展和改革委员会",
    "经办人",
    "逐户上门",
    "2018-03-20",
    None,
]


def test_a_new_row_becomes_a_problem_of_the_bureau_with_the_table_s_deadline(world: DispatchWorld) -> None:
    batch = _receive(world, _table(NEW))
    assert (_said(batch), [row.group for row in batch.rows.all()]) == ([], [RowGroup.NEW])
    _commit(world, batch)
    made = world.now(Problem.objects.get())
    assert (made.tier, made.state, made.problem_class) == (Tier.BUREAU, ProblemState.IN_COORDINATION, "land")
    assert (made.department.code, made.responsible_person, made.measures) == ("FGW", "经办人", "逐户上门")
    assert (made.deadline.since.isoformat(), made.deadline.due_on.isoformat()) == ("2018-03-01", "2018-03-20")
    assert made.steps.get().text == f"由台账导入（{batch.number}）：接收市局台账"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("项目", "西环路", "本年名单中没有这个项目"),
        ("问题描述", None, "新问题缺少“问题描述”"),
        ("销号日期", "2018-03-02", "已销号的问题不补录"),
        ("完成时限", "2018-02-01", "早于提出日期"),
        ("提出日期", "2018-03-06", "在今天之后"),
        ("问题类别", "天气", "不是可用的问题类别"),
    ],
)
def test_what_cannot_be_taken_waits_and_says_why(
    world: DispatchWorld, column: str, value: str | None, message: str
) -> None:
    row = list(NEW)
    row[HEADS.index(column)] = value
    batch = _receive(world, _table(row))
    assert any(message in said for said in _said(batch)), _said(batch)
    with pytest.raises(Refused, match="没有要写入的行"):
        _commit(world, batch)
    assert not Problem.objects.exists()


def _exported(world: DispatchWorld) -> dict[str, object]:
    answer = world.cast.client("dispatcher").get(reverse("problem_export") + "?show=all")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    answer.close()
    return {"book": book, "heads": [cell.value for cell in book.active[3]]}


def _content(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_exported_ledger_comes_back_unchanged_and_then_with_its_changes_only(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    found = _exported(world)
    same = _receive(world, _content(found["book"]))
    assert (_said(same), [row.group for row in same.rows.all()]) == ([], [RowGroup.UNCHANGED])
    sheet, heads = found["book"].active, found["heads"]
    sheet.cell(4, heads.index("责任人") + 1).value = "李科长"
    sheet.cell(4, heads.index("进展") + 1).value = "已签约9户"
    batch = _receive(world, _content(found["book"]))
    _commit(world, batch)
    now = world.now(made)
    assert (now.responsible_person, now.title) == ("李科长", made.title)
    assert now.steps.order_by("-number").first().text == "已签约9户"
    assert now.deadlines.count() == 1


def _with(row: list[object], **named: object) -> tuple[list[object], list[str]]:
    """The row with further columns, and the headings."""
    return [*row, *named.values()], [*HEADS, *named]


def test_partners_come_in_from_the_office_s_own_table(world: DispatchWorld) -> None:
    for code in ("CZJ", "GTZYJ"):
        world.cast.department(code)
    row, heads = _with(NEW, 协办单位="市国土资源局，市财政局")
    batch = _receive(world, _table(row, heads=heads))
    assert _said(batch) == []
    _commit(world, batch)
    made = Problem.objects.get()
    assert (made.department.code, {each.code for each in made.partners.all()}) == ("FGW", {"CZJ", "GTZYJ"})


@pytest.mark.parametrize(
    ("partners", "more", "message"),
    [
        ("市财政局、市气象台", {}, "“市气象台”不是可用的配合单位"),
        ("市财政局、市发展和改革委员会", {}, "牵头单位同时列为配合单位"),
        ("市财政局", {"层级": "县级"}, "县级问题由本县办理"),
    ],
)
def test_partners_that_the_page_would_refuse_wait_and_say_why(
    world: DispatchWorld, partners: str, more: dict[str, str], message: str
) -> None:
    world.cast.department("CZJ")
    row, heads = _with(NEW, 配合单位=partners, **more)
    batch = _receive(world, _table(row, heads=heads))
    assert any(message in said for said in _said(batch)), _said(batch)


def test_partners_go_out_and_come_back_the_same_then_changed_then_undone(world: DispatchWorld) -> None:
    lead, joined, other = (world.cast.department(code) for code in ("FGW", "CZJ", "GTZYJ"))
    made = world.report(at=moment(3, 1))
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 1))
    words = {"department": lead, "partners": [other, joined]}
    world.go(made, "coordinate", by=world.cast.dispatcher, at=moment(3, 1), **words)
    found = _exported(world)
    same = _receive(world, _content(found["book"]))
    assert (_said(same), [row.group for row in same.rows.all()]) == ([], [RowGroup.UNCHANGED])
    cell = found["book"].active.cell(4, found["heads"].index("配合单位") + 1)
    assert set(cell.value.split("、")) == {joined.name, other.name}
    cell.value = "、".join(reversed(cell.value.split("、")))
    assert [row.group for row in _receive(world, _content(found["book"])).rows.all()] == [RowGroup.UNCHANGED]
    cell.value = other.name
    batch = _commit(world, _receive(world, _content(found["book"])))
    assert list(made.partners.all()) == [other]
    page = world.cast.client("dispatcher").get(reverse("import_batch", args=["problems", batch.pk])).content.decode()
    assert joined.name in page
    actions.undo(batch, reason="改错了行", by=world.cast.dispatcher.actor, at=moment(3, 5))
    assert set(made.partners.all()) == {joined, other}
    assert world.now(made).department == lead


def test_a_deadline_or_a_tier_is_never_changed_by_a_table(world: DispatchWorld) -> None:
    world.report(at=moment(3, 1))
    found = _exported(world)
    sheet, heads = found["book"].active, found["heads"]
    sheet.cell(4, heads.index("完成时限") + 1).value = "2018-05-01"
    sheet.cell(4, heads.index("层级") + 1).value = "市政府"
    said = _said(_receive(world, _content(found["book"])))
    assert any("期限只增不改" in each for each in said)
    assert any("提级须按程序办理" in each for each in said)


def test_an_import_is_taken_back_whole_until_somebody_works_on_it(world: DispatchWorld) -> None:
    old = world.report(at=moment(3, 1))
    change = [old.number, "东环路", old.title, None, None, None, None, None, "李科长", None, None, None]
    by = {"by": world.cast.dispatcher.actor, "at": moment(3, 5)}
    batch = _commit(world, _receive(world, _table(NEW, change)))
    assert Problem.objects.count() == 2
    actions.undo(batch, reason="选错了文件", **by)
    assert Problem.objects.get() == old
    assert world.now(old).responsible_person == ""
    assert Batch.objects.get(pk=batch.pk).state == BatchState.UNDONE
    again = _commit(world, _receive(world, _table(NEW)))
    made = Problem.objects.exclude(pk=old.pk).get()
    world.go(made, "note", by=world.cast.dispatcher, at=moment(3, 5))
    with pytest.raises(Refused, match="又有办理"):
        actions.undo(again, reason="选错了文件", **by)


def test_the_desk_is_the_dispatcher_s(world: DispatchWorld) -> None:
    page = reverse("import_desk", args=["problems"])
    found = {name: world.cast.client(name).get(page).status_code for name in ("dispatcher", "section_officer")}
    assert found == {"dispatcher": 200, "section_officer": 403}
