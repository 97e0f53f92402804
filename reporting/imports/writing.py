"""The reports desk's part of a commit: reports sent or drafts kept, set-based, and how it all stood before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.accounts.models import User
from core.foundation.verdict import Refused
from core.intake.comparison import Compared
from core.intake.desks import Writing, Written
from core.journal.actor import Actor
from reporting.actions.bulk import Handed, save_drafts, submit_many
from reporting.choices import Origin
from reporting.models import Draft
from reporting.typed import typed_of

from .comparing import is_only_sent, is_unfinished, merged
from .duties import Duties, Owed
from .effect import effect_of
from .fields import FIGURES
from .forms import SEND


def person_of(by: Actor) -> User:
    """Who fills: an account. Reports have an author, which the command line alone is not."""
    person = User.objects.filter(pk=by.id).first() if by.id else None
    if person is None:
        raise Refused("月报须由填报人报送，请指明账号（--as）", code="no_person", status=422)
    return person


def write_reports(writing: Writing, duties: Duties, *, how: str) -> Written:
    """Send what is whole and keep the rest as drafts, or keep everything as drafts that is not one already."""
    person = person_of(writing.by)
    sent = [each for each in writing.rows if how == SEND and not is_unfinished(each)]
    numbers = {each.source.number for each in sent}
    kept = [each for each in writing.rows if not (each.source.number in numbers or is_only_sent(each))]
    if not sent and not kept:
        raise Refused("各行都已是同样的草稿，没有要存的；要报送的，请选“直接报送”", code="nothing", status=422)
    rows = [*sent, *kept]
    befores = _befores(rows, duties, sent_numbers=numbers)
    versions = {each.target.id: each.target.version for each in kept}
    if sent:
        handed = [_handed(each, duties) for each in sent]
        versions |= submit_many(handed, by=person, at=writing.at, origin=Origin.FILE)
    if kept:
        contents = {each.target.id: _content(each, duties.by_id[each.target.id]) for each in kept}
        save_drafts(contents, by=person, at=writing.at)
    effect = effect_of(rows, duties)
    outcome = {
        "how": how, "sent": len(sent), "drafted": len(kept), "cells": effect["cells"],
        "month_wan": effect["month_wan"], "ytd_wan": effect["ytd_wan"],
        "duties": sorted(versions),
    }  # fmt: skip
    targets = {each.source.number: (each.target.id, versions[each.target.id]) for each in rows}
    return Written(outcome, targets, befores)


def _handed(each: Compared, duties: Duties) -> Handed:
    statement = merged(duties.by_id[each.target.id], each.source.values)
    return Handed(each.target.id, each.target.version, statement)


def _content(each: Compared, owed: Owed) -> dict[str, str]:
    """The cells of the page: as they stood, with what changes; both figures, as one hangs on the other."""
    cells = typed_of(merged(owed, each.source.values))
    moved = each.changes.keys() | ({*FIGURES} if each.changes.keys() & {*FIGURES} else set())
    return typed_of(owed.statement) | dict(owed.content) | {key: cells[key] for key in moved}


def _befores(rows: Sequence[Compared], duties: Duties, *, sent_numbers: set[int]) -> dict[int, dict[str, Any]]:
    """How the report of each row stood and which drafts there were, so that all of it can be put back."""
    drafts, found = _drafts([each.target.id for each in rows]), {}
    for each in rows:
        duty = duties.by_id[each.target.id].duty
        found[each.source.number] = {
            "sent": each.source.number in sent_numbers,
            "state": duty.state,
            "current": duty.current_id,
            "first_submitted_at": duty.first_submitted_at.isoformat() if duty.first_submitted_at else "",
            "is_late": duty.is_late,
            "drafts": drafts[duty.pk],
        }
    return found


def _drafts(duty_ids: Sequence[int]) -> Mapping[int, list[list[Any]]]:
    """[person, content, time] of every draft, by duty."""
    found: Mapping[int, list[list[Any]]] = defaultdict(list)
    rows: Iterable[tuple[int, int, str, Any]] = Draft.objects.filter(duty__in=duty_ids).values_list(
        "duty_id", "user_id", "content", "saved_at"
    )
    for duty_id, user_id, content, saved_at in rows:
        found[duty_id].append([user_id, content, saved_at.isoformat()])
    return found
