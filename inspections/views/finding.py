"""Which programme, round, visit, order a request is about; what is out of scope does not exist."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.accounts.models import User
from core.foundation.verdict import Refused
from inspections.forms import take_refusal
from inspections.models import Draw, Programme, RectificationOrder, Visit


def the_programme(pk: int) -> Programme:
    return get_object_or_404(Programme.objects.select_related("campaign", "opened_by"), pk=pk)


def the_draw(pk: int) -> Draw:
    return get_object_or_404(Draw.objects.select_related("programme__campaign", "redraw_asked_by", "voided_by"), pk=pk)


def seen_visit(user: User, code: str) -> Visit:
    visits = Visit.objects.visible_to(user).filter(code=code).with_draw()
    visit = visits.select_related(
        "listing__project__owner",
        "listing__unit",
        "listing__category",
        "programme__campaign",
        "checked_in_by__user",
        "order",
    ).first()
    if visit is None:
        raise Http404("没有这个检查点，或不在您的范围。")
    return visit


def seen_orders(user: User) -> QuerySet[RectificationOrder]:
    return RectificationOrder.objects.visible_to(user).select_related(
        "visit__listing__project", "visit__listing__unit", "visit__programme", "issued_by"
    )


def seen_order(user: User, pk: int) -> RectificationOrder:
    order = seen_orders(user).select_related("replied_by", "rechecked_by", "closed_by").filter(pk=pk).first()
    if order is None:
        raise Http404("没有这份整改通知，或不在您的范围。")
    return order


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do the act with what was typed; False when the form or the action refuses, with the errors in the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        take_refusal(form, refusal)
        return False
    return True
