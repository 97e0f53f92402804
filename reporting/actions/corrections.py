"""Changing a locked figure: one person asks, another decides, and the difference runs through the later months."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import ROLES, Can, Role
from core.foundation.money import ZERO, wan, wan_text
from core.foundation.months import Month
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.operations.models import StoredFile
from reporting import permissions
from reporting.choices import Basis, CorrectionState
from reporting.models import Correction, Duty, Figure
from reporting.refresh import request_issue, request_refresh


@dataclass(frozen=True)
class Effect:
    """What a correction does to the cumulative figure of one month (万元)."""

    duty: Duty
    before: Figure
    month_done_wan: Decimal
    ytd_done_wan: Decimal

    @property
    def month(self) -> Month:
        return self.duty.month


def effects(*, duty: Duty, ytd_done_wan: Decimal) -> list[Effect]:
    """The corrected month first, then every later month with a figure, each moved by the same difference."""
    live = {
        figure.duty_id: figure
        for figure in Figure.objects.live().filter(
            duty__listing_id=duty.listing_id,
            duty__reporting_month__campaign_id=duty.reporting_month.campaign_id,
            month__gte=duty.month,
        )
    }
    own = live.get(duty.pk)
    if own is None:
        raise Refused("本月还没有入账数，无需更正。", code="no_figure")
    difference = wan(ytd_done_wan - own.ytd_done_wan)
    later = Duty.objects.filter(pk__in=live).select_related("reporting_month__campaign", "unit").order_by("month")
    return [
        Effect(
            duty=each,
            before=live[each.pk],
            month_done_wan=wan(live[each.pk].month_done_wan + (difference if each.pk == duty.pk else ZERO)),
            ytd_done_wan=wan(live[each.pk].ytd_done_wan + difference),
        )
        for each in later
    ]


@transaction.atomic
def request_correction(
    *, duty_id: int, ytd_done_wan: Decimal, reason: str, paper: StoredFile | None, by: User, at: datetime
) -> Correction:
    """Ask for a locked month's cumulative to become `ytd_done_wan`. One open request per report."""
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .select_related("listing__project", "reporting_month", "unit")
        .get(pk=duty_id)
    )
    permissions.may_request_correction(by, duty).require()
    if not reason.strip():
        raise Refused("请写明更正理由。", field_errors={"reason": ["请写明更正理由。"]})
    if duty.corrections.filter(state=CorrectionState.REQUESTED).exists():
        raise Refused("这份月报已有一份更正申请待复核，请先办结。", code="pending")
    first = _possible(effects(duty=duty, ytd_done_wan=ytd_done_wan))
    correction = Correction.objects.create(
        duty=duty,
        replaces=first.before,
        month_done_wan=first.month_done_wan,
        ytd_done_wan=first.ytd_done_wan,
        reason=reason.strip(),
        paper=paper,
        requested_by=by,
        requested_at=at,
    )
    _tell_deciders(correction, duty, by=by, at=at)
    record(
        by=by.actor,
        at=at,
        action="correction.request",
        subject=("duty", duty.pk),
        reason=correction.reason,
        payload={"correction": correction.pk, "from": first.before.ytd_done_wan, "to": correction.ytd_done_wan},
    )
    return correction


def _tell_deciders(correction: Correction, duty: Duty, *, by: User, at: datetime) -> None:
    """Whoever may be the second person finds it in the inbox until somebody has decided."""
    deciders = [role for role in Role if Can.DECIDE_CORRECTION in ROLES[role].may]
    inbox.notify(
        users=User.objects.holding(*deciders).exclude(pk=by.pk),
        kind="correction_waiting",
        subject=f"correction:{correction.pk}",
        text=f"{duty.unit.name}{duty.month.label}更正申请待复核：{duty.listing.project.name}",
        url=reverse("correction", args=[correction.pk]),
        at=at,
    )


