"""What the pages do beside showing rows: keep what was typed, say why not, count alike, export what is seen."""

from contextlib import closing
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.accounts.models import InboxItem
from core.foundation import clock
from core.foundation.verdict import Refused
from core.operations.models import StoredFile
from dispatch.choices import ProblemState, Tier
from dispatch.models import Problem
from dispatch.workload import load_of
from tests.cast import Cast

from .world import DispatchWorld, moment, proof


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 2))


def _written(client: Client, world: DispatchWorld, **said: str):
    words = {"problem_class": "land", "title": "3户未签约", "description": "红线内3户未签约", "seen_version": "0"}
    return client.post(reverse("problem_new", args=[world.road.project.code]), words | said)


def test_a_draft_is_kept_and_reported_later(world: DispatchWorld) -> None:
    client = world.cast.client("jinjiang_reporter")
    _written(client, world)
    draft = Problem.objects.get()
    assert (draft.state, draft.deadline) == (ProblemState.DRAFT, None)
    words = {
        "problem_class": "land",
        "title": "3户未签约",
        "description": "已补充位置",
        "report": "1",
        "seen_version": "0",
    }
    client.post(reverse("problem_edit", args=[draft.pk]), words)
    now = world.now(draft)
    assert (now.state, now.description, now.deadline.due_on.isoformat()) == ("reported", "已补充位置", "2018-03-09")


def test_a_form_with_errors_keeps_what_was_typed(world: DispatchWorld) -> None:
    answer = _written(world.cast.client("jinjiang_reporter"), world, problem_class="", description="红线内3户")
    assert answer.status_code == 422
    assert "请选择问题类别" in answer.content.decode()
    assert "红线内3户" in answer.content.decode()
    assert not Problem.objects.exists()


def test_a_refused_move_keeps_what_was_typed_and_says_why(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    sent = {"seen_version": world.now(made).version, "move": "resolve", "text": "已全部迁移"}
    answer = world.cast.client("jinjiang_reporter").post(reverse("problem_move", args=[made.pk]), sent)
    assert answer.status_code == 422
    assert "申请销号须附佐证" in answer.content.decode()
    assert "已全部迁移" in answer.content.decode()


def test_who_moves_an_older_look_is_told_and_nothing_moves(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    sent = {"seen_version": 0, "move": "accept"}
    answer = world.cast.client("jinjiang_approver").post(reverse("problem_move", args=[made.pk]), sent)
    assert answer.status_code == 409
    assert "内容已被他人更新" in answer.content.decode()
    assert world.now(made).state == ProblemState.REPORTED


def test_evidence_is_read_by_whoever_reads_the_problem(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 1))
    paper = reverse("stored_file", args=[StoredFile.objects.get().pk])
    found = {}
    for name in ("jinjiang_approver", "dispatcher", "city_leader", "huian_reporter", "department_member"):
        with closing(world.cast.client(name).get(paper)) as answer:
            found[name] = answer.status_code
    assert found == {
        "jinjiang_approver": 200,
        "dispatcher": 200,
        "city_leader": 200,
        "huian_reporter": 404,
        "department_member": 404,
    }


def test_the_top_bar_counts_what_the_desk_lists(world: DispatchWorld, cast: Cast) -> None:
    world.open(1)
    first = world.report(at=moment(3, 1))
    world.report(at=moment(3, 1), listing=world.project("A2"))
    world.go(first, "raise", by=cast.jinjiang_approver, at=moment(3, 1))
    for name, count in {"jinjiang_approver": 1, "dispatcher": 1, "jinjiang_reporter": 0, "huian_approver": 0}.items():
        page = cast.client(name).get(reverse("dispatch_desk"))
        assert load_of(cast.user(name), moment(3, 2).date()).total == count, name
        assert len(page.context["problems"]) == count, name
        assert page.context["shell"].dispatch_count == count, name


def test_who_applied_for_closing_waits_and_those_above_are_asked_too(world: DispatchWorld, cast: Cast) -> None:
    """The county's own approver applied: not his turn, the dispatcher's. The dispatcher applied: a leader's."""
    world.open(1)
    low = world.report(at=moment(3, 1))
    world.go(low, "accept", by=cast.jinjiang_approver, at=moment(3, 1))
    world.go(low, "resolve", by=cast.jinjiang_approver, at=moment(3, 1))
    high = world.report(at=moment(3, 1), listing=world.project("A2"))
    world.go(high, "raise", by=cast.jinjiang_approver, at=moment(3, 1))
    world.go(high, "accept", by=cast.dispatcher, at=moment(3, 1))
    world.go(high, "resolve", by=cast.dispatcher, at=moment(3, 1))
    for name, asked in {"jinjiang_approver": [], "dispatcher": [low], "bureau_leader": [high]}.items():
        page = cast.client(name).get(reverse("dispatch_desk"))
        assert [row.pk for row, _ in page.context["problems"]] == [made.pk for made in asked], name
        assert page.context["shell"].dispatch_count == len(asked), name
        waiting = InboxItem.objects.filter(user=cast.user(name), kind="problem_waiting", resolved_at=None)
        assert set(waiting.values_list("subject", flat=True)) == {f"problem:{made.pk}" for made in asked}, name


def test_a_draft_is_not_counted_as_unsolved(world: DispatchWorld) -> None:
    client = world.cast.client("jinjiang_reporter")
    _written(client, world)
    draft = Problem.objects.get()
    listed = {show: client.get(reverse("problem_list") + f"?show={show}").context["rows"] for show in ("", "draft")}
    assert {show: [row.pk for row, _ in rows] for show, rows in listed.items()} == {"": [], "draft": [draft.pk]}
    panel = client.get(reverse("project", args=[world.road.project.code])).context["problems"]
    assert (panel.unsolved, panel.closed, panel.drafts) == ([], 0, [draft])
    assert "draft" not in world.cast.client("dispatcher").get(reverse("problem_list")).context["shows"]


def test_giving_out_again_keeps_who_has_it_unless_somebody_says_otherwise(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 1))
    lead = world.cast.department("FGW")
    world.go(made, "coordinate", by=world.cast.dispatcher, at=moment(3, 1), department=lead, responsible_person="李工")
    form = world.cast.client("dispatcher").get(reverse("problem", args=[made.pk])).context["form"]
    assert (form["department"].value(), form["responsible_person"].value()) == (lead.pk, "李工")


