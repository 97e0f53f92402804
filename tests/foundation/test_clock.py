"""The clock: one offset for all processes, stored once, never back."""

import fcntl
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.foundation import clock

ROOT = Path(__file__).parents[2]
LOCAL = ZoneInfo("Asia/Shanghai")
START = datetime(2018, 7, 24, 9, 0, tzinfo=LOCAL)
SLACK = timedelta(seconds=30)

OTHER_PROCESS = """
import sys
from datetime import datetime
from django.conf import settings
settings.configure(USE_TZ=True, TIME_ZONE="Asia/Shanghai", DEMONSTRATION_CLOCK_FILE=sys.argv[1])
from core.foundation import clock
"""


@pytest.fixture
def clock_file(tmp_path, settings):
    settings.DEMONSTRATION_CLOCK_FILE = tmp_path / "state" / "clock.json"
    return settings.DEMONSTRATION_CLOCK_FILE


def in_other_process(code, clock_file):
    return subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS + code, str(clock_file)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def answer_of(process):
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return output.strip()


@pytest.fixture
def real_clock(settings):
    settings.DEMONSTRATION_CLOCK_FILE = None


def test_without_the_setting_time_is_real(real_clock):
    assert abs(clock.now() - clock.real_now()) < SLACK
    assert not clock.is_demonstration()
    with pytest.raises(ImproperlyConfigured):
        clock.start_at(START)
    with pytest.raises(ImproperlyConfigured):
        clock.move_to(START)


def test_time_is_real_until_the_demonstration_starts(clock_file):
    assert not clock.is_demonstration()
    assert abs(clock.now() - clock.real_now()) < SLACK
    with pytest.raises(ValueError, match="尚未启动"):
        clock.move_to(clock.now() + timedelta(days=1))


def test_times_are_aware_and_local(time_machine, real_clock):
    """Half past midnight in 泉州 is still the day before in UTC; today is the local day."""
    time_machine.move_to(datetime(2026, 7, 1, 0, 30, tzinfo=LOCAL), tick=False)
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert clock.now() == clock.real_now()
    assert clock.today() == date(2026, 7, 1)
    assert str(clock.now().tzinfo) == settings.TIME_ZONE


def test_the_demonstration_starts_once_and_runs_on(time_machine, clock_file):
    time_machine.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL), tick=False)
    assert clock.start_at(START) is True
    assert clock.is_demonstration()
    assert clock.now() == START
    time_machine.shift(timedelta(hours=30))
    assert clock.now() == START + timedelta(hours=30)
    assert clock.start_at(START) is False
    assert clock.now() == START + timedelta(hours=30)
    assert clock.today() == date(2018, 7, 25)


def test_it_moves_forward_only(time_machine, clock_file):
    time_machine.move_to(datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL), tick=False)
    clock.start_at(START)
    lock = datetime(2018, 8, 3, 17, 0, tzinfo=LOCAL)
    clock.move_to(lock)
    assert clock.now() == lock
    with pytest.raises(ValueError, match="只能向前拨"):
        clock.move_to(lock - timedelta(microseconds=1))
    assert clock.now() == lock


def test_naive_moments_are_refused(clock_file):
    with pytest.raises(ValueError, match="时区"):
        clock.start_at(START.replace(tzinfo=None))
    clock.start_at(START)
    with pytest.raises(ValueError, match="时区"):
        clock.move_to(datetime(2030, 1, 1))


def test_a_broken_file_stops_rather_than_jump_to_real_time(clock_file):
    clock.start_at(START)
    clock_file.write_text("{")
    with pytest.raises(ValueError, match="line 1"):
        clock.now()


def test_no_half_written_file_stays_behind(clock_file):
    clock.start_at(START)
    clock.move_to(START + timedelta(days=3))
    assert {path.name for path in clock_file.parent.iterdir()} == {"clock.json", "clock.json.lock"}


def test_the_file_is_not_read_again_until_it_changes(clock_file, monkeypatch):
    clock.start_at(START)
    clock.now()
    reads = []
    read_text = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda *args: reads.append(1) or read_text(*args))
    clock.now()
    clock.today()
    assert not reads
    clock.move_to(START + timedelta(days=1))
    assert clock.now() > START + timedelta(days=1)
    assert len(reads) == 1


def test_another_process_sees_the_same_clock_and_its_moves_are_seen_here(clock_file):
    clock.start_at(START)
    other = datetime.fromisoformat(answer_of(in_other_process("print(clock.now())", clock_file)))
    assert abs(other - clock.now()) < SLACK
    later = START + timedelta(days=12)
    answer_of(in_other_process(f"clock.move_to(datetime.fromisoformat({later.isoformat()!r}))", clock_file))
    assert later <= clock.now() < later + SLACK


def test_of_processes_starting_together_one_wins(clock_file):
    code = f"print(clock.start_at(datetime.fromisoformat({START.isoformat()!r})))"
    processes = [in_other_process(code, clock_file) for _ in range(3)]
    assert sorted(answer_of(process) for process in processes) == ["False", "False", "True"]


def test_writers_wait_for_each_other(clock_file):
    """While somebody writes, a second start waits; then it finds the demonstration running."""
    clock.start_at(START)
    stored = clock_file.read_text()
    clock_file.unlink()
    with clock_file.with_name("clock.json.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code = f"print(clock.start_at(datetime.fromisoformat({START.isoformat()!r})))"
        process = in_other_process(code, clock_file)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=1.5)
        clock_file.write_text(stored)
    assert answer_of(process) == "False"
