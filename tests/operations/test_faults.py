"""Real workers on PostgreSQL, killed, frozen and cut off from Redis: each job's effect happens exactly once."""

import random
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection
from redis import Redis

from core.operations.actions import request_job
from core.operations.choices import JobState
from core.operations.models import Job
from quanzhou_portal.redis_urls import broker_url
from tests.operations.live.tasks import effects_left

from .conftest import SOMEBODY
from .processes import Servers, eventually, kill

pytestmark = [pytest.mark.live, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ONCE = {"step 0": 1, "step 1": 1, "step 2": 1}


@pytest.fixture
def servers(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    """A Redis of our own, which this process rings too."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: ./portal test services")
    with tempfile.TemporaryDirectory(prefix="faults-", dir="/tmp") as folder:  # a socket's path must be short
        servers = Servers(Path(folder))
        queue = {"task_always_eager": False, "broker_url": broker_url(servers.redis_url)}
        for name, value in queue.items():
            monkeypatch.setitem(current_app.conf, name, value)
        try:
            servers.start_redis()
            yield servers
        finally:
            servers.end()


def ask(servers: Servers, **inputs: object) -> Job:
    return request_job("live.effects", "1", inputs={"steps": 3, "folder": str(servers.folder), **inputs}, by=SOMEBODY)


def state() -> str:
    return Job.objects.get().state


def until_held(servers: Servers) -> None:
    eventually((servers.folder / "held").exists, what="the step that waits")
    (servers.folder / "held").unlink()


def let_go(servers: Servers) -> None:
    (servers.folder / "go").touch()


def until_done() -> None:
    eventually(lambda: state() == JobState.DONE, what="the end of the job")


def test_an_ordinary_job_travels_through_the_broker(servers: Servers) -> None:
    servers.start_worker(without="sweeper")
    ask(servers)
    until_done()
    assert effects_left() == ONCE


@pytest.mark.parametrize("without", ["", "transaction"], ids=["protected", "red_control"])
def test_a_worker_killed_inside_a_step_leaves_each_effect_once(servers: Servers, without: str) -> None:
    """The half step is rolled back with its worker; the sweeper hands the rest to the next one."""
    first = servers.start_worker(without=without)
    ask(servers, hold_at=1)
    until_held(servers)
    kill(first)
    let_go(servers)
    servers.start_worker(without=without)
    until_done()
    assert effects_left() == (ONCE if not without else {**ONCE, "step 1": 2})


@pytest.mark.parametrize("without", ["", "transaction"], ids=["protected", "red_control"])
def test_a_worker_frozen_inside_a_step_keeps_its_job(servers: Servers, without: str) -> None:
    """Its lease ends long before, but its row lock shows that it lives."""
    first = servers.start_worker(without=without)
    ask(servers, hold_at=1)
    until_held(servers)
    first.end_group(signal.SIGSTOP)
    let_go(servers)
    servers.start_worker(without=without)
    if without:
        until_done()
    else:
        time.sleep(3)
        assert (state(), Job.objects.get().claims) == (JobState.RUNNING, 1)
    first.end_group(signal.SIGCONT)
    until_done()
    assert effects_left() == (ONCE if not without else {**ONCE, "step 1": 2})


def test_a_worker_given_up_inside_a_step_is_followed_not_overtaken(servers: Servers) -> None:
    """The next worker waits until the frozen one's step has ended, and goes on after it."""
    first = servers.start_worker(without="patience")
    ask(servers, hold_at=1)
    until_held(servers)
    first.end_group(signal.SIGSTOP)
    let_go(servers)
    servers.start_worker(without="patience")
    eventually(lambda: Job.objects.get().claims > 1 and state() == JobState.WAITING, what="the second worker's try")
    assert Job.objects.get().error == "上一次执行还没有退出，稍后自动继续"
    assert effects_left() == {"step 0": 1}
    first.end_group(signal.SIGCONT)
    until_done()
    assert effects_left() == ONCE


@pytest.mark.parametrize("without", ["", "sweeper"], ids=["protected", "red_control"])
def test_a_message_lost_in_redis_costs_a_sweep(servers: Servers, without: str) -> None:
    ask(servers)
    flush(servers)
    servers.start_worker(without=without)
    if without:
        time.sleep(3)
        assert state() == JobState.WAITING
    else:
        until_done()
        assert effects_left() == ONCE


def test_a_redis_that_is_down_delays_work_and_refuses_nobody(servers: Servers) -> None:
    worker = servers.start_worker()
    assert servers.redis is not None
    kill(servers.redis)
    started = time.monotonic()
    ask(servers)
    assert time.monotonic() - started < 2
    assert state() == JobState.WAITING
    servers.start_redis()
    eventually(lambda: worker.supervise() or state() == JobState.DONE, within=30, what="the end of the job")
    assert effects_left() == ONCE


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_many_jobs_under_random_kills_of_worker_and_redis(servers: Servers, seed: int) -> None:
    """Acknowledged requests equal finished jobs, and each step of each job took effect once."""
    chance, jobs = random.Random(seed), 200
    worker = servers.start_worker()
    for number in range(jobs):
        request_job(
            "live.effects", f"{number}", inputs={"steps": 3, "name": f"{number} ", "pause": "0.05"}, by=SOMEBODY
        )
    for _ in range(8):
        until = time.monotonic() + chance.uniform(0.5, 2)
        while time.monotonic() < until:
            worker.supervise()
            time.sleep(0.05)
        kill(chance.choice([worker, worker, servers.redis]))
        if not servers.redis.is_running:
            servers.start_redis()
        if not worker.is_running:
            worker = servers.start_worker()
    eventually(
        lambda: worker.supervise() or not Job.objects.exclude(state=JobState.DONE).exists(), within=120, what="the end"
    )
    assert effects_left() == {f"{number} step {step}": 1 for number in range(jobs) for step in range(3)}


def flush(servers: Servers) -> None:
    with Redis.from_url(servers.redis_url) as client:
        client.flushall()
