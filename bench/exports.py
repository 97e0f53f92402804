"""``python -m bench.exports ROUNDS``: the register as CSV and as a workbook, each against its floor; prints JSON.

Runs in a process of its own with the portal's settings, over the city's whole list in nineteen columns.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

from bench.floors import exports as floor
from bench.turns import Repeated, one_process

COLUMNS = (
    *("unit", "category", "nature", "status", "level", "class", "total", "initial", "plan", "month", "ytd", "due"),
    *("since_start", "rate", "lead", "light", "owner"),
)
"""Name and code come by themselves."""

FLAT = (
    *(
        "listing_id",
        "unit_id",
        "category_id",
        "plan_nature",
        "stage",
        "key_level",
        "basis",
        "light",
        "investment_light",
    ),
    *("milestone_light", "total_investment_wan", "initial_plan_wan", "plan_wan", "month_wan", "ytd_wan", "due_wan"),
    *("since_start_wan", "is_flagship", "is_part"),
)
"""As many columns of the brief's lines alone."""


def _look() -> Any:
    from django.http import QueryDict

    from core.accounts.models import User
    from dashboards.register.look import look_of

    params = QueryDict("set=own&" + "&".join(f"columns={key}" for key in COLUMNS))
    return look_of(User.objects.get(username="bureau_leader"), params, with_choices=True)


def _drained(pieces: Iterable[bytes], begin: float = 0.0) -> tuple[int, float]:
    """How many rows, and milliseconds from `begin` to the first byte."""
    first, count = 0.0, 0
    for piece in pieces:
        first = first or 1000 * (time.perf_counter() - begin)
        count += piece.count(b"\r\n")
    return count - 1, first


def _mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _csv(rounds: int) -> dict[str, Any]:
    from dashboards.register import export

    ours, floors, rows, first, idle = Repeated(), Repeated(), {}, [], _mib()
    peak = 0.0
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        look = _look()
        with ours.measured():
            rows["portal"], waited = _drained(export.csv_lines(look), begin)
        first.append(waited)
        peak = peak or _mib() - idle
        with floors.measured():
            rows["floor"], _ = _drained(floor.csv_pieces(look.brief.lines.filter(is_part=False), FLAT))
    return _found(ours, floors, rows, peak) | {"first_byte_ms": max(first[1:])}


def _xlsx(rounds: int) -> dict[str, Any]:
    from dashboards.register import export

    look = _look()
    ours, floors, idle = Repeated(), Repeated(), _mib()
    sums = export.totals(look)
    peak = 0.0
    for _ in range(rounds + 1):
        with ours.measured():
            export.workbook(look, sums).close()
        peak = peak or _mib() - idle
        with tempfile.TemporaryFile() as target, floors.measured():
            floor.workbook(target, _ready(sums.projects))
    return _found(ours, floors, {"portal": sums.projects, "floor": sums.projects}, peak)


def _ready(count: int) -> Iterable[list[Any]]:
    """As many rows of nineteen values that cost nothing to make: nine texts, ten numbers."""
    texts = [
        "QZ18-0000",
        "城东片区基础设施提升工程（一期）",
        "晋江市",
        "市政",
        "续建",
        "在建",
        "市重点",
        "考核类",
        "正常",
    ]
    row = [*texts, *(index * 104_729 % 90_000 + 0.25 for index in range(10))]
    return (row for _ in range(count))


def _found(ours: Repeated, floors: Repeated, rows: dict[str, int], peak: float) -> dict[str, Any]:
    for turns in (ours, floors):
        turns.forget_first()
    return {"portal": ours.figures, "floor": floors.figures, "rows": rows, "peak_mib": peak}


MEASURES: dict[str, Callable[[int], dict[str, Any]]] = {"CSV": _csv, "workbook": _xlsx}


def measure(rounds: int) -> dict[str, Any]:
    """Figures of portal and floor by kind of file, the rows of each side, MiB above idle, ms to the first byte."""
    return {kind: each(rounds) for kind, each in MEASURES.items()}


if __name__ == "__main__":
    django.setup()
    one_process()
    json.dump(measure(int(sys.argv[1])), sys.stdout)
