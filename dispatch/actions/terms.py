"""Setting how long each tier has: another row from a day on. Deadlines that were set stay as they are."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from core.accounts.models import User
from core.foundation.clock import day_of
from core.foundation.verdict import Refused
from core.journal.actions import record
from dispatch import permissions
from dispatch.limits import Terms
from dispatch.models import DispatchTerms
from projects.models import Campaign


@transaction.atomic
def set_terms(*, campaign: Campaign, terms: Terms, from_on: date, reason: str, by: User, at: datetime) -> DispatchTerms:
    """A bureau leader sets them: who works against a clock does not set it."""
    permissions.may_set_terms(by).require()
    held = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    errors: dict[str, list[str]] = {}
    if from_on <= day_of(at):
        errors["from_on"] = ["施行日应在今天之后；已经起算的期限不变。"]
    elif DispatchTerms.objects.filter(campaign=held, from_on=from_on).exists():
        errors["from_on"] = ["这一天已有施行的时限，请换一天。"]
    if terms.accept_days > terms.county_days:
        errors["accept_days"] = ["受理时限不长于县级办理时限。"]
    if terms.remind_days > terms.county_days:
        errors["remind_days"] = ["到期前提醒的天数不长于县级办理时限，否则一上报就提醒。"]
    if not reason.strip():
        errors["reason"] = ["请写明依据或理由。"]
    if errors:
        raise Refused(next(iter(errors.values()))[0], field_errors=errors)
    said = asdict(terms)
    made = DispatchTerms.objects.create(
        campaign=held, from_on=from_on, reason=reason.strip(), set_at=at, set_by=by, **said
    )
    payload = {"from": from_on, "terms": said}
    record(
        by=by.actor,
        at=at,
        action="dispatch.set_terms",
        subject=("campaign", held.pk),
        reason=made.reason,
        payload=payload,
    )
    return made
