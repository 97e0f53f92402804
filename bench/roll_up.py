"""``python -m bench.roll_up``: the month's roll-up against hand-written SQL that writes the same rows; prints JSON.

Runs in a process of its own with the portal's settings. Every turn is undone, and both sides see the same tables.
"""

import json
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import django
from django.db import connection, transaction

from bench.floors import roll_up as floor
from bench.turns import Repeated, one_process


def _values(brief: Any, units: list[int] | None) -> dict[str, Any]:
    """What the hand-written statements are given."""
    from reporting.choices import Metric
    from reporting.rollups.lines import day_of
    from reporting.rollups.rules import rules_at

    rules = rules_at(brief.figures_known_at)
    money, nodes = rules[Metric.PROJECT_INVESTMENT], rules[Metric.PROJECT_MILESTONE]
    return {
        "brief": brief.pk,
        "campaign": brief.campaign_id,
        "month": brief.month.first,
        "previous": brief.month.previous().first,
        "moment": brief.figures_known_at,
        "day": day_of(brief),
        "running": brief.is_running and brief.month.number > 1,
        "tolerance": Decimal(money.tolerance_points),
        "green": Decimal(money.green_from),
        "yellow": Decimal(money.yellow_from),
        "red_after": nodes.red_after_days,
        "units": units,
    }


def _content(brief: Any) -> list[tuple[Any, ...]]:
    """Every line and cell of the brief, without their keys: what both sides must agree on."""
    from reporting.models import BriefCell, BriefLine

    found: list[tuple[Any, ...]] = []
    for model, rows in ((BriefLine, brief.lines), (BriefCell, brief.cells)):
        columns = model._meta.concrete_fields  # noqa: SLF001
        names = [column.attname for column in columns if column.name != "id"]
        found += sorted(rows.values_list(*names), key=str)
    return found


def _pairs(brief: Any, units: list[Any]) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    from reporting.rollups import refresh_running

    arguments = {"campaign": brief.campaign, "month": brief.month, "at": brief.figures_known_at + timedelta(seconds=1)}
    keys = [unit.pk for unit in units]

    def by_hand(chosen: list[int] | None) -> None:
        brief.refresh_from_db(fields=["figures_known_at"])
        brief.figures_known_at = arguments["at"]
        with connection.cursor() as cursor:
            floor.run(cursor, _values(brief, chosen))

    return {
        "whole": (lambda: refresh_running(**arguments), lambda: by_hand(None)),
        "one unit": (lambda: refresh_running(**arguments, units=units), lambda: by_hand(keys)),
    }


def measure(rounds: int) -> dict[str, Any]:
    """Figures of portal and floor for the whole city and for one unit, and whether they wrote the same rows."""
    from core.organisations.models import ReportingUnit
    from reporting.models import Brief

    brief = Brief.objects.select_related("campaign").get(number=0, campaign__is_current=True)
    units = list(ReportingUnit.objects.filter(code="QZKFQ"))
    found: dict[str, Any] = {"lines": brief.lines.count(), "unit_lines": brief.lines.filter(unit__in=units).count()}
    for name, (portal, by_hand) in _pairs(brief, units).items():
        ours, floors, contents = Repeated(), Repeated(), []
        for _ in range(rounds):
            for turn, work in ((ours, portal), (floors, by_hand)):
                with transaction.atomic():
                    with turn.measured():
                        work()
                    if len(contents) < 2:
                        contents.append(_content(brief))
                    transaction.set_rollback(True)
        found[name] = {"portal": ours.figures, "floor": floors.figures, "same_rows": contents[0] == contents[1]}
        _tidy()
    return found


def _tidy() -> None:
    """Undone turns leave dead rows behind; nobody should walk over them."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze reporting_briefline")
        cursor.execute("vacuum analyze reporting_briefcell")


if __name__ == "__main__":
    django.setup()
    one_process()
    json.dump(measure(int(sys.argv[1])), sys.stdout)
