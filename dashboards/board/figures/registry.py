"""Which figure has which panel."""

from collections.abc import Callable

from dashboards.board.reading import Reading
from reporting.models import ReportingMonth

from .lights import light_panel
from .model import Panel
from .progress import Names, category_panel, coverage_panel, unit_panel, whole_panel
from .targets import target_panel

FIGURES: dict[str, Callable[[Reading, Names, ReportingMonth | None], Panel]] = {
    "whole": whole_panel,
    "unit": unit_panel,
    "category": category_panel,
    "coverage": coverage_panel,
    "light": light_panel,
    "target": target_panel,
}

NAMES = ("unit", "category", "light", "target")
"""Parameters that say which unit, category, light or target; part of the cache's key."""


def figure_of(code: str, reading: Reading, names: Names, month: ReportingMonth | None) -> Panel:
    """LookupError when there is no such figure, or none this person may open."""
    return FIGURES[code](reading, names, month)
