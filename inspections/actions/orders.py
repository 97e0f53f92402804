"""整改: order → signed for → answered item by item (`replies`) → re-checked by another person (`rechecks`) → closed.

Deadlines are working days of the stored calendar; a reply on the day itself is on time. Nothing is overwritten: each
deadline, each round's replies and each re-check stays as a row.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.organisations.calendar import working_calendar
from inspections import permissions
from inspections.choices import ORDERS_FOR, OrderKind, Severity
from inspections.models import Finding, OrderDeadline, OrderItem, RectificationOrder, Visit
from projects.models import Campaign

from .holding import held_order, held_visit
from .order_steps import add_deadline, move_order, record_order
from .telling import TO_CLOSE, subject_of, tell_inspected


def to_mend(visit: Visit) -> list[Finding]:
    """Findings an order has to name: all that were not mended on the spot."""
    return list(visit.findings.filter(fixed_on_spot=False).order_by("number"))


def gravest(findings: Sequence[Finding]) -> str:
    """The severity that sets the deadline: that of the gravest finding."""
    order = [Severity.MAJOR, Severity.SERIOUS, Severity.MINOR]
    return next(level for level in order if any(each.severity == level for each in findings))


@transaction.atomic
def issue(*, code: str, kind: str, by: User, at: datetime) -> RectificationOrder:
    """Send the order out: numbered in the year, due by the gravest finding, told to the side that has to mend."""
    visit = held_visit(code)
    findings = to_mend(visit)
    permissions.may_issue(by, visit, to_mend=len(findings)).require()
    _kind_suits(kind, findings)
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=visit.programme.campaign_id)
    last = RectificationOrder.objects.filter(year=campaign.year).aggregate(last=Max("number"))["last"] or 0
    days = visit.programme.days_for(gravest(findings))
    due = working_calendar().add(day_of(at), days)
    order = RectificationOrder.objects.create(
        visit=visit, year=campaign.year, number=last + 1, kind=kind, due_on=due, issued_by=by, issued_at=at
    )
    OrderItem.objects.bulk_create(OrderItem(order=order, finding=finding) for finding in findings)
    OrderDeadline.objects.create(
        order=order, sequence=1, due_on=due, working_days=days, reason="发出整改通知", at=at, by_label=by.display_name
    )
    tell_inspected(order, f"收到整改通知 {order.document_number}，共{len(findings)}项", at=at)
    record_order(order, "inspection.issue_order", by=by, at=at, items=len(findings), due_on=due, kind=kind)
    return order


def _kind_suits(kind: str, findings: Sequence[Finding]) -> None:
    if kind not in OrderKind.values:
        raise Refused("请选择整改通知的种类。", field_errors={"kind": ["请选择种类。"]})
    worst = Severity(gravest(findings))
    if kind not in ORDERS_FOR[worst]:
        named = "、".join(f"第{each.number}条“{each.fault}”" for each in findings if each.severity == worst)
        instead = "或".join(each.label for each in ORDERS_FOR[worst])
        raise Refused(
            f"{named}是{worst.label}问题，不能只发{OrderKind(kind).label}；请改发{instead}。", code="too_mild"
        )


@transaction.atomic
def extend(
    *, order_id: int, seen_version: int | None, working_days: int, reason: str, by: User, at: datetime
) -> RectificationOrder:
    """A later deadline: before the old one is over, once, with a reason; counted from the old one."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_extend(by, order, today=day_of(at)).require()
    errors = {}
    if not 1 <= working_days <= 30:
        errors["working_days"] = ["延长1到30个工作日。"]
    if not reason.strip():
        errors["reason"] = ["请写明延期理由。"]
    if errors:
        raise Refused("延期申请不完整。", field_errors=errors)
    due = working_calendar().add(order.due_on, working_days)
    add_deadline(order, due, working_days, reason=reason.strip(), by=by, at=at, is_extension=True)
    order.version += 1
    order.save(update_fields=["due_on", "version"])
    tell_inspected(order, f"{order.document_number} 整改期限延至{due:%-m月%-d日}", at=at)
    record_order(order, "inspection.extend_deadline", by=by, at=at, reason=reason, due_on=due)
    return order


@transaction.atomic
def approve_resume(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    """Work may go on after a stop, once the re-check has passed."""
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_resume(by, order).require()
    order.resumed_at, order.resumed_by_label = at, by.display_name
    move_order(order, "resume", "resumed_at", "resumed_by_label")
    record_order(order, "inspection.approve_resume", by=by, at=at)
    return order


@transaction.atomic
def close(*, order_id: int, seen_version: int | None, by: User, at: datetime) -> RectificationOrder:
    order = held_order(order_id, seen_version=seen_version)
    permissions.may_close(by, order).require()
    order.closed_at, order.closed_by = at, by
    move_order(order, "close", "closed_at", "closed_by")
    inbox.resolve(kind=TO_CLOSE, subject=subject_of(order), at=at)
    record_order(order, "inspection.close_order", by=by, at=at)
    return order
