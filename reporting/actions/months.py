from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery, Value

from core.accounts.models import User
from core.foundation.money import ZERO
from core.foundation.months import Month
from core.foundation.sql import insert_from
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.journal.actor import Actor
from core.organisations.calendar import closing_hour, working_calendar
from projects.choices import BatchKind
from projects.models import Campaign, Listing
from reporting import permissions
from reporting.calendar import deadlines
from reporting.choices import Basis, DutyState
from reporting.models import Brief, Duty, Figure, ReportingMonth
from reporting.querysets import DutyQuerySet
from reporting.refresh import request_issue

from .locking import require_settled
from .reminders import settle_month


@transaction.atomic
def open_month(*, campaign: Campaign, month: Month, by: Actor, at: datetime) -> ReportingMonth:
    """One duty for every leaf of the list; what joined it with effect from a later month waits for that month.

    Opening an open month adds the duties of leaves that joined since.
    Refused while the month before is open: figures of a project are accepted in order.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    _require_previous_locked(campaign, month)
    due = deadlines(month, working_calendar())
    opened, created = ReportingMonth.objects.get_or_create(
        campaign=campaign,
        month=month,
        defaults={
            "opened_at": at,
            "unit_due_at": closing_hour(due.unit_due_on),
            "check_due_at": closing_hour(due.check_due_on),
            "lock_due_on": due.lock_due_on,
            "data_cutoff": due.data_cutoff,
        },
    )
    if opened.is_locked:
        raise Refused(f"{month.label}已经锁数，不能再开放。", code="locked")
    added = _add_duties(opened)
    if created or added:
        payload: dict[str, object] = {"month": month, "duties": added}
        record(by=by, at=at, action="month.open", subject=("month", month), payload=payload)
    return opened


def _require_previous_locked(campaign: Campaign, month: Month) -> None:
    if month.number == 1:
        return
    before = ReportingMonth.objects.filter(campaign=campaign, month=month.previous()).first()
    if before is None or not before.is_locked:
        raise Refused(f"{month.previous().label}尚未锁数，不能开放{month.label}。", code="order")


def _add_duties(opened: ReportingMonth) -> int:
    """Insert the missing duties in one statement, then hang each on last month's."""
    wanted = (
        Listing.objects.filter(campaign=opened.campaign)
        .current()
        .leaves()
        .exclude(duties__reporting_month=opened)
        .exclude(entered_by__kind=BatchKind.ADJUSTMENT, entered_by__effective_month__gt=opened.month)
        .annotate(
            listing_pk=F("pk"),
            opened_pk=Value(opened.pk),
            opened_month=Value(opened.month.first),
            first_state=Value("open"),
            nothing=Value(0),
            never=Value(value=False),
        )
        .order_by("pk")
    )
    added = insert_from(
        Duty,
        wanted,
        {
            "reporting_month": "opened_pk",
            "month": "opened_month",
            "listing": "listing_pk",
            "unit": "unit_id",
            "state": "first_state",
            "version": "nothing",
            "is_late": "never",
        },
    )
    _link_to_previous(opened)
    return added


def _link_to_previous(opened: ReportingMonth) -> None:
    """Each new duty knows the same project's duty of the month before, and keeps its assignee: one statement."""
    before = Duty.objects.filter(
        reporting_month__campaign=opened.campaign, month=opened.month.previous(), listing_id=OuterRef("listing_id")
    ).order_by()
    opened.duties.filter(previous__isnull=True).update(
        previous_id=Subquery(before.values("pk")[:1]), assignee_id=Subquery(before.values("assignee_id")[:1])
    )


@transaction.atomic
def lock_month(*, reporting_month: ReportingMonth, by: User, at: datetime) -> ReportingMonth:
    """锁数. Whoever has not been accepted is carried at last month's cumulative; there is no unlock afterwards.

    The update of all duties waits for every move under way and stops every later one; then one statement writes the
    carried figures of duties without a figure, and the issued brief is asked for.
    """
    held = ReportingMonth.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=reporting_month.pk)
    held.duties.update(locked_at=at)
    missing = held.duties.exclude(state=DutyState.ACCEPTED).count()
    permissions.may_lock(by, held, missing=missing, today=at.date()).require()
    require_settled(Figure.objects.filter(duty__next__reporting_month=held), at=at)
    carried = insert_from(Figure, _carried(held, at), _CARRIED)
    held.locked_at, held.locked_by_label = at, by.display_name
    held.save(update_fields=["locked_at", "locked_by_label"])
    settle_month(held, at=at)
    request_issue(campaign=held.campaign, month=held.month, at=at, reason="锁数")
    record(
        by=by.actor,
        at=at,
        action="month.lock",
        subject=("month", held.month),
        payload={"month": held.month, "duties": held.duties.count(), "carried": carried},
    )
    return held


_CARRIED = {
    "duty": "duty_pk",
    "month": "month",
    "unit": "unit_id",
    "basis": "carried",
    "prior_ytd_wan": "prior_ytd_wan",
    "month_done_wan": "nothing",
    "ytd_done_wan": "prior_ytd_wan",
    "known_from": "now",
}


def _carried(held: ReportingMonth, at: datetime) -> DutyQuerySet:
    live = Figure.objects.filter(duty=OuterRef("pk")).live()
    return (
        Duty.objects.filter(~Exists(live), reporting_month=held)
        .with_background(at)
        .annotate(
            duty_pk=F("pk"),
            carried=Value(Basis.CARRIED.value),
            nothing=Value(ZERO),
            now=Value(at),
        )
        .order_by("pk")
    )


@transaction.atomic
def release_month(*, reporting_month: ReportingMonth, by: User, at: datetime) -> ReportingMonth:
    """局领导审签: the issued brief may now be shown as the bureau's."""
    held = ReportingMonth.objects.select_for_update().get(pk=reporting_month.pk)
    permissions.may_release(by, held).require()
    if not Brief.objects.filter(campaign=held.campaign_id, month=held.month, number__gt=0).exists():
        raise Refused(f"{held.month.label}定版汇总还在生成，请稍后再审签。", code="not_issued")
    held.released_at, held.released_by_label = at, by.display_name
    held.save(update_fields=["released_at", "released_by_label"])
    record(by=by.actor, at=at, action="month.release", subject=("month", held.month), payload={"month": held.month})
    return held
