"""One run per clone; what a killed run left behind is ended, a stranger is not."""

import json
import os
import sys
from pathlib import Path

import pytest

from launcher import ports, run
from launcher.console import Failure
from launcher.places import Places
from launcher.processes import Program, stop

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def sleeper(places: Places, *, mark: str) -> Program:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    environment = {**os.environ, run.ROOT_MARK: mark}
    program = Program("sleeper", command, places.root, environment, places.var / "log" / "sleeper.log")
    program.start()
    return program


def test_second_run_in_a_clone_is_refused_with_the_address_of_the_first(places: Places) -> None:
    with run._only_run(places) as record:
        run._write_record(record, [], "http://127.0.0.1:8007/")
        with pytest.raises(Failure, match=r"already running: http://127\.0\.0\.1:8007/"), run._only_run(places):
            pass
    with run._only_run(places):
        pass  # free again
    assert (places.var / "run.json").read_text(encoding="utf-8") == ""


def test_leftovers_are_ended_and_strangers_are_not(places: Places) -> None:
    ours = sleeper(places, mark=str(places.root))
    stranger = sleeper(places, mark="/another/clone")
    assert ours.process is not None
    assert stranger.process is not None
    try:
        record = {"pids": [ours.process.pid, stranger.process.pid, 2**22 + 1, "nonsense"]}
        (places.var / "run.json").write_text(json.dumps(record), encoding="utf-8")
        with run._only_run(places):
            assert ours.process.wait(timeout=5) == -9
            assert stranger.is_running
    finally:
        stop([ours, stranger])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pids": []}'])
def test_damaged_record_of_an_earlier_run_stops_nobody(places: Places, content: str) -> None:
    (places.var / "run.json").write_text(content, encoding="utf-8")
    with run._only_run(places):
        pass


def test_web_server_takes_over_the_open_port(places: Places) -> None:
    with ports.listen(0) as listener:
        web, worker, beat = run.portal_programs(places, "unix:///s?db=0", listener)
        assert f"fd://{listener.fileno()}" in web.command
        assert web.inherited == (listener.fileno(),)
        assert worker.inherited == beat.inherited == ()
        assert {program.environment["REDIS_URL"] for program in (web, worker, beat)} == {"unix:///s?db=0"}
    assert Path(web.command[0]) == places.python
