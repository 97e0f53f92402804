"""复查 by another person: what passes stays passed, what fails goes back with a new deadline, twice is a problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from dispatch.actions import propose
from dispatch.choices import ProposalKind
from inspections import permissions
from inspections.models import ItemRecheck, OrderItem, RectificationOrder

from .holding import held_order
from .order_steps import add_deadline, move_order, record_order, settle_order
from .orders import gravest
from .telling import TO_RECHECK, tell_bureau, tell_inspected

MOST_ROUNDS = 2
"""Failed re-checks after which the matter is proposed to dispatch as a problem of the project."""


@dataclass(frozen=True)
class Word:
    """A re-checker's word on one item; what did not pass needs a note."""

    passed: bool
    note: str = ""


@transaction.atomic
def recheck(
    *, order_id: int, seen_version: int | None, words: Mapping[int, Word], by: User, at: datetime
) -> RectificationOrder:
    """Judge every answered item at once. If one fails the order goes back with a new deadline; what passed stays so."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_recheck(by, order).require()
    items = list(order.items.filter(passed_at__isnull=True).select_related("finding"))
    _every_item_judged(items, words)
    ItemRecheck.objects.bulk_create(
        ItemRecheck(
            item=item,
            round=order.round,
            passed=words[item.pk].passed,
            note=words[item.pk].note.strip(),
            at=at,
            by_label=by.display_name,
        )
        for item in items
    )
    passed = [item.pk for item in items if words[item.pk].passed]
    OrderItem.objects.filter(pk__in=passed).update(passed_at=at)
    order.rechecked_at, order.rechecked_by = at, by
    settle_order(order, TO_RECHECK, at=at)
    failed = [item for item in items if item.pk not in passed]
    if failed:
        _send_back(order, failed, by=by, at=at)
    else:
        move_order(order, "pass_recheck", "rechecked_at", "rechecked_by")
        tell_bureau(order, f"复查通过，待销号（{order.document_number}）", at=at)
    action = "inspection.fail_recheck" if failed else "inspection.pass_recheck"
    record_order(order, action, by=by, at=at, passed=len(passed), failed=len(failed), round=order.round)
    return order


def _every_item_judged(items: Sequence[OrderItem], words: Mapping[int, Word]) -> None:
    if {item.pk for item in items} != set(words):
        raise Refused("请对每一项给出复查意见。", code="incomplete")
    if any(not word.passed and not word.note.strip() for word in words.values()):
        raise Refused("不通过的须写明还差什么。", field_errors={"note": ["不通过的须写明还差什么。"]})


def _send_back(order: RectificationOrder, failed: Sequence[OrderItem], *, by: User, at: datetime) -> None:
    days = order.visit.programme.days_for(gravest([item.finding for item in failed]))
    due = working_calendar().add(day_of(at), days)
    order.round += 1
    add_deadline(order, due, days, reason=f"复查不通过{len(failed)}项", by=by, at=at)
    order.replied_at, order.replied_by, order.recheck_due_on = None, None, None
    move_order(
        order, "fail_recheck", "rechecked_at", "rechecked_by", "round", "due_on", "replied_at", "replied_by",
        "recheck_due_on",
    )  # fmt: skip
    tell_inspected(order, f"{order.document_number} 复查不通过{len(failed)}项，请继续整改", at=at)
    if order.round > MOST_ROUNDS:
        _propose_problem(order, failed, by=by, at=at)


def _propose_problem(order: RectificationOrder, failed: Sequence[OrderItem], *, by: User, at: datetime) -> None:
    """A site that failed twice is no matter of the two sides alone any more: the dispatcher finds it waiting."""
    listing, faults = order.visit.listing, "、".join(item.finding.fault for item in failed)
    propose(
        kind=ProposalKind.PROBLEM,
        listing=listing,
        title=f"{listing.project.name}整改{MOST_ROUNDS}次复查不通过",
        grounds=f"{order.document_number}：{faults}，第{order.round - 1}轮复查仍不通过",
        source=("rectification_order", str(order.pk)),
        by=by.actor,
        at=at,
    )
