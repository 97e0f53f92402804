"""The measurements themselves: ratios, verdicts, processor time of a tree of processes, the written page."""

import json
import os
import subprocess
import sys

import pytest

from bench import cpu
from bench.databases import Server
from bench.goals import LARGE, PREVIEWED, SMALL, Goal, Measured, linear_goals
from bench.report import Report
from bench.scenario import GROUPS, goals
from bench.weights import Weight

BUSY = """
import time
end = time.process_time() + 0.15
while time.process_time() < end:
    pass
print("done", flush=True)
input()
"""


def measured(what, system, application, database=0.0):
    return Measured(what, system, application, database, p50_ms=1, p95_ms=2, length=2048, wire=1024)


@pytest.mark.parametrize(("figure", "verdict"), [(0.9, "stretch"), (1.2, "met"), (1.3, "met"), (1.31, "missed")])
def test_a_goal_says_how_far_it_was_reached(figure, verdict):
    assert Goal("G2", "", figure, 1.3, 1.1).verdict == verdict


def test_ratios_divide_application_and_database_together():
    lines = [measured(group.name, f"portal {SMALL}", 20, 4) for group in GROUPS]
    lines += [measured(group.name, f"portal {LARGE}", 24, 6) for group in GROUPS]
    lines += [measured(group.name, f"floor {SMALL}", 7, 1) for group in GROUPS]
    figures = {(goal.code, goal.what): goal.figure for goal in goals(lines)}
    assert figures["G1", "register of 50 rows ÷ floor"] == 3
    assert figures["G4", f"leaders' page, {LARGE} ÷ {SMALL}"] == 1.25


def test_a_run_of_one_size_says_nothing_about_growth():
    lines = [measured(group.name, f"{side} {SMALL}", 5) for group in GROUPS for side in ("portal", "floor")]
    assert {goal.code for goal in goals(lines)} == {"G1", "G3", "G5", "G6"}


def test_processor_time_is_that_of_the_whole_tree():
    before = cpu.read(os.getpid())
    with subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        assert child.pid in set(cpu.tree(os.getpid()))
        spent = cpu.between(before, cpu.read(os.getpid()))
        child.communicate(b"\n")
    assert spent >= 0.14


def test_another_database_on_the_same_server():
    assert Server("postgres:///portal?host=/tmp/x&user=u").url_of("other") == "postgres:///other?host=/tmp/x&user=u"
    assert Server("postgres://u:p@db:5432/portal").url_of("other").startswith("postgres://u:p@db:5432/other")


def test_web_fonts_are_weighed_apart():
    weight = Weight("register", wire={"Document": 2048, "Font": 10240}, plain={"Document": 4096})
    assert (weight.total, weight.fonts, weight.document) == (2, 10, 4)


def test_the_report_holds_everything_as_page_and_as_data():
    figures = {"cpu_ms": 2.0, "database_ms": 1.0, "wall_ms": 3.0, "statements": 4}
    pair = {"portal": figures, "floor": figures, "same_rows": True}
    report = Report(
        date="2018-07-24",
        machine="2 × processor",
        versions="Python",
        effort="3 rounds",
        goals=[Goal("G1", "register ÷ floor", 2.5, 3)],
        pages=[measured("register, 50 rows", f"portal {SMALL}", 20)],
        roll_ups={SMALL: {"whole": pair, "one unit": pair}},
        exports={
            LARGE: {"CSV": {"portal": figures, "floor": figures, "rows": {"portal": 9, "floor": 9}, "peak_mib": 1.5}}
        },
        imports={
            SMALL: {
                **dict.fromkeys(("floor", "rows alone", "reading", "bare"), figures),
                "portal": {**figures, "cpu_ms": 30.0},
                "rows": {"portal": 621, "floor": 621},
            }
        },
        weights=[(Weight("register"), Weight("register"))],
    )
    page = report.as_page()
    assert "| G1 | register ÷ floor | 2.50× | ≤ 3× | met |" in page
    assert "Both sides wrote the same rows." in page
    assert "| 621 | portal | 30 | 1 | 3 | 4 | 15.0 |" in page
    assert "| 62,100 | CSV | portal | 2 | 1 | 3 | 1.5 |" in page
    assert json.loads(report.as_json())["goals"][0]["verdict"] == "met"


def test_the_growth_of_an_import_is_told_as_an_exponent():
    imports = {PREVIEWED: {"portal": {"cpu_ms": 100.0}}, LARGE: {"portal": {"cpu_ms": 1_242.0}}}
    (goal,) = linear_goals(imports)
    assert (round(goal.figure, 3), goal.is_met) == (1.0, True)
    assert not [*linear_goals({PREVIEWED: imports[PREVIEWED]})]


def test_a_run_in_which_an_export_lost_rows_is_not_sound():
    report = Report(date="", machine="", versions="", effort="")
    assert report.is_sound
    report.exports[SMALL] = {"CSV": {"rows": {"portal": 620, "floor": 621}}}
    assert not report.is_sound
