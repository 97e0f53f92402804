"""Many reports at once: what an import hands in, keeps as drafts or takes back, in a few statements for all of them.

Everything here runs inside the caller's transaction and writes no journal entry: the import is one act with one entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from core.accounts.actions import inbox
from core.accounts.models import User
from core.foundation.canonical import canonical_json
from core.foundation.sql import load_rows, update_rows
from core.foundation.verdict import Refused, Stale
from core.operations.models import StoredFile
from reporting import permissions
from reporting.backgrounds import background_of
from reporting.choices import DutyState, PaperOf
from reporting.models import Draft, Duty, Figure, ReportVersion
from reporting.statement import Statement, complete, digest, errors, is_jump
from reporting.states import DUTY

from .locking import require_settled
from .reminders import settle, unsettle

_SHOWN = 5
_VERSION_COLUMNS = (
    "duty", "number", "prior_ytd_wan", "is_jump", "author", "author_label", "submitted_at", "origin", "digest",
    *("write_back_paper" if name == "write_back_paper_id" else name for name in Statement.__dataclass_fields__),
)  # fmt: skip
_DUTY_COLUMNS = ("state", "version", "current", "opened_for_check_at", "first_submitted_at", "is_late")
_DRAFT_COLUMNS = ("duty", "user", "content", "saved_at")


@dataclass(frozen=True, slots=True)
class Handed:
    """One report to hand in: what it says, and the version of its duty when that was decided."""

    duty_id: int
    seen_version: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Before:
    """How a report stood before it was handed in; `version` is its duty's after that."""

    duty_id: int
    version: int
    state: str
    current_id: int | None
    first_submitted_at: datetime | None
    is_late: bool


def submit_many(handed: Sequence[Handed], *, by: User, at: datetime, origin: str) -> dict[int, int]:
    """Hand in reports of one month as new versions, by every rule of `submit`; returns the new version of each duty.

    All or none: Stale when one moved since it was seen, Refused when one may not be sent or is not in order.
    """
    duties = _held({each.duty_id: each.seen_version for each in handed}, at=at)
    _require_each(duties.values(), lambda duty: permissions.may_fill(by, duty))
    _require_sound(duties, handed)
    _require_own_papers(handed)
    wholes = {each.duty_id: complete(each.statement, background_of(duties[each.duty_id])) for each in handed}
    newest = _add_versions(duties, wholes, by=by, at=at, origin=origin)
    moved = {}
    for pk, duty in duties.items():
        duty.state = DUTY.transition(duty.state, "submit").target
        if duty.first_submitted_at is None:
            duty.first_submitted_at, duty.is_late = at, at > duty.reporting_month.unit_due_at
        moved[pk] = (duty.state, duty.version + 1, newest[pk], None, duty.first_submitted_at, duty.is_late)
    update_rows(Duty, _DUTY_COLUMNS, moved)
    Draft.objects.filter(duty__in=list(duties)).delete()
    inbox.resolve(kind="report_returned", subject=_subjects(duties), at=at)
    settle(duties.values(), at=at)
    return {pk: duty.version + 1 for pk, duty in duties.items()}


def take_back_many(befores: Sequence[Before], *, handed_at: datetime, by: User, at: datetime) -> None:
    """Put reports that were handed in together back to where they stood, by the rule of `withdraw`.

    Their versions stay on record. Stale when one moved since; Refused when a checker has opened one, or the month is
    locked. What was told to be done before is told again.
    """
    duties = _held({each.duty_id: each.version for each in befores}, at=at)
    _require_each(duties.values(), lambda duty: permissions.may_withdraw(by, duty))
    moved = {}
    for each in befores:
        duty = duties[each.duty_id]
        move = "restore_return" if each.state == DutyState.RETURNED else "withdraw"
        state = DUTY.transition(duty.state, move).target
        moved[duty.pk] = (state, duty.version + 1, each.current_id, None, each.first_submitted_at, each.is_late)
    update_rows(Duty, _DUTY_COLUMNS, moved)
    returned = [each.duty_id for each in befores if each.state == DutyState.RETURNED]
    inbox.reopen(kind="report_returned", subject=_subjects(returned), resolved_at=handed_at)
    unsettle(duties.values(), settled_at=handed_at)


