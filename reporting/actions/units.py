from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Can, Role
from core.foundation.money import WanField
from core.foundation.sql import wan_sum
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.operations.models import StoredFile
from core.organisations.models import ReportingUnit
from projects.querysets import known_at
from reporting import permissions
from reporting.choices import DutyState
from reporting.models import Duty, HandOver, ReportingMonth, UnitSubmission

PASSED_FIRST_CHECK = (DutyState.UNIT_APPROVED, DutyState.ACCEPTED)


@transaction.atomic
def submit_unit(
    *, reporting_month: ReportingMonth, unit: ReportingUnit, scan: StoredFile | None, by: User, at: datetime
) -> UnitSubmission:
    """整县报送: the unit's whole month as one act, with a receipt number. Returned rows afterwards stay rows."""
    duties = Duty.objects.select_for_update().filter(reporting_month=reporting_month, unit=unit).order_by("pk")
    waiting = sum(1 for duty in duties if duty.state not in PASSED_FIRST_CHECK)
    month = ReportingMonth.objects.get(pk=reporting_month.pk)  # read under the duties' locks, which 锁数 takes too
    permissions.may_submit_unit(by, unit, missing=waiting, month=month).require()
    if not duties:
        raise Refused(f"{unit.name}{reporting_month.month.short}没有填报任务，无需整县报送。", code="nothing")
    if UnitSubmission.objects.filter(reporting_month=reporting_month, unit=unit).exists():
        raise Refused(f"{unit.name}{reporting_month.month.short}已经整县报送，回执见本月填报页。", code="done")
    stands = Coalesce(F("own__ytd_done_wan"), F("current__ytd_done_wan"), output_field=WanField())
    totals = (
        Duty.objects.filter(reporting_month=reporting_month, unit=unit)
        .annotate(own=FilteredRelation("figures", condition=known_at(at, "figures__")))
        .aggregate(reports=Count("pk"), ytd=wan_sum(stands))
    )
    handed = UnitSubmission.objects.create(
        reporting_month=reporting_month,
        unit=unit,
        number=f"BS-{reporting_month.month.year}{reporting_month.month.number:02d}-{unit.code}",
        reports=totals["reports"],
        ytd_done_wan=totals["ytd"],
        scan=scan,
        submitted_at=at,
        submitted_by_id=by.pk,
        submitted_by_label=by.display_name,
    )
    record(
        by=by.actor,
        at=at,
        action="unit.submit",
        subject=("unit", unit.code),
        payload={"number": handed.number, "reports": handed.reports, "ytd_done_wan": handed.ytd_done_wan},
    )
    return handed


@transaction.atomic
def hand_over(
    *, from_user: User | None, to_user: User, unit: ReportingUnit, reason: str, by: User, at: datetime
) -> HandOver:
    """Give a unit's open duties to another reporter of the same unit; `from_user` None takes the unassigned ones."""
    scope = by.scope(Can.HAND_OVER)
    if not (scope.whole_city or unit.pk in scope.unit_ids):
        raise Refused("只能移交本单位的填报任务。", code="forbidden")
    if not to_user.role_grants.filter(role=Role.COUNTY_REPORTER, unit=unit, ended_at__isnull=True).exists():
        raise Refused(f"{to_user.display_name}不是{unit.name}的填报员，请先由安全管理员授权。", code="not_a_reporter")
    if not reason.strip():
        raise Refused("请写明移交原因。", field_errors={"reason": ["请写明移交原因。"]})
    duties = Duty.objects.filter(Q(assignee=from_user), unit=unit, locked_at__isnull=True)
    held = list(duties.select_for_update().order_by("pk").values_list("pk", flat=True))
    Duty.objects.filter(pk__in=held).update(assignee=to_user)
    handed = HandOver.objects.create(
        from_user=from_user,
        to_user=to_user,
        unit=unit,
        duties=len(held),
        reason=reason.strip(),
        at=at,
        by_id=by.pk,
        by_label=by.display_name,
    )
    inbox.notify(
        users=[to_user],
        kind="duties_handed_over",
        subject=f"hand_over:{handed.pk}",
        text=f"{unit.name}{len(held)}项填报任务移交给您：{handed.reason}",
        url=reverse("my_month"),
        at=at,
    )
    record(
        by=by.actor,
        at=at,
        action="duty.hand_over",
        subject=("unit", unit.code),
        reason=handed.reason,
        payload={"from": from_user.pk if from_user else None, "to": to_user.pk, "duties": len(held)},
    )
    return handed
