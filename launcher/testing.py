"""``./portal test``, ``test-long``, ``bench``, ``screens``: one code on both databases, with servers of our own."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launcher import browsers, machine, postgres, redis_server
from launcher.console import Failure, say
from launcher.places import Places

NO_TESTS = 5  # pytest's exit code


@dataclass(frozen=True)
class Stage:
    """One pytest run: what it selects, and which servers it needs."""

    selection: str
    services: bool = False
    browser: bool = False
    workers: int = 2


STAGES = {
    "unit": Stage("not postgres and not live and not browser and not long"),
    "services": Stage("(both or postgres or live) and not browser and not long", services=True),
    "browser": Stage("browser and not long", browser=True, workers=1),
}
LONG_STAGES = {
    "long": Stage("long and not postgres and not live and not browser"),
    "long-services": Stage("long and (both or postgres or live) and not browser", services=True, workers=1),
    "long-browser": Stage("long and browser", browser=True, workers=1),
}


def test(places: Places, stage: str, extra: Sequence[str]) -> int:
    """Run one stage or all of them; the exit code is 1 when any test failed or a required part is missing."""
    chosen = STAGES if stage == "all" else {stage: STAGES[stage]}
    return _run_stages(places, chosen, extra)


def test_long(places: Places, extra: Sequence[str]) -> int:
    """The tests that are too long for every commit."""
    return _run_stages(places, LONG_STAGES, ["--timeout=1800", *extra])


def bench(places: Places, extra: Sequence[str]) -> int:
    """Run the measurements of ``bench/`` on PostgreSQL and Redis, in a browser where there is one. Raises Failure."""
    with _services(places) as changes:
        browser: dict[str, str | None] = {}
        with contextlib.suppress(Failure):
            browser = browsers.find(places).environment()
        environment = machine.environment(places, changes | browser)
        command = [str(places.python), "-m", "bench", *extra]
        return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


def screens(places: Places, names: Sequence[str]) -> int:
    """Take the pictures of ``docs/screens/``, of all screens or of those named. Raises Failure without a Chromium."""
    environment = machine.environment(places, browsers.find(places).environment())
    command = [str(places.python), "-m", "screens", *names]
    return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


def verdict(code: int) -> str:
    """What pytest's exit code means for a stage."""
    return {0: "passed", NO_TESTS: "no tests"}.get(code, "FAILED")


def _run_stages(places: Places, stages: dict[str, Stage], extra: Sequence[str]) -> int:
    results = []
    for name, stage in stages.items():
        say(f"\n=== {name}: -m '{stage.selection}'")
        start = time.monotonic()
        try:
            result = verdict(_run_stage(places, stage, extra))
        except Failure as failure:
            # On a developer's machine a part may be missing; in continuous integration that would hide untested code.
            result = f"{'FAILED' if machine.is_ci() else 'skipped'}: {failure}"
        results.append(f"{name}: {result} ({time.monotonic() - start:.1f} s)")
    say("\n" + "\n".join(results))
    return 1 if any("FAILED" in result for result in results) else 0


def _run_stage(places: Places, stage: Stage, extra: Sequence[str]) -> int:
    command = [str(places.python), "-m", "pytest", "-m", stage.selection, *extra]
    if stage.workers > 1:
        command += ["-n", str(stage.workers)]
    with contextlib.ExitStack() as stack:
        changes: dict[str, str | None] = {"DATABASE_URL": None, "REDIS_URL": None, "DJANGO_SETTINGS_MODULE": None}
        if stage.services:
            changes |= stack.enter_context(_services(places))
        if stage.browser:
            changes |= browsers.find(places).environment()
        environment = machine.environment(places, changes)
        return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


@contextlib.contextmanager
def _services(places: Places) -> Iterator[dict[str, str | None]]:
    """DATABASE_URL and REDIS_URL: those handed over, else of servers that live as long as the block."""
    with contextlib.ExitStack() as stack:
        database = os.environ.get("DATABASE_URL") or stack.enter_context(postgres.throw_away(places))
        redis = os.environ.get("REDIS_URL") or stack.enter_context(redis_server.throw_away(places))
        yield {"DATABASE_URL": database, "REDIS_URL": redis}
