from datetime import datetime

from django.db import transaction

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.canonical import canonical_json
from core.foundation.verdict import Refused
from core.journal.actions import record
from core.operations.models import StoredFile
from reporting import permissions
from reporting.backgrounds import background_of
from reporting.choices import Origin, PaperOf
from reporting.models import Draft, Duty, ReportVersion
from reporting.statement import Statement, complete, digest, errors, is_jump
from reporting.states import DUTY

from .locking import held_as_it_is, held_duty
from .reminders import settle


@transaction.atomic
def save_draft(*, duty: Duty, content: dict[str, str], by: User, at: datetime) -> Draft:
    """Keep what was typed, as typed. Not journalled and never part of a figure; refused once the month is locked.

    The duty is held and judged as it stands then: an import that has compared drafts writes before or after this one,
    never over it, and no draft stays beside a report that was sent meanwhile.
    """
    held = held_as_it_is(duty.pk)
    permissions.may_fill(by, held).require()
    draft, _ = Draft.objects.update_or_create(
        duty=held, user=by, defaults={"content": canonical_json(content), "saved_at": at}
    )
    return draft


@transaction.atomic
def submit(
    *, duty_id: int, seen_version: int, statement: Statement, by: User, at: datetime, origin: str = Origin.PAGE
) -> ReportVersion:
    """Hand in one report as a new version. Refused with the errors by field; nothing is written then.

    The prior year to date is read again under the lock, so that a statement never stands on a figure that moved.
    """
    duty = held_duty(duty_id=duty_id, seen_version=seen_version, at=at)
    permissions.may_fill(by, duty).require()
    background = background_of(duty)
    found = errors(statement, background)
    if found:
        raise Refused(
            f"有{len(found)}处需要改正，改好后再报送。",
            field_errors={problem.field: [problem.message] for problem in reversed(found)},
        )
    _require_own_paper(duty, statement)
    version = _new_version(duty, complete(statement, background), by=by, at=at, origin=origin)
    _move(duty, "submit", current=version)
    duty.opened_for_check_at = None
    if duty.first_submitted_at is None:
        duty.first_submitted_at, duty.is_late = at, at > duty.reporting_month.unit_due_at
    duty.save(update_fields=["state", "version", "current", "opened_for_check_at", "first_submitted_at", "is_late"])
    Draft.objects.filter(duty=duty).delete()
    inbox.resolve(kind="report_returned", subject=f"duty:{duty.pk}", at=at)
    settle([duty], at=at)
    record(
        by=by.actor,
        at=at,
        action="report.submit",
        subject=("duty", duty.pk),
        payload={
            "version": version.number,
            "digest": version.digest,
            "ytd_done_wan": version.ytd_done_wan,
            "origin": origin,
        },
    )
    return version


def _require_own_paper(duty: Duty, statement: Statement) -> None:
    """冲减依据 is a file that was handed in for this very report, whoever names it."""
    if statement.write_back_paper_id is None:
        return
    own = StoredFile.objects.filter(pk=statement.write_back_paper_id, owner_kind=PaperOf.DUTY, owner_id=str(duty.pk))
    if not own.exists():
        message = "冲减依据不是为这份月报上传的，请重新上传。"
        raise Refused(message, field_errors={"write_back_paper": [message]})


def _new_version(duty: Duty, whole: Statement, *, by: User, at: datetime, origin: str) -> ReportVersion:
    number = duty.versions.count() + 1
    prior = duty.prior_ytd_wan
    return ReportVersion.objects.create(
        duty=duty,
        number=number,
        prior_ytd_wan=prior,
        is_jump=is_jump(whole, background_of(duty)),
        author=by,
        author_label=by.display_name,
        submitted_at=at,
        origin=origin,
        digest=digest(whole, duty_id=duty.pk, number=number, prior_ytd_wan=prior),
        **whole.__dict__,
    )


def _move(duty: Duty, move: str, *, current: ReportVersion | None) -> None:
    """Move the state by the table and count the change; the caller saves."""
    duty.state = DUTY.transition(duty.state, move).target
    duty.version += 1
    duty.current = current


@transaction.atomic
def withdraw(*, duty_id: int, seen_version: int, by: User, at: datetime) -> Duty:
    """Take a report back before anybody opened it; its version stays on record and comes back as the draft."""
    duty = held_duty(duty_id=duty_id, seen_version=seen_version, at=at)
    permissions.may_withdraw(by, duty).require()
    _move(duty, "withdraw", current=duty.current)
    duty.save(update_fields=["state", "version"])
    record(
        by=by.actor,
        at=at,
        action="report.withdraw",
        subject=("duty", duty.pk),
        payload={"version": duty.current.number if duty.current else 0},
    )
    return duty