def save_drafts(contents: Mapping[int, Mapping[str, str]], *, by: User, at: datetime) -> None:
    """Keep what was typed for several reports (by duty) of one person. Refused as in `save_draft`."""
    duties = Duty.objects.select_for_update(of=("self",)).select_related("listing__project")
    found = list(duties.filter(pk__in=contents).order_by("pk"))
    _require_each(found, lambda duty: permissions.may_fill(by, duty))
    Draft.objects.filter(user=by, duty__in=list(contents)).delete()
    load_rows(Draft, _DRAFT_COLUMNS, ((pk, by.pk, canonical_json(said), at) for pk, said in contents.items()))


def restore_drafts(duty_ids: Iterable[int], drafts: Iterable[tuple[int, int, str, datetime]]) -> None:
    """The drafts of these reports as they were: (duty, person, content, time) each, whatever stands there now."""
    Draft.objects.filter(duty__in=list(duty_ids)).delete()
    load_rows(Draft, _DRAFT_COLUMNS, drafts)


def _held(versions: Mapping[int, int], *, at: datetime) -> dict[int, Duty]:
    """The duties under lock, in key order, with their background as known at `at`; Stale when one moved since."""
    rows = Duty.objects.select_for_update().filter(pk__in=versions).order_by("pk")
    locked = {duty.pk: duty for duty in rows}
    if {pk: duty.version for pk, duty in locked.items()} != dict(versions):
        raise Stale
    require_settled(Figure.objects.filter(duty__in=[duty.previous_id for duty in locked.values()]), at=at)
    found: QuerySet[Duty] = Duty.objects.with_background(at).filter(pk__in=versions).order_by("pk")
    return {duty.pk: duty for duty in found}


def _require_each(duties: Iterable[Duty], judge: Any) -> None:
    """Refused with the names and the first reason when one of them may not be moved."""
    refused = [(duty, verdict) for duty in duties if not (verdict := judge(duty))]
    if refused:
        names = _names(duty.listing.project.name for duty, _ in refused)
        verdict = refused[0][1]
        raise Refused(f"{len(refused)}项不能办理（{names}）：{verdict.reason}", code=verdict.code)


def _require_sound(duties: Mapping[int, Duty], handed: Iterable[Handed]) -> None:
    wrong = [each.duty_id for each in handed if errors(each.statement, background_of(duties[each.duty_id]))]
    if wrong:
        names = _names(duties[pk].listing.project.name for pk in wrong)
        raise Refused(f"{len(wrong)}项有需要改正的地方（{names}），改好后再报送。", code="invalid")


def _require_own_papers(handed: Iterable[Handed]) -> None:
    """冲减依据 is a file that was handed in for this very report, whoever names it."""
    named = {paper_id: each.duty_id for each in handed if (paper_id := each.statement.write_back_paper_id)}
    if not named:
        return
    owners = StoredFile.objects.filter(pk__in=named, owner_kind=PaperOf.DUTY).values_list("pk", "owner_id")
    if dict(owners) != {paper_id: str(duty_id) for paper_id, duty_id in named.items()}:
        raise Refused("冲减依据不是为这份月报上传的，请重新上传。", code="invalid")


def _add_versions(
    duties: Mapping[int, Duty], wholes: Mapping[int, Statement], *, by: User, at: datetime, origin: str
) -> dict[int, int]:
    """One version each; returns its key by duty."""
    ids = list(duties)
    had = dict(ReportVersion.objects.filter(duty__in=ids).order_by().values_list("duty").annotate(versions=Count("pk")))
    rows = []
    for pk, duty in duties.items():
        whole, number, prior = wholes[pk], had.get(pk, 0) + 1, duty.prior_ytd_wan
        seal = digest(whole, duty_id=pk, number=number, prior_ytd_wan=prior)
        is_high = is_jump(whole, background_of(duty))
        rows.append([
            pk, number, prior, is_high, by.pk, by.display_name, at, origin, seal, *whole.__dict__.values(),
        ])  # fmt: skip
    load_rows(ReportVersion, _VERSION_COLUMNS, rows)
    return dict(ReportVersion.objects.filter(duty__in=ids).order_by().values_list("duty").annotate(newest=Max("pk")))


def _subjects(duty_ids: Iterable[int]) -> list[str]:
    return [f"duty:{pk}" for pk in duty_ids]


def _names(names: Iterable[str]) -> str:
    every = list(names)
    return "、".join(every[:_SHOWN]) + ("等" if len(every) > _SHOWN else "")