def test_the_desk_of_a_department_holds_the_problem_given_to_it(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 1))
    member = world.cast.department_member
    assert not load_of(member, moment(3, 2).date()).total
    word = {"department": world.cast.department("FGW"), "responsible_person": "经办人"}
    world.go(made, "coordinate", by=world.cast.dispatcher, at=moment(3, 1), **word)
    page = world.cast.client("department_member").get(reverse("my_items")).content.decode()
    assert made.title in page
    assert load_of(member, moment(3, 2).date()).problems == 1


def test_the_workbook_holds_what_the_filter_shows(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.report(at=moment(3, 1), listing=world.project("A2"), title="=1+1 管线")
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "extend", by=world.cast.dispatcher, at=moment(3, 1), working_days=3)
    client = world.cast.client("dispatcher")
    answer = client.get(reverse("problem_export") + "?show=all")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    answer.close()
    heads = [cell.value for cell in sheet[3]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=4)]
    assert {row["问题"] for row in rows} == {made.title, "=1+1 管线"}
    own = next(row for row in rows if row["问题"] == made.title)
    assert (own["延期次数"], own["完成时限"].date().isoformat(), own["是否逾期"]) == (1, "2018-03-13", "否")
    answer = client.get(reverse("problem_export") + "?q=管线")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    answer.close()
    assert sheet.max_row == 4


def test_the_ledger_filters_by_tier_and_by_what_is_overdue(world: DispatchWorld, monkeypatch) -> None:
    low = world.report(at=moment(3, 1))
    high = world.report(at=moment(3, 1), listing=world.project("A2"), title="管线未迁")
    world.go(high, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    client = world.cast.client("dispatcher")
    shown = {row.pk for row, _ in client.get(reverse("problem_list") + f"?tier={Tier.BUREAU}").context["rows"]}
    assert shown == {high.pk}
    monkeypatch.setattr(clock, "now", lambda: moment(3, 9))
    shown = {row.pk for row, _ in client.get(reverse("problem_list") + "?show=overdue").context["rows"]}
    assert shown == {low.pk}


def test_a_project_that_left_the_list_reports_no_more_and_says_so(world: DispatchWorld) -> None:
    world.road.left_by = world.batch
    world.road.save()
    page = world.cast.client("jinjiang_reporter").get(reverse("problem_new", args=[world.road.project.code]))
    assert page.status_code == 403
    assert "已退出本年名单" in page.content.decode()


def test_a_member_of_the_joint_meeting_reads_the_projects_given_to_it_and_no_others(world: DispatchWorld) -> None:
    other = world.project("A2")
    made = world.report(at=moment(3, 1))
    client = world.cast.client("department_member")
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 1))
    assert client.get(reverse("project", args=[world.road.project.code])).status_code == 404
    world.go(made, "coordinate", by=world.cast.dispatcher, at=moment(3, 1), department=world.cast.department("FGW"))
    assert client.get(reverse("project", args=[world.road.project.code])).status_code == 200
    assert client.get(reverse("project", args=[other.project.code])).status_code == 404


def test_a_photo_of_the_trouble_is_no_proof_of_its_end(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    cast = world.cast
    world.go(made, "accept", by=cast.jinjiang_approver, at=moment(3, 2))
    world.go(made, "resolve", by=cast.jinjiang_reporter, at=moment(3, 2))
    world.go(made, "fail", by=cast.jinjiang_approver, at=moment(3, 3))
    with pytest.raises(Refused, match="佐证"):
        world.go(made, "resolve", by=cast.jinjiang_reporter, at=moment(3, 5), evidence=None)
    world.go(made, "note", by=cast.jinjiang_reporter, at=moment(3, 5), evidence=proof())
    world.go(made, "resolve", by=cast.jinjiang_reporter, at=moment(3, 5), evidence=None)
