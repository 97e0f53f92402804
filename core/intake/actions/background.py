"""What takes longer than anybody waits for: committing, taking back and deciding of a large import, in the background.

The same actions as at once, by the same person, judged anew when they are done. Until then the import is held.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.foundation.verdict import Refused, Stale
from core.intake.choices import BatchState
from core.intake.desks import desk_of, occasion_of
from core.intake.models import Batch
from core.journal.actor import Actor
from core.operations.actions import request_job
from core.operations.models import Job

from .batches import describe, locked, record_batch
from .checking import decide, is_long, refresh
from .committing import commit, undo

WORK_JOB = "intake.work"
MANY_ROWS = 2_000
"""Rows of an import from which its person no longer waits."""


def is_heavy(batch: Batch) -> bool:
    """Whether what is done with it is done in the background."""
    return is_long(batch) or sum(batch.said("counts").values()) > MANY_ROWS


@transaction.atomic
def hand_over(batch: Batch, act: str, said: Mapping[str, Any], *, by: Actor, at: datetime) -> Job:
    """Have `act`, one of “commit”, “undo” and “decide”, done in the background with what the person `said`: the texts
    of the form, and for a commit under “seen” the digest that was looked at. Refused and Stale as the act itself, for
    what can be known at once.
    """
    found = locked(batch, ACTS[act].state)
    if act == "commit" and found.digest != said.get("seen"):
        raise Stale
    describe(found, state=BatchState.WORKING, refusal="")
    record_batch(found, "intake.hand_over", by=by, at=at, payload={"act": act})
    inputs = {"batch": found.pk, "act": act, "said": dict(said), "by": by.id}
    return request_job(WORK_JOB, str(found.pk), inputs=inputs, by=by)


@transaction.atomic
def carry_out(batch_id: int, act: str, said: Mapping[str, Any], *, person: User, at: datetime) -> Batch:
    """Do what was handed over. Where it is refused by now the import stands as before and says why.

    Does nothing to an import that was given back meanwhile.
    """
    batch = Batch.objects.select_for_update().select_related("file").get(pk=batch_id)
    if batch.state != BatchState.WORKING:
        return batch
    describe(batch, state=ACTS[act].state)
    try:
        with transaction.atomic():
            person.may(desk_of(batch).right).require()
            return ACTS[act].do(batch, said, person.actor, at)
    except Refused as refused:
        if isinstance(refused, Stale):
            refresh(batch, by=person.actor)
            batch.refresh_from_db()
        describe(batch, refusal=refused.message)
    return batch


@transaction.atomic
def give_back(batch: Batch, *, by: Actor, at: datetime) -> Batch:
    """Let an import go whose background work has failed or was cancelled: it stands as before it was handed over."""
    found = locked(batch, BatchState.WORKING)
    job = work_job(found)
    if job is None or not job.is_over:
        raise Refused("后台还在办理，请等它办完，或先在任务中取消", code="is_working")
    describe(found, state=ACTS[json.loads(job.inputs)["act"]].state)
    record_batch(found, "intake.give_back", by=by, at=at)
    return found


def work_job(batch: Batch) -> Job | None:
    return Job.objects.filter(kind=WORK_JOB, key=str(batch.pk)).first()


def _commit(batch: Batch, said: Mapping[str, Any], by: Actor, at: datetime) -> Batch:
    form = desk_of(batch).commit_form(batch, occasion_of(batch, by), said, at=at)
    if not form.is_valid():
        raise Refused(next(iter(form.errors.values()))[0], code="invalid")
    return commit(batch, words=form.cleaned_data, seen_digest=said["seen"], by=by, at=at)


def _undo(batch: Batch, said: Mapping[str, Any], by: Actor, at: datetime) -> Batch:
    return undo(batch, reason=said["reason"], by=by, at=at)


def _decide(batch: Batch, said: Mapping[str, Any], by: Actor, at: datetime) -> Batch:
    return decide(batch, {int(number): text for number, text in said.items()}, by=by, at=at)


@dataclass(frozen=True)
class Act:
    """`state` is the one an import is in before it, `do` the action itself."""

    state: BatchState
    do: Callable[[Batch, Mapping[str, Any], Actor, datetime], Batch]


ACTS = {
    "commit": Act(BatchState.READY, _commit),
    "undo": Act(BatchState.COMMITTED, _undo),
    "decide": Act(BatchState.READY, _decide),
}
