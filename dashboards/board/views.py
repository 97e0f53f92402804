"""The leaders' page (on paper one sheet), its wall, and the panel behind every figure."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.accounts.access import requires
from core.accounts.roles import Can
from core.foundation import clock
from core.foundation.money import rate
from projects.targets import schedule_rate

from .decisions import asked_items
from .editions import Edition, choose_edition, paper_number
from .figures.registry import FIGURES, NAMES
from .links import board_url, brief_url, figure_url
from .render import Drawn, drawn, drawn_figure
from .sight import Sight, sight_of
from .waiting import Months, months_of, waiting_items


@require_GET
@requires(Can.READ_BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """/board/?month=2018-07&version=0."""
    return _surface(request, "board", "dashboards/board/board.html")


@require_GET
@requires(Can.READ_BOARD)
def board_wall(request: HttpRequest) -> HttpResponse:
    """Dark, full screen, for reading at five metres; its clock asks for newer figures by itself."""
    return _surface(request, "wall", "dashboards/board/wall.html")


@require_GET
@requires(Can.READ_BOARD)
def board_wall_beat(request: HttpRequest) -> HttpResponse:
    """The wall's clock, and with it everything else whenever the figures are not those `seen`."""
    return _surface(request, "wall", "dashboards/board/wall_beat.html")


def _surface(request: HttpRequest, surface: str, template: str) -> HttpResponse:
    sight = sight_of(request.user)
    edition = choose_edition(request.GET, sight)
    if edition is None:
        return render(request, "dashboards/board/empty.html", {"city": sight.whole_city})
    now = clock.now()
    months = months_of(edition.brief.campaign_id)
    pieces = drawn(surface, edition, sight, today=now.date(), months=months)
    context = _context(edition, sight, months, pieces) | {"now": now, "seen": request.GET.get("seen", "")}
    return render(request, template, context)


def _context(edition: Edition, sight: Sight, months: Months, pieces: Drawn) -> dict[str, Any]:
    """What stands around the drawn pieces: the bar on top and what waits for a decision."""
    brief = edition.brief
    asked = asked_items(brief.campaign_id, sight, today=clock.today())
    waits = waiting_items(months, pieces.trouble, sight=sight, days_to_lock=pieces.days_to_lock, asked=asked)
    return {
        "brief": brief,
        "month": months.get(brief.month),
        "city": sight.whole_city,
        "pieces": pieces.pieces,
        "waiting": waits.items,
        "waiting_count": waits.count,
        "waiting_rest": waits.rest,
        "months": [
            {"label": each.month.short, "url": board_url(each), "active": each.month == brief.month}
            for each in edition.months
        ],
        "versions": [(each, board_url(each), each.pk == brief.pk) for each in edition.versions],
        "reported": pieces.reported,
        "expected": pieces.expected,
        "coverage": rate(Decimal(pieces.reported), Decimal(pieces.expected)),
        "schedule": schedule_rate(brief.month.number),
        "links": {
            "coverage": figure_url(brief, "coverage"),
            "brief": brief_url(brief),
            "board": board_url(brief),
            "wall": board_url(brief, "board_wall"),
        },
        "stamp": edition.stamp,
        "number": paper_number(brief),
    }


@require_GET
@requires(Can.READ_BOARD)
def board_figure(request: HttpRequest, code: str) -> HttpResponse:
    """The panel behind one figure; 404 for what does not exist and for what is not this person's to see."""
    sight = sight_of(request.user)
    edition = choose_edition(request.GET, sight)
    names = {name: request.GET[name] for name in NAMES if name in request.GET}
    if edition is None or code not in FIGURES:
        raise Http404
    try:
        html = drawn_figure(code, edition, sight, names=names)
    except LookupError:
        raise Http404 from None
    return HttpResponse(html)