def _possible(found: list[Effect]) -> Effect:
    """Refuse what changes nothing or makes any cumulative negative; return the corrected month's own effect."""
    first = found[0]
    if first.ytd_done_wan == first.before.ytd_done_wan:
        raise Refused("更正后的数与现有入账数相同，无需更正。", code="no_change")
    for effect in found:
        if effect.ytd_done_wan < 0:
            raise Refused(
                f"更正后{effect.month.label}累计为{wan_text(effect.ytd_done_wan)}，小于0，请核对。", code="negative"
            )
    return first


@transaction.atomic
def decide_correction(*, correction_id: int, approve: bool, note: str, by: User, at: datetime) -> Correction:
    """The second person's word. Approval closes the live figures, opens the corrected ones, and asks for new briefs."""
    duty_id = Correction.objects.values_list("duty_id", flat=True).get(pk=correction_id)
    duty = Duty.objects.select_for_update(of=("self",)).select_related("reporting_month").get(pk=duty_id)
    chain = Duty.objects.filter(listing_id=duty.listing_id, month__gt=duty.month).order_by("pk")
    list(chain.select_for_update().values_list("pk", flat=True))
    correction = Correction.objects.select_for_update(of=("self",)).select_related("replaces").get(pk=correction_id)
    permissions.may_decide_correction(by, correction).require()
    if not approve and not note.strip():
        raise Refused("不予更正须写明理由。", field_errors={"note": ["不予更正须写明理由。"]})
    touched = _carry_through(correction, duty, at=at) if approve else []
    correction.state = CorrectionState.APPROVED if approve else CorrectionState.REFUSED
    correction.decided_by, correction.decided_at, correction.decision_note = by, at, note.strip()
    correction.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    inbox.resolve(kind="correction_waiting", subject=f"correction:{correction.pk}", at=at)
    inbox.notify(
        users=[correction.requested_by_id],
        kind="correction_decided",
        subject=f"correction:{correction.pk}",
        text=f"{duty.month.label}更正申请：{correction.get_state_display()}",
        url=reverse("correction", args=[correction.pk]),
        at=at,
    )
    record(
        by=by.actor,
        at=at,
        action="correction.approve" if approve else "correction.refuse",
        subject=("duty", duty.pk),
        reason=correction.decision_note,
        payload={"correction": correction.pk, "months": [str(effect.month) for effect in touched]},
    )
    return correction


def _carry_through(correction: Correction, duty: Duty, *, at: datetime) -> list[Effect]:
    found = effects(duty=duty, ytd_done_wan=correction.ytd_done_wan)
    if found[0].before.pk != correction.replaces_id:
        raise Stale
    _possible(found)
    Figure.objects.filter(pk__in=[effect.before.pk for effect in found]).update(known_to=at)
    Figure.objects.bulk_create([_corrected(effect, correction, at=at) for effect in found])
    for effect in found:
        month = effect.duty.reporting_month
        if month.is_locked:
            request_issue(campaign=month.campaign, month=month.month, at=at, reason=f"更正：{correction.reason}"[:200])
        else:
            request_refresh(campaign=month.campaign, month=month.month, unit=effect.duty.unit, at=at)
    return found


def _corrected(effect: Effect, correction: Correction, *, at: datetime) -> Figure:
    """A later month that nobody reported stays carried; every other figure says that it was corrected."""
    stays_carried = effect.before.basis == Basis.CARRIED and effect.duty.pk != correction.duty_id
    return Figure(
        duty=effect.duty,
        month=effect.duty.month,
        unit_id=effect.before.unit_id,
        basis=Basis.CARRIED if stays_carried else Basis.CORRECTED,
        prior_ytd_wan=wan(effect.ytd_done_wan - effect.month_done_wan),
        month_done_wan=effect.month_done_wan,
        ytd_done_wan=effect.ytd_done_wan,
        version=None if stays_carried else effect.before.version,
        correction=correction,
        known_from=at,
    )
