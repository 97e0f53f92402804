"""The warm reader reads as a cold child does, survives what bad files do, and is missed by nobody when it is gone."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from core.foundation.verdict import Refused
from core.intake import limits, reader, warm
from core.intake.grid import Workbook
from core.intake.reader import as_real_file, read_workbook

from . import hostile
from .ledgers import ledger, saved, usual_layout
from .test_hostile import KINDS


@pytest.fixture(autouse=True)
def own_reader() -> Iterator[None]:
    warm.OWN.close()
    yield
    warm.OWN.close()


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Notes every child that was started from nothing."""
    started: list[int] = []
    run = reader._run_cold
    monkeypatch.setattr(reader, "_run_cold", lambda *said: started.append(1) or run(*said))
    return started


def read(content: bytes) -> Workbook:
    with as_real_file([content]) as file:
        return read_workbook(file, "台账.xlsx")


def _said(book: Workbook) -> list:
    return [(sheet.name, sheet.merges, [(row.number, dict(row.cells)) for row in sheet.rows]) for sheet in book.sheets]


def test_it_reads_what_a_cold_child_reads(cold: list[int], monkeypatch: pytest.MonkeyPatch):
    content = saved(usual_layout(ledger(40))).getvalue()
    by_warm = [_said(read(content)) for _ in range(2)]
    assert not cold
    monkeypatch.setattr(warm, "ask", lambda *_, **__: None)
    assert [_said(read(content))] * 2 == by_warm
    assert cold


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__.rpartition('_')[2]}-{kind.__name__}")
def test_bad_files_are_refused_alike_and_the_reader_goes_on(kind: Callable[[], bytes], cold: list[int]):
    with pytest.raises(Refused) as refused:
        read(kind())
    assert KINDS[kind] in {"", refused.value.code}
    assert read(hostile.sound()).row_count
    assert not cold, "the same reader, after whatever befell its child"


def test_nothing_of_a_file_is_left_for_the_next():
    """Each child begins from the same state: memory that one took is not counted against the next."""
    before = read(hostile.sound()).row_count
    for _ in range(3):
        with pytest.raises(Refused):
            read(hostile.nested_without_end())
    assert read(hostile.sound()).row_count == before


def test_a_child_that_sleeps_is_ended(monkeypatch: pytest.MonkeyPatch):
    """By the kernel's clock: a pipe that nobody writes to is read for ever."""
    incoming, outgoing = os.pipe()
    with as_real_file([b"x"]) as answer, os.fdopen(incoming, "rb") as endless:
        sleeper = limits.BY_NAME["screen"].wall_seconds
        code = warm.ask(reader._start_warm, endless, answer, "screen read", wall_seconds=sleeper)
    os.close(outgoing)
    assert code != 0


def test_when_it_was_killed_a_cold_child_reads_and_the_next_file_has_a_warm_one(cold: list[int]):
    read(hostile.sound())
    warm.OWN.reader.process.kill()
    warm.OWN.reader.process.wait()
    assert read(hostile.sound()).row_count
    assert len(cold) == 1
    assert read(hostile.sound()).row_count
    assert len(cold) == 1


def test_while_it_is_busy_another_thread_has_a_cold_child(cold: list[int]):
    with warm.OWN.lock:
        done: list[Workbook] = []
        other = threading.Thread(target=lambda: done.append(read(hostile.sound())))
        other.start()
        other.join(timeout=30)
    assert done
    assert len(cold) == 1


def test_a_forked_worker_has_its_own(cold: list[int]):
    read(hostile.sound())
    incoming, outgoing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(outgoing, b"%d" % read(hostile.sound()).row_count)
        finally:
            os._exit(0)
    os.close(outgoing)
    with os.fdopen(incoming, "rb") as told:
        assert int(told.read()) == read(hostile.sound()).row_count
    os.waitpid(child, 0)
    assert not cold


def test_it_ends_when_nobody_holds_its_socket():
    read(hostile.sound())
    process = warm.OWN.reader.process
    warm.OWN.close()
    assert process.poll() == 0
