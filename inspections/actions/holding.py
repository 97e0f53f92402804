"""The one way to take hold of a row before moving it.

Order of locks: programme → draw or directed check → visit → order → journal.
"""

from core.foundation.verdict import Refused, Stale
from inspections.models import DirectedCheck, Draw, Programme, RectificationOrder, Visit


def held_programme(programme_id: int) -> Programme:
    return Programme.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=programme_id)


def held_draw(draw_id: int) -> Draw:
    """Lock the round. Whoever comes second waits here and finds it moved."""
    return Draw.objects.select_for_update(of=("self",)).select_related("programme__campaign").get(pk=draw_id)


def held_directed(directed_id: int) -> DirectedCheck:
    rows = DirectedCheck.objects.select_for_update(of=("self",))
    return rows.select_related("programme__campaign", "listing__project", "listing__unit").get(pk=directed_id)


def held_visit(code: str) -> Visit:
    """Lock the visit. The texts of its draw hold the whole pool, and are read by nothing that moves a visit."""
    visit = Visit.objects.select_for_update(of=("self",)).filter(code=code)
    around = ("listing__project", "listing__unit", "listing__category", "programme__campaign")
    found = visit.with_draw().select_related(*around).first()
    if found is None:
        raise Refused("没有这个检查点。", code="missing", status=404)
    return found


def held_order(order_id: int, *, seen_version: int | None) -> RectificationOrder:
    """Lock the order; Stale when it moved since it was seen (None for acts that suit whatever stands)."""
    rows = RectificationOrder.objects.select_for_update(of=("self",))
    order = rows.select_related("visit__listing__project", "visit__listing__unit", "visit__programme").get(pk=order_id)
    if seen_version is not None and order.version != seen_version:
        raise Stale
    return order
