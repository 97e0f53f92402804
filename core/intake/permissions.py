"""Who may use which desk, and see which deliveries; which imports they see is the desk's own `visible`."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from core.accounts.models import User

from .desks import ImportDesk, desk_named
from .models import Batch, Delivery


def desk_for(person: User, name: str) -> ImportDesk:
    """The desk of an address. 404 where no app has it, 403 with the reason for whoever may not use it."""
    try:
        desk = desk_named(name)
    except LookupError:
        raise Http404 from None
    verdict = person.may(desk.right)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return desk


def deliveries_visible_to(person: User, desk: ImportDesk) -> "QuerySet[Delivery]":
    """Those one brought oneself, and those with an import that one may open."""
    batches = desk.visible(Batch.objects.of_desk(desk.name), person)
    mine = Q(uploaded_by_id=person.pk) | Q(pk__in=batches.filter(delivery__isnull=False).values("delivery"))
    return Delivery.objects.filter(mine, desk=desk.name)
