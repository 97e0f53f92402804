"""Bytes that nobody thought of: the readers refuse them or read them, the normalisers answer; nothing else happens."""

import importlib.util
import os
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from .targets import TARGETS, seeds

SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
"""For all targets together."""

EVIDENCE = Path(settings.BASE_DIR) / "docs" / "evidence" / "fuzz.md"
IS_WRITTEN = os.environ.get("WRITE_EVIDENCE") == "1"
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")
_COVERAGE = re.compile(r"cov: (\d+)")


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_themselves_are_taken(name: str):
    """Quick, without the fuzzer: what it begins with, and each cut short."""
    for seed in seeds(name):
        for length in (len(seed), len(seed) // 2, 9, 1, 0):
            TARGETS[name](seed[:length])


@pytest.mark.long
@pytest.mark.timeout(SECONDS + 600)
def test_nothing_but_refusals_comes_of_any_bytes(tmp_path: Path):
    if importlib.util.find_spec("atheris") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the fuzzer (atheris) is missing")
        pytest.skip("the fuzzer (atheris) has no build for this machine")
    rounds = [_run(name, SECONDS // len(TARGETS), tmp_path / name) for name in TARGETS]
    if IS_WRITTEN:
        EVIDENCE.write_text(_page(rounds), encoding="utf-8")
    assert not [(found["target"], found["said"]) for found in rounds if found["crashes"]]
    assert all(found["executions"] > 0 for found in rounds)


def _run(name: str, seconds: int, folder: Path) -> dict:
    corpus, finds = folder / "corpus", folder / "finds"
    corpus.mkdir(parents=True)
    finds.mkdir()
    for place, seed in enumerate(seeds(name)):
        (corpus / f"seed-{place}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        "-max_len=16384",
        "-timeout=20",
        f"-artifact_prefix={finds}/",
        "-rss_limit_mb=2048",
    ]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.intake.fuzz", name, *options, str(corpus)], cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "quanzhou_portal.settings_test"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", check=False, timeout=seconds + 300,
    )  # fmt: skip
    ran, cover = _DONE.search(done.stdout), _COVERAGE.findall(done.stdout)
    crashes = len(list(finds.iterdir())) + (done.returncode != 0 and not any(finds.iterdir()))
    return {
        "target": name,
        "executions": int(ran[1]) if ran else 0,
        "seconds": round(time.monotonic() - began),
        "branches": int(cover[-1]) if cover else 0,
        "crashes": crashes,
        "said": done.stdout[-3_000:] if crashes else "",
    }


def _page(rounds: list[dict]) -> str:
    figures = ("executions", "seconds", "branches", "crashes")
    together = {"target": "together"} | {
        each: sum(found[each] for found in rounds) for each in figures if each != "branches"
    }
    table = [
        " | ".join(["| " + found["target"], *(f"{found[each]:,}" if each in found else "" for each in figures)]) + " |"
        for found in (*rounds, together)
    ]
    return _HEAD.format(day=date.today().isoformat(), python=sys.version.split()[0]) + "\n".join(table) + "\n"


_HEAD = """# Fuzzing of the import desk

Written by `WRITE_EVIDENCE=1 ./portal test-long -- tests/intake/fuzz`. A crash is anything but a refusal from the
readers of foreign files, and anything but an answer from the normalisers of cells. The targets stand in
`tests/intake/fuzz/targets.py`.

{day} · Python {python} · one process

| target | executions | seconds | branches reached | crashes |
| --- | ---: | ---: | ---: | ---: |
"""
