"""Drawn panels, kept between requests: they depend on the brief, on what the person may see and on nothing else.

No user, no token of a form and no nonce is in them, so one drawing serves everybody with the same sight. The key names
the brief and when it was computed, its rules, the state of all other briefs, the day (deadlines are counted from it)
and the program's version. What is not versioned with the brief (names, responsible persons, nodes) may be `AGE` old.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.models import ReportingMonth

from .editions import Edition
from .figures import figure_of
from .figures.model import Panel
from .page import Board, board_of
from .reading import read
from .sight import Sight
from .waiting import Months, Trouble, open_month

Kept = TypeVar("Kept")

AGE = 300
"""Seconds."""

DRAWING = 2
"""Raised whenever a template of the panels changes without a release."""

SURFACES = {
    "board": {
        "story": "board/story.html",
        "cards": "board/cards.html",
        "standings": "board/standings.html",
        "details": "board/details.html",
        "notes": "board/notes.html",
        "sheet": "print/sheet.html",
    },
    "wall": {"main": "wall/main.html", "foot": "wall/foot.html"},
}
"""The pieces of each surface with their templates, below templates/dashboards/board/."""


@dataclass(frozen=True)
class Drawn:
    """Pieces of HTML by name, and the few facts that the live part of the page needs beside them."""

    pieces: dict[str, SafeString]
    trouble: Trouble
    days_to_lock: int | None
    reported: int
    expected: int


def cache_key(edition: Edition, sight: Sight, *parts: object) -> str:
    brief = edition.brief
    named = (brief.pk, brief.computed_at, brief.rule_numbers, edition.stamp, sight.key, settings.VERSION, DRAWING)
    words = "|".join(str(part) for part in (*named, *parts))
    return f"board:{hashlib.sha256(words.encode()).hexdigest()}"


def drawn(surface: str, edition: Edition, sight: Sight, *, today: date, months: Months) -> Drawn:
    """The pieces of a surface, from the cache or drawn now."""
    due = open_month(months)
    lock_due_on = due.lock_due_on if due else None
    own = months.get(edition.brief.month)
    state = (own.locked_at, own.released_at) if own else ()
    key = cache_key(edition, sight, surface, today, lock_due_on, state)
    return _kept(key, lambda: _draw(surface, board_of(edition, sight, today=today, lock_due_on=lock_due_on), own))


def _kept(key: str, make: Callable[[], Kept]) -> Kept:
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, AGE)
    return found


def _draw(surface: str, board: Board, month: ReportingMonth | None) -> Drawn:
    context = {"board": board, "brief": board.reading.brief, "month": month, "city": board.reading.sight.whole_city}
    pieces = {
        name: render_to_string(f"dashboards/board/{template}", context) for name, template in SURFACES[surface].items()
    }
    total = board.reading.total
    trouble = Trouble(board.flagships.red, board.troubled_units, board.troubled_projects)
    return Drawn(pieces, trouble, board.days_to_lock, total.reported, total.expected)


def drawn_figure(code: str, edition: Edition, sight: Sight, *, names: Mapping[str, str]) -> SafeString:
    """The panel of one figure. LookupError when there is none, or none in this sight."""
    month = ReportingMonth.objects.filter(campaign=edition.brief.campaign_id, month=edition.brief.month).first()
    state = (month.locked_at, month.released_at) if month else ()
    key = cache_key(edition, sight, "figure", code, sorted(names.items()), state)
    return _kept(key, lambda: _draw_figure(figure_of(code, read(edition, sight), names, month)))


def _draw_figure(panel: Panel) -> SafeString:
    return render_to_string("dashboards/board/figure.html", {"panel": panel, "brief": panel.brief})
