"""Kinds of jobs that exist for one test only, and jobs run in this process."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import time_machine

from core.journal.actor import Actor
from core.operations import bell, kinds, periods, runner
from core.operations.kinds import Inputs, Step
from core.operations.models import Job

SOMEBODY = Actor(id=7, label="调度员")

Register = Callable[..., None]
"""What the fixture `register` gives."""


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """Register a kind for the length of a test: `register("test.work", lambda inputs: [Step(...)])`."""
    monkeypatch.setattr(kinds, "_KINDS", {})

    def add(name: str, steps: Callable[[Inputs], Sequence[Step]], **more: object) -> None:
        kinds.job_kind(name, "测试任务", **more)(steps)

    return add


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A calendar without the portal's own entries."""
    monkeypatch.setattr(periods, "_WORKS", {})


@pytest.fixture(autouse=True)
def _loud_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits the silence after another one's broken broker."""
    monkeypatch.setattr(bell._Silence, "until", 0.0)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The job numbers rung for, instead of messages."""
    numbers: list[int] = []
    monkeypatch.setattr(bell, "_send", lambda job_id, **_: numbers.append(job_id))
    return numbers


def run(job: Job) -> Job:
    """Run `job` here and return its row as it stands afterwards."""
    runner.run_job(job.pk)
    return Job.objects.select_related("run").get(pk=job.pk)


def run_later(job: Job, after: timedelta) -> Job:
    """The same, `after` from now."""
    with time_machine.travel(job.due_at + after, tick=False):
        return run(job)
