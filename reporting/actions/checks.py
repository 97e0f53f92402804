from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.canonical import canonical_json
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from reporting import permissions
from reporting.choices import Basis, CheckVerdict, DutyState, Step
from reporting.models import Check, Duty, Figure, ReportVersion
from reporting.refresh import request_refresh
from reporting.states import DUTY

from .locking import held_duty


@dataclass(frozen=True)
class Seen:
    """What a checker had on the screen: the duty, its version counter and the digest of the statement."""

    duty_id: int
    version: int
    digest: str


@dataclass
class Outcome:
    """Of a bulk pass: which duties passed, and which were refused and why."""

    passed: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def open_for_check(*, duty_id: int, by: User, at: datetime) -> None:
    """From now on the author cannot withdraw this report. Opening twice changes nothing."""
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .select_related("unit", "listing__project", "current")
        .get(pk=duty_id)
    )
    permissions.may_check(by, duty, _step_of(duty)).require()
    if duty.opened_for_check_at is None:
        duty.opened_for_check_at = at
        duty.save(update_fields=["opened_for_check_at"])


def _step_of(duty: Duty) -> str:
    return Step.CITY if DUTY.verdict(duty.state, "pass_city") else Step.UNIT


@transaction.atomic
def check(
    *, seen: Seen, step: str, verdict: str, remarks: dict[str, str] | None = None, by: User, at: datetime
) -> Check:
    """Give one verdict on exactly the version that was seen. A return needs at least one remark on a field."""
    remarks = {name: text.strip() for name, text in (remarks or {}).items() if text.strip()}
    if verdict == CheckVerdict.RETURNED and not remarks:
        raise Refused("退回须写明意见：请在要改的栏目上写一条。", code="invalid")
    duty, given = _give(seen, step=step, verdict=verdict, remarks=remarks, by=by, at=at)
    _roll_up([duty], at=at)
    record(
        by=by.actor,
        at=at,
        action=f"report.{verdict}_{step}",
        subject=("duty", duty.pk),
        payload={"version": given.version.number, "digest": given.digest, "remarks": remarks},
    )
    return given


@transaction.atomic
def pass_clean(*, seen: Iterable[Seen], step: str, by: User, at: datetime) -> Outcome:
    """Pass many reports that have nothing odd; each is judged alone, and one refused does not stop the others.

    Duties are locked in key order. One journal entry carries them all.
    """
    outcome, passed = Outcome(), []
    for one in sorted(seen, key=lambda each: each.duty_id):
        try:
            with transaction.atomic():
                duty, _ = _give(one, step=step, verdict=CheckVerdict.PASSED, remarks={}, by=by, at=at)
        except Refused as refusal:
            outcome.refused.append((one.duty_id, refusal.message))
        else:
            outcome.passed.append(one.duty_id)
            passed.append(duty)
    if passed:
        _roll_up(passed, at=at)
        record(
            by=by.actor,
            at=at,
            action=f"report.pass_clean_{step}",
            subject=("step", step),
            payload={"duties": outcome.passed, "refused": [duty_id for duty_id, _ in outcome.refused]},
        )
    return outcome


def _give(
    seen: Seen, *, step: str, verdict: str, remarks: dict[str, str], by: User, at: datetime
) -> tuple[Duty, Check]:
    """Lock, compare with what was seen, judge, insert the check, move the state; the city step posts the figure."""
    duty = held_duty(duty_id=seen.duty_id, seen_version=seen.version, at=at)
    version = duty.current
    if version is None or version.digest != seen.digest:
        raise Stale
    permissions.may_check(by, duty, step).require()
    _not_the_first_checker(version, step=step, by=by)
    given = Check.objects.create(
        version=version,
        step=step,
        verdict=verdict,
        remarks=canonical_json(remarks),
        digest=version.digest,
        author_id=version.author_id,
        checked_by=by,
        checked_by_label=by.display_name,
        checked_at=at,
    )
    passed = verdict == CheckVerdict.PASSED
    duty.state = DUTY.transition(duty.state, f"{'pass' if passed else 'return'}_{step}").target
    duty.version += 1
    duty.opened_for_check_at = None
    duty.save(update_fields=["state", "version", "opened_for_check_at"])
    if passed and step == Step.CITY:
        _post(duty, version, at=at)
    if not passed:
        _tell_author(duty, version, remarks, step=step, at=at)
    return duty, given


def _not_the_first_checker(version: ReportVersion, *, step: str, by: User) -> None:
    if step == Step.CITY and version.checks.filter(step=Step.UNIT, checked_by=by).exists():
        raise Refused("这份月报的初审是您办理的，市审须由另一人办理。", code="own_check")


def _post(duty: Duty, version: ReportVersion, *, at: datetime) -> None:
    """Enter the accepted figure in the ledger, unless the month before has moved since it was reported."""
    if duty.prior_ytd_wan != version.prior_ytd_wan:
        raise Refused("上月累计已经更正，请退回这份月报，由填报人按新的上月累计重报。", code="prior_moved")
    Figure.objects.create(
        duty=duty,
        month=duty.month,
        unit_id=duty.unit_id,
        basis=Basis.REPORTED,
        prior_ytd_wan=version.prior_ytd_wan,
        month_done_wan=version.month_done_wan,
        ytd_done_wan=version.ytd_done_wan,
        version=version,
        known_from=at,
    )


def _roll_up(duties: Iterable[Duty], *, at: datetime) -> None:
    """Ask for the running brief of every unit whose figures these checks changed, once each."""
    units = {(duty.unit_id, duty.month): duty for duty in duties if duty.state == DutyState.ACCEPTED}
    for duty in units.values():
        request_refresh(campaign=duty.reporting_month.campaign, month=duty.month, unit=duty.unit, at=at)


def _tell_author(duty: Duty, version: ReportVersion, remarks: dict[str, str], *, step: str, at: datetime) -> None:
    inbox.notify(
        users=[version.author],
        kind="report_returned",
        subject=f"duty:{duty.pk}",
        text=f"{duty.listing.project.name}：{Step(step).label}退回，{len(remarks)}条意见",
        url=reverse("report_form", args=[duty.pk]),
        at=at,
        due_at=duty.reporting_month.unit_due_at,
    )
