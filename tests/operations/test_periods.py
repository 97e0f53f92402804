"""The calendar starts each period's work once, also when it was missed."""

from datetime import datetime

import pytest

from core.foundation import clock
from core.operations import periods, tasks
from core.operations.models import Heartbeat, PeriodRun

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("calendar")]

NOW = datetime.fromisoformat("2018-07-24T09:00+08:00")


def test_a_period_is_done_once() -> None:
    done: list[str] = []
    periods.due("test.open", periods=lambda now: ["2018-07"])(lambda period, now: done.append(period))
    assert periods.run_due(NOW) == [("test.open", "2018-07")]
    assert periods.run_due(NOW) == []
    assert done == ["2018-07"]
    assert PeriodRun.objects.get().at == NOW


def test_missed_periods_are_caught_up_in_order() -> None:
    done: list[str] = []
    months = ["2018-05", "2018-06", "2018-07"]
    periods.due("test.open", periods=lambda now: months)(lambda period, now: done.append(period))
    PeriodRun.objects.create(name="test.open", period="2018-05", at=NOW)
    periods.run_due(NOW)
    assert done == ["2018-06", "2018-07"]


def test_failed_work_gives_its_period_back_and_hinders_nobody_else() -> None:
    broken, done = [True], []

    def open_month(period: str, now: datetime) -> None:
        if broken:
            raise OSError
        done.append(period)

    periods.due("test.open", periods=lambda now: ["2018-06", "2018-07"])(open_month)
    periods.due("test.remind", periods=lambda now: ["2018-07-24"])(lambda period, now: done.append(period))
    assert periods.run_due(NOW) == [("test.remind", "2018-07-24")]
    broken.clear()
    periods.run_due(NOW)
    assert done == ["2018-07-24", "2018-06", "2018-07"]


def test_what_another_tick_has_claimed_meanwhile_is_left_alone() -> None:
    done: list[str] = []

    def listed(now: datetime) -> list[str]:
        return ["2018-07"]

    periods.due("test.open", periods=listed)(lambda period, now: done.append(period))
    work = periods._WORKS["test.open"]
    PeriodRun.objects.create(name="test.open", period="2018-07", at=NOW)
    assert not periods._do_once(work, "2018-07", NOW)
    assert done == []


def test_a_name_belongs_to_one_work() -> None:
    periods.due("test.open", periods=lambda now: [])(lambda period, now: None)
    with pytest.raises(ValueError, match="twice"):
        periods.due("test.open", periods=lambda now: [])(lambda period, now: None)


def test_the_tick_leaves_a_sign_of_life_and_asks_the_bureaus_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[datetime] = []
    monkeypatch.setattr(clock, "now", lambda: NOW)
    periods.due("test.open", periods=lambda now: asked.append(now) or [])(lambda period, now: None)
    tasks.tick()
    tasks.tick()
    assert asked == [NOW, NOW]
    assert {row.name for row in Heartbeat.objects.all()} == {"beat", "worker"}
