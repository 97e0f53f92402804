"""Who follows somebody that steps back from a directed visit; a drawn one is followed by the next of the lot."""

from inspections.choices import InspectorKind, VisitState
from inspections.conflicts import recusals
from inspections.models import Assignment, Inspector, Visit


def follower_of(visit: Visit) -> Inspector | None:
    """Of those not barred, whoever has fewest sites."""
    asked = visit.assignments.values_list("inspector_id", flat=True)
    able = list(Inspector.objects.filter(kind=InspectorKind.INSPECTOR, retired_at__isnull=True).exclude(pk__in=asked))
    barred = {each.person for each in recusals(able, [visit.listing], on=visit.directed.asked_at.date())}
    load: dict[int, int] = {}
    waiting = Assignment.objects.standing().filter(visit__state=VisitState.PLANNED)
    for pk in waiting.values_list("inspector", flat=True):
        load[pk] = load.get(pk, 0) + 1
    free = [each for each in able if each.code not in barred]
    return min(free, key=lambda each: (load.get(each.pk, 0), each.code), default=None)
