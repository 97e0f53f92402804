"""收数: the slices of a month come back at once; one page tells what has come of each."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.intake.models import Batch, Delivery
from core.journal.models import Entry
from tests.intake.ledgers import saved

from .reports_desk import line, table
from .test_import_reports import roads  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def together(client: Client, **files: bytes):
    sent = [SimpleUploadedFile(f"{name}.xlsx", content) for name, content in files.items()]
    return client.post(reverse("import_desk", args=["reports"]), {"about": "2018-02", "file": sent})


def content(*rows) -> bytes:
    return saved(table(*rows)).getvalue()


def test_each_file_is_an_import_of_its_own_and_doubles_are_pointed_out(roads):  # noqa: F811
    world, (east, west, foreign) = roads
    client = world.cast.client("jinjiang_reporter")
    answer = together(
        client, 城投=content(line(east, 10), line(west, 20)), 路桥=content(line(west, 25), line(foreign, 1)),
        旧表=b"PK\x03\x04 broken",
    )  # fmt: skip
    delivery = Delivery.objects.get()
    assert answer["Location"] == reverse("import_delivery", args=["reports", delivery.pk])
    batches = Batch.objects.filter(delivery=delivery).order_by("pk")
    assert [batch.said("counts")["changed"] for batch in batches] == [2, 1]
    text = client.get(answer["Location"]).content.decode()
    for said in ("城投.xlsx", "路桥.xlsx", "旧表.xlsx", "已损坏", "几个文件里都有的项目", "西环路", "内容不同"):
        assert said in text
    assert "东环路" not in text, "it stands in one file alone"
    batch = batches[0]
    assert answer["Location"] in client.get(reverse("import_batch", args=["reports", batch.pk])).content.decode()


def test_the_same_file_twice_is_read_once(roads):  # noqa: F811
    world, (east, *_) = roads
    same = content(line(east, 10))
    answer = together(world.cast.client("jinjiang_reporter"), 一=same, 二=same)
    assert Batch.objects.count() == 1
    assert "同一个文件" in world.cast.client("jinjiang_reporter").get(answer["Location"]).content.decode()


def test_one_file_comes_alone_as_ever(roads):  # noqa: F811
    world, (east, *_) = roads
    answer = together(world.cast.client("jinjiang_reporter"), 一=content(line(east, 10)))
    assert answer["Location"] == reverse("import_batch", args=["reports", Batch.objects.get().pk])
    assert not Delivery.objects.exists()


def test_nobody_sees_the_files_of_another_unit(roads):  # noqa: F811
    world, (east, west, _) = roads
    address = together(
        world.cast.client("jinjiang_reporter"), 一=content(line(east, 10)), 二=content(line(west, 20))
    )["Location"]  # fmt: skip
    assert world.cast.client("second_reporter").get(address).status_code == 200, "a colleague of the unit"
    assert world.cast.client("huian_reporter").get(address).status_code == 404


def test_files_beyond_somebodys_patience_are_read_in_the_background(
    roads,  # noqa: F811
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    world, (east, west, _) = roads
    monkeypatch.setattr("core.intake.actions.delivering.PATIENCE", timedelta(0))
    client = world.cast.client("jinjiang_reporter")
    with django_capture_on_commit_callbacks(execute=False) as bells:
        address = together(client, 一=content(line(east, 10)), 二=content(line(west, 20)))["Location"]
    assert "every 3s" in client.get(address).content.decode()
    for ring in bells:
        ring()
    assert "every 3s" not in client.get(address).content.decode()
    assert [batch.said("counts")["changed"] for batch in Batch.objects.all()] == [1, 1]


def seen_on(client: Client, address: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', client.get(address).content.decode())


@pytest.fixture
def three(roads):  # noqa: F811
    """Two clear files, and one with a row that nobody can read: who brought them, the page, and the reports."""
    world, (east, west, foreign) = roads
    client = world.cast.client("jinjiang_reporter")
    brought = together(
        client, 城投=content(line(east, 10)), 路桥=content(line(west, 20)), 园林=content(line(foreign, "若干"))
    )  # fmt: skip
    return world, client, brought["Location"], (east, west, foreign)


def committed_at(client: Client, address: str, **said: object):
    return client.post(f"{address}commit/", {"how": "send", "reason": "", **said}, follow=True)


def test_clear_files_are_filled_with_one_word_and_the_others_wait(three):
    world, client, address, (east, west, foreign) = three
    text = client.get(address).content.decode()
    assert "一并填报" in text
    assert "有要处理的行" in text
    seen = seen_on(client, address)
    assert len(seen) == 2
    answer = committed_at(client, address, seen=seen).content.decode()
    assert "2 个文件" in answer
    assert [batch.state for batch in Batch.objects.order_by("pk")] == ["committed", "committed", "ready"]
    assert [world.duty(each, 2).current.month_done_wan for each in (east, west)] == [10, 20]
    assert world.duty(foreign, 2).current is None
    receipts = Entry.objects.filter(action="reporting.import_reports")
    assert receipts.count() == 2, "each file is an act of its own"
    assert "一并填报" not in answer, "one file alone has its own page"


def test_what_moved_since_is_left_and_said_and_keeps_no_other_back(three):
    world, client, address, (east, *_) = three
    seen = seen_on(client, address)
    stale = [seen[0].partition(":")[0] + ":" + "0" * 64, seen[1]]
    answer = committed_at(client, address, seen=stale).content.decode()
    assert "“城投.xlsx”没有" in answer
    assert [batch.state for batch in Batch.objects.order_by("pk")] == ["ready", "committed", "ready"]
    assert world.duty(east, 2).current is None


def test_files_that_are_not_clear_cannot_be_named(three):
    _, client, address, _ = three
    held = Batch.objects.order_by("pk").last()
    answer = committed_at(client, address, seen=[f"{held.pk}:{held.digest}"])
    assert answer.status_code == 409
    held.refresh_from_db()
    assert held.state == "ready"


def test_a_report_in_two_files_is_in_neither_of_the_clear_ones(roads):  # noqa: F811
    world, (east, west, _) = roads
    client = world.cast.client("jinjiang_reporter")
    slices = {"城投": (line(east, 10), line(west, 20)), "路桥": (line(west, 25),)}
    address = together(client, **{name: content(*rows) for name, rows in slices.items()})["Location"]
    assert not seen_on(client, address)
    held = Batch.objects.order_by("pk").first()
    assert committed_at(client, address, seen=[f"{held.pk}:{held.digest}"]).status_code == 409
