"""The terms in force on a day: the office's own rows, else the usual ones. One query."""

from dataclasses import fields
from datetime import date

from .limits import USUAL, Terms
from .models import DispatchTerms

NAMES = tuple(field.name for field in fields(Terms))


def terms_on(campaign_id: int, day: date) -> Terms:
    reached = DispatchTerms.objects.filter(campaign=campaign_id, from_on__lte=day).order_by("-from_on")
    row = reached.values(*NAMES).first()
    return Terms(**row) if row else USUAL
