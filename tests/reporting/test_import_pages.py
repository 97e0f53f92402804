"""The reports desk as its people walk it: from the month's page and back, and without a page by command."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from core.foundation import clock
from core.intake.choices import BatchState
from core.intake.models import Batch
from projects.models import Listing
from reporting.choices import DutyState, Origin
from tests.intake.ledgers import saved
from tests.projects.test_import_api import api

from .reports_desk import line, table
from .world import World, moment

pytestmark = pytest.mark.django_db
AT = moment(2, 22, 10)


@pytest.fixture
def roads(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[World, list[Listing]]:
    """January locked, February open with two roads of 晋江市."""
    listings = [world.project("A1", name="东环路"), world.project("A2", name="西环路")]
    world.open(1)
    for listing in listings:
        world.accept(listing, 1, "100")
    world.lock(1)
    world.open(2)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return world, listings


@pytest.fixture
def clerk(roads) -> Client:
    return roads[0].cast.client("jinjiang_reporter")


def upload(client: Client, book: Workbook, about: str = "2018-02"):
    file = SimpleUploadedFile("月报.xlsx", saved(book).getvalue())
    return client.post(reverse("import_desk", args=["reports"]), {"about": about, "file": file})


def act(client: Client, batch: Batch, what: str, **data: str):
    return client.post(reverse(f"import_{what}", args=["reports", batch.pk]), data)


def test_the_month_leads_to_the_form_and_back_for_whoever_fills(roads, clerk):
    text = clerk.get("/report/").content.decode()
    assert f"{reverse('report_workbook')}?month=2018-02" in text
    assert reverse("import_desk", args=["reports"]) in text
    approver = roads[0].cast.client("jinjiang_approver").get("/report/").content.decode()
    assert reverse("report_workbook") not in approver
    assert clerk.get("/import/")["Location"] == reverse("import_desk", args=["reports"])


def test_the_whole_walk(roads, clerk):
    world, (east, west) = roads
    assert upload(clerk, table(line(east, 10), line(west, 20))).status_code == 302
    batch = Batch.objects.get()
    text = clerk.get(reverse("import_batch", args=["reports", batch.pk])).content.decode()
    assert "填报（2 项）" in text
    assert "直接报送：2 项送初审" in text
    assert "新增" not in text, "this desk makes nothing new"
    refused = act(clerk, batch, "commit", seen=batch.digest)
    assert refused.status_code == 422
    assert "请选择直接报送还是存为草稿" in refused.content.decode()
    assert act(clerk, batch, "commit", seen=batch.digest, how="send").status_code == 302
    assert world.duty(east, 2).state == DutyState.SUBMITTED
    text = clerk.get(reverse("import_batch", args=["reports", batch.pk])).content.decode()
    assert "回执 DR2018-02-" in text
    assert "已填报" in text
    assert "晋江市填报员" in text
    assert act(clerk, batch, "undo", reason="选错了文件").status_code == 302
    assert world.duty(east, 2).state == DutyState.OPEN
    assert Batch.objects.get().state == BatchState.UNDONE


def test_with_questions_the_draft_is_proposed(roads, clerk):
    _, (east, west) = roads
    upload(clerk, table(line(east, 10), line(west, "约五百")))
    answer = clerk.get(reverse("import_batch", args=["reports", Batch.objects.get().pk]))
    assert answer.context["commit"].initial["how"] == "draft"


def test_a_row_that_waits_may_be_skipped_or_named(roads, clerk):
    _, (east, _) = roads
    upload(clerk, table([None, "东环路延伸", 10, None, None, "路基"], line(east, 10)))
    batch = Batch.objects.get()
    assert act(clerk, batch, "decide", **{"decision-1": "skip"}).status_code == 302
    batch.refresh_from_db()
    assert (batch.said("counts")["skipped"], batch.said("counts")["changed"]) == (1, 1)


@pytest.mark.parametrize(("about", "why"), [("2018-01", "已锁数"), ("2018-03", "还没有开放填报"), ("x", "不是月份")])
def test_another_month_is_refused_with_its_reason(roads, clerk, about: str, why: str):
    _, (east, _) = roads
    answer = upload(clerk, table(line(east, 10)), about)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Batch.objects.exists()


def test_without_an_open_month_the_desk_says_so(world: World, monkeypatch):
    world.project("A1")
    monkeypatch.setattr(clock, "now", lambda: AT)
    text = world.cast.client("jinjiang_reporter").get(reverse("import_desk", args=["reports"])).content.decode()
    assert "现在没有开放的填报月" in text


def test_a_colleague_of_the_unit_sees_the_import_and_an_owner_does_not(roads, clerk):
    world, (east, _) = roads
    upload(clerk, table(line(east, 10)))
    page = reverse("import_batch", args=["reports", Batch.objects.get().pk])
    assert world.cast.client("huian_reporter").get(page).status_code == 404
    assert world.cast.client("project_company").get(page).status_code == 404
    assert world.cast.client("dispatcher").get(page).status_code == 403


@pytest.fixture
def file(roads, tmp_path: Path) -> Path:
    path = tmp_path / "月报.xlsx"
    path.write_bytes(saved(table(line(roads[1][0], 10), line(roads[1][1], 20))).getvalue())
    return path


def run(file: Path, *options: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("import_reports", str(file), "--month", "2018-02", *options, stdout=said, stderr=said)
    except SystemExit as stopped:
        return int(stopped.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_the_command_checks_the_whole_city_and_writes_nothing(roads, file):
    code, said = run(file, "--dry-run", "--json")
    told = json.loads(said)
    assert code == 0
    assert told["counts"]["changed"] == 2
    assert [row["month_done_wan"] for row in told["rows"]] == ["10.00", "20.00"]
    assert not Batch.objects.exists()


def test_the_command_needs_a_person_to_write(roads, file):
    code, said = run(file)
    assert code == 2
    assert "--as" in said
    code, said = run(file, "--as", "dispatcher")
    assert code == 2
    world, (east, _) = roads
    assert world.duty(east, 2).state == DutyState.OPEN


def test_the_command_sends_for_a_person(roads, file):
    world, (east, _) = roads
    world.cast.call("jinjiang_reporter")
    code, said = run(file, "--as", "jinjiang_reporter", "--unit", "350582")
    assert (code, "已填报" in said) == (0, True)
    duty = world.duty(east, 2)
    assert (duty.state, duty.current.author.username, duty.current.origin) == (
        DutyState.SUBMITTED, "jinjiang_reporter", Origin.FILE,
    )  # fmt: skip


def test_the_command_says_which_unit_is_not_the_persons(roads, file):
    roads[0].cast.call("jinjiang_reporter")
    code, said = run(file, "--as", "jinjiang_reporter", "--unit", "350521")
    assert code == 2
    assert "不填报惠安县" in said


def test_a_program_walks_the_same_way(roads):
    """The month is the person's open one; without a choice between draft and report nothing is written."""
    world, (east, _) = roads
    world.cast.call("jinjiang_reporter")
    client, url = api(world.cast, "jinjiang_reporter"), "/api/v1/imports/reports/"
    file = SimpleUploadedFile("月报.xlsx", saved(table(line(east, 10))).getvalue())
    made = client.post(url, {"file": file}, format="multipart").json()
    assert (made["counts"]["changed"], made["effect"]["month_wan"]) == (1, "10.00")
    one = f"{url}{made['id']}/"
    bare = client.post(f"{one}commit/", {"seen_digest": made["digest"]})
    assert (bare.status_code, "how" in bare.json()["fields"]) == (422, True)
    done = client.post(f"{one}commit/", {"seen_digest": made["digest"], "how": "send"})
    assert (done.json()["state"], world.duty(east, 2).state) == ("committed", DutyState.SUBMITTED)
    back = client.post(f"{one}undo/", {"reason": "选错了文件"})
    assert (back.json()["state"], world.duty(east, 2).state) == ("undone", DutyState.OPEN)
