"""The loop under hard kills: web, worker and Redis die while reports come in, and nothing is lost or doubled."""

import http.client
import json
import os
import random
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection

from core.accounts.actions import tokens
from core.foundation.clock import real_now
from core.foundation.months import Month
from core.foundation.sql import wan_sum
from core.operations.choices import JobState
from core.operations.models import Job
from launcher.processes import Program
from quanzhou_portal.redis_urls import broker_url
from reporting.models import Brief, Duty, Figure, ReportVersion
from tests.cast import Cast
from tests.operations.processes import ROOT, Servers, database_url, eventually, kill

from .world import World

pytestmark = [pytest.mark.live, pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

REPORTS, CLIENTS, KILLS = 40, 6, 3


class Site(Servers):
    """Servers that also serve pages."""

    def start_web(self) -> Program:
        if not hasattr(self, "port"):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        log = self.folder / f"web-{len(self.programs)}.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "quanzhou_portal.settings_test",
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.redis_url,
        }
        command = [sys.executable, "-m", "gunicorn", "quanzhou_portal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        web = Program("web", [*command, "--workers", "2", "--threads", "2"], ROOT, environment, log)
        self.programs.append(web)
        web.start()
        eventually(self._answers, within=30, what="the web server's first answer")
        return web

    def _answers(self) -> bool:
        try:
            return self.request("GET", "/healthz", {}, None)[0] in {200, 503}
        except OSError:
            return False

    def request(self, method: str, path: str, headers: dict[str, str], body: object) -> tuple[int, dict]:
        """One request on a connection of its own; OSError or HTTPException when the server died on it."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = None if body is None else json.dumps(body)
            link.request(method, path, sent, {"Content-Type": "application/json", **headers})
            answer = link.getresponse()
            text = answer.read()
            return answer.status, json.loads(text or b"{}")
        finally:
            link.close()


@pytest.fixture
def site(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="faults-", dir="/tmp") as folder:  # a socket's path must be short
        site = Site(Path(folder))
        for name, value in {"task_always_eager": False, "broker_url": broker_url(site.redis_url)}.items():
            monkeypatch.setitem(current_app.conf, name, value)
        try:
            site.start_redis()
            yield site
        finally:
            site.end()


@pytest.fixture
def world(transactional_db: None, cast: Cast) -> World:
    return World(cast)


class Client(threading.Thread):
    """A county's program: sends its reports one by one, and after a lost answer sends the same again."""

    def __init__(self, site: Site, secret: str, duties: list[int], *, same_key: bool = True) -> None:
        super().__init__()
        self.site, self.secret, self.duties, self.same_key = site, secret, duties, same_key
        self.acknowledged: dict[int, dict] = {}
        self.surprises: list[tuple[int, dict]] = []

    def run(self) -> None:
        for duty in self.duties:
            key, until = uuid.uuid4().hex, time.monotonic() + 60
            while duty not in self.acknowledged and time.monotonic() < until:
                try:
                    status, answer = self._send(duty, key)
                except (OSError, http.client.HTTPException, ValueError):
                    time.sleep(0.1)
                    continue
                if status == 200:
                    self.acknowledged[duty] = answer
                elif status >= 500:
                    time.sleep(0.1)
                else:
                    self.surprises.append((status, answer))
                    break

    def _send(self, duty: int, key: str) -> tuple[int, dict]:
        headers = {
            "Authorization": f"Token {self.secret}",
            "Idempotency-Key": key if self.same_key else uuid.uuid4().hex,
        }
        body = {"version": 0, "month_done_wan": f"{duty % 90}.{duty % 100:02d}", "progress_text": "主体施工"}
        return self.site.request("POST", f"/api/v1/reports/{duty}/submit/", headers, body)


def prepared(world: World, reports: int) -> tuple[str, list[int]]:
    for number in range(reports):
        world.project(f"F{number:03d}", plan="1200")
    world.open(1)
    _, secret = tokens.create_token(
        user=world.cast.jinjiang_reporter, name="报送程序", lasts=timedelta(days=1), at=real_now(), real_at=real_now()
    )
    return secret, list(Duty.objects.order_by("pk").values_list("pk", flat=True))


def test_reports_sent_while_web_and_redis_are_killed_are_stored_exactly_once(site: Site, world: World) -> None:
    """Acknowledged and stored are the same set, each report has one version, whatever died in between."""
    secret, duties = prepared(world, REPORTS)
    web = site.start_web()
    clients = [Client(site, secret, duties[place::CLIENTS]) for place in range(CLIENTS)]
    for client in clients:
        client.start()
    dice = random.Random(2018)
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.2, 0.5))
        kill(web)
        kill(site.redis)
        site.start_redis()
        web = site.start_web()
    for client in clients:
        client.join(90)

    acknowledged = {duty: answer for client in clients for duty, answer in client.acknowledged.items()}
    assert [client.surprises for client in clients] == [[]] * CLIENTS
    assert set(acknowledged) == set(duties)
    stored = {version.duty_id: version for version in ReportVersion.objects.all()}
    assert ReportVersion.objects.count() == len(duties)
    assert {duty: answer["digest"] for duty, answer in acknowledged.items()} == {
        duty: version.digest for duty, version in stored.items()
    }


def test_red_control_without_one_key_a_lost_answer_leaves_the_client_in_doubt(site: Site, world: World) -> None:
    """The same report under a fresh key is refused although it is stored: the client cannot tell. One key can."""
    secret, (duty,) = prepared(world, 1)
    site.start_web()
    doubtful = Client(site, secret, [duty], same_key=False)
    sure = Client(site, secret, [duty])

    assert sure._send(duty, "k")[0] == 200
    assert sure._send(duty, "k")[0] == 200
    assert doubtful._send(duty, "k")[0] == 409
    assert ReportVersion.objects.count() == 1


def test_acceptances_while_the_worker_is_killed_all_reach_the_dashboard(site: Site, world: World) -> None:
    """The running brief ends at the sum of the ledger, with the worker killed again and again and Redis emptied."""
    roads = [world.project(f"R{number:02d}", plan="1200") for number in range(12)]
    world.open(1)
    worker = site.start_worker()
    for number, road in enumerate(roads):
        world.submit(road, 1, f"{number + 1}.07")
        world.first_check(road, 1)
        world.second_check(road, 1)
        if number % 4 == 3:
            kill(worker)
            kill(site.redis)
            site.start_redis()
            worker = site.start_worker()
    eventually(
        lambda: not Job.objects.exclude(state=JobState.DONE).exists(), within=40, what="the end of every roll-up"
    )
    ledger = Figure.objects.live().aggregate(total=wan_sum("ytd_done_wan"))["total"]
    brief = Brief.objects.get(month=Month(2018, 1), number=0)
    assert ledger == sum((Decimal(f"{n + 1}.07") for n in range(12)), Decimal(0))
    assert brief.units.get().ytd_wan == ledger
    assert brief.lines.count() == 12


@pytest.mark.long
def test_many_rounds_of_kills(site: Site, world: World) -> None:
    """A thousand reports from forty clients while web and Redis die every second or so."""
    secret, duties = prepared(world, 1000)
    web = site.start_web()
    clients = [Client(site, secret, duties[place::40]) for place in range(40)]
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        time.sleep(1.5)
        kill(web)
        web = site.start_web()
    acknowledged = {duty for client in clients for duty in client.acknowledged}
    assert acknowledged == set(duties)
    assert ReportVersion.objects.count() == 1000
    assert connection.vendor == "postgresql"
