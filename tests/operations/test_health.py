"""The health page names the faulty part and answers within two seconds whatever hangs."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from core.foundation import clock
from core.operations import health, heartbeats, views
from core.operations.health import Part
from core.operations.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard_of() -> None:
    """Worker and beat have just shown a sign of life."""
    for name in (heartbeats.WORKER, heartbeats.BEAT):
        heartbeats.beat(name, at=clock.real_now())


@pytest.fixture
def alive(heard_of: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything well, the broker too."""
    monkeypatch.setattr(health, "broker_parts", lambda: {"broker": Part("ok")})


@pytest.fixture
def mute_server() -> Iterator[int]:
    """A port that accepts and never says a word; its number."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def ask() -> tuple[int, dict[str, object]]:
    response = views.healthz(RequestFactory().get("/healthz"))
    return response.status_code, json.loads(response.content)


@pytest.mark.usefixtures("alive")
def test_all_is_well() -> None:
    status, report = ask()
    assert (status, report["status"]) == (200, "ok")
    assert {name: part["state"] for name, part in report["parts"].items()} == dict.fromkeys(
        ("database", "broker", "worker", "beat", "queue"), "ok"
    )


@pytest.mark.usefixtures("alive")
def test_parts_that_fell_silent_are_named() -> None:
    heartbeats.beat(heartbeats.BEAT, at=clock.real_now() - timedelta(minutes=4))
    status, report = ask()
    assert (status, report["status"]) == (200, "degraded")
    assert report["parts"]["beat"]["state"] == "silent"
    assert report["parts"]["worker"]["state"] == "ok"


@pytest.mark.usefixtures("alive")
def test_a_queue_that_does_not_move_is_named() -> None:
    due_at = clock.real_now() - timedelta(minutes=6)
    Job.objects.create(kind="test.work", key="1", requested_at=due_at, due_at=due_at, wanted=1)
    part = ask()[1]["parts"]["queue"]
    assert part["state"] == "stuck"
    assert part["oldest_waiting_seconds"] >= 360


@pytest.mark.usefixtures("alive")
def test_a_database_that_is_away_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> dict[str, Part]:
        raise DatabaseError

    monkeypatch.setattr(health, "database_parts", away)
    status, report = ask()
    assert (status, report["status"], report["parts"]["database"]["state"]) == (503, "down", "away")
    assert report["parts"]["worker"]["state"] == "unknown"


def test_a_database_that_hangs_is_503_within_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    back = threading.Event()
    monkeypatch.setattr(health, "database_parts", lambda: back.wait(10) and {})
    started = time.monotonic()
    status, _ = ask()
    assert status == 503
    assert time.monotonic() - started < 2
    back.set()


@pytest.mark.usefixtures("heard_of")
def test_a_redis_that_hangs_costs_its_limit_and_no_more(settings: Settings, mute_server: int) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{mute_server}/0"
    started = time.monotonic()
    status, report = ask()
    assert (status, report["parts"]["broker"]["state"]) == (200, "away")
    assert time.monotonic() - started < 2


def test_no_redis_configured_is_said(settings: Settings) -> None:
    settings.REDIS_URL = ""
    assert health.broker_parts()["broker"] == Part("away", {"reason": "REDIS_URL is not set"})


@pytest.mark.urls("core.operations.urls")
def test_the_page_needs_no_account_and_no_session(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "report", lambda: {"status": "ok"})
    response = client.get("/healthz")
    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
