"""A job as the kit's progress card shows it."""

import json
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from core.foundation.months import Month
from core.operations.choices import JobState
from core.operations.kinds import kind_named, label_of
from core.operations.models import Job

KIT_STATES = {JobState.WAITING: "queued"}
TONES = {
    JobState.WAITING: "wait",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "none",
}


@dataclass(frozen=True)
class Card:
    """`fraction` is the share of steps done, 0 to 1; `step` what is being done, `about` what
    the job works on; `tone` is a chip's colour."""

    pk: int
    label: str
    state: str
    fraction: Decimal
    step: str
    about: str
    error: str
    word: str
    tone: str


def card_of(job: Job) -> Card:
    state = JobState(job.state)
    return Card(
        pk=job.pk,
        label=label_of(job.kind),
        state=KIT_STATES.get(state, state.value),
        fraction=_fraction(job),
        step=job.step_label,
        about=_about(job),
        error=job.error,
        word=state.label,
        tone=TONES[state],
    )


def _fraction(job: Job) -> Decimal:
    """Nothing yet when the run on record is an earlier one: the job was asked for again since."""
    run = job.run
    if run.number != job.taken or not run.steps:
        return Decimal(job.state == JobState.DONE)
    return Decimal(run.step) / run.steps


def _about(job: Job) -> str:
    """The month and units of the inputs in words; a kind with other inputs is known by its key."""
    inputs = json.loads(job.inputs)
    try:
        month = Month.parse(inputs["month"]).label
    except (KeyError, TypeError, ValueError):
        return job.key
    return f"{month}，{len(inputs['units'])}个单位" if inputs.get("units") else f"{month}，全市"


def card_context(job: Job) -> dict[str, object]:
    """What `kit/job_progress.html` reads."""
    return {
        "job": card_of(job),
        "poll_url": reverse("job_progress", args=[job.pk]),
        "cancel_url": reverse("job_cancel", args=[job.pk]),
        "retry_url": reverse("job_retry", args=[job.pk]),
        "result_url": _link(job),
        "result_label": "查看结果",
    }


def _link(job: Job) -> str:
    """Where the outcome can be seen; nothing for a kind that is gone or a job that is not done."""
    if job.state != JobState.DONE:
        return ""
    try:
        kind = kind_named(job.kind)
    except LookupError:
        return ""
    return kind.link(json.loads(job.run.inputs), json.loads(job.run.result))
