"""From a file to groups that a person can check; nothing but the batch is written here."""

from collections.abc import Mapping
from datetime import datetime
from os import SEEK_END
from typing import BinaryIO

from django.db import transaction

from core.foundation.verdict import Refused
from core.intake.analysis import Analysis, analyse
from core.intake.choices import BatchState
from core.intake.comparison import Compared
from core.intake.deciding import offered
from core.intake.desk import Answers, Desk
from core.intake.desks import Occasion, desk_of, occasion_of
from core.intake.learning import learn
from core.intake.limits import MEGABYTE
from core.intake.models import Batch
from core.intake.normalise import MONEY_UNITS
from core.intake.reader import inspect_workbook
from core.intake.stored import kept_rows, store_analysis, store_comparison
from core.journal.actor import Actor
from core.operations.actions import request_job
from core.operations.storage import open_file

from .batches import describe, keep_file, locked, record_batch

READ_JOB = "intake.read"
LONG_FILE = MEGABYTE
"""Bytes from which a file is read in the background."""


def bring(file: BinaryIO, name: str, *, occasion: Occasion, by: Actor, at: datetime) -> Batch:
    """Receive a file while its sender waits, or in the background where it is long: by its bytes, or because reading
    it takes more than anybody waits for. Refused as in `receive`."""
    if file.seek(0, SEEK_END) <= LONG_FILE:
        try:
            return receive(file, name, occasion=occasion, by=by, at=at)
        except Refused as refused:
            if refused.code != "too_long":
                raise
        inspect_workbook(file, name, limits="screen")  # the file itself is within bounds: it is its rows that are many
    return receive_long(file, name, occasion=occasion, by=by, at=at)


def is_long(batch: Batch) -> bool:
    """Whether its file is more than somebody waits for."""
    return batch.file.size > LONG_FILE or bool(batch.said("mapping").get("in_background"))


def receive(file: BinaryIO, name: str, *, occasion: Occasion, by: Actor, at: datetime, limits: str = "screen") -> Batch:
    """Read a workbook now and keep it with what was understood. Refused (and nothing kept) when it cannot be read."""
    return keep(analyse(file, name, occasion, limits=limits), file, name, occasion=occasion, by=by, at=at)


@transaction.atomic
def keep(analysis: Analysis, file: BinaryIO, name: str, *, occasion: Occasion, by: Actor, at: datetime) -> Batch:
    """Keep a workbook with what was understood of it."""
    batch = keep_file(file, name, occasion=occasion, by=by, at=at)
    store_analysis(batch, analysis)
    record_batch(batch, "intake.receive", by=by, at=at, payload=_payload(batch))
    return batch


def receive_long(file: BinaryIO, name: str, *, occasion: Occasion, by: Actor, at: datetime) -> Batch:
    """Look at a long file's container, keep it, and have it read in the background. Refused as in `receive`."""
    inspect_workbook(file, name)
    with transaction.atomic():
        batch = keep_file(file, name, occasion=occasion, by=by, at=at)
        request_job(READ_JOB, str(batch.pk), inputs={"batch": batch.pk}, by=by)
        record_batch(batch, "intake.receive", by=by, at=at)
    return batch


def read_stored(batch: Batch) -> Batch:
    """What the background does with a long file: read, understand and compare it, and let people see it. One that
    cannot be read leaves its reason on the batch.

    Does nothing to an import that was put aside meanwhile.
    """
    if batch.state != BatchState.READING:
        return batch
    try:
        with open_file(batch.file) as file:
            occasion, answers = occasion_of(batch), answers_of(batch)
            analysis = analyse(file, batch.file.name, occasion, answers=answers, limits="job")
    except Refused as refused:
        describe(batch, state=BatchState.REFUSED, refusal=refused.message)
        return batch
    with transaction.atomic():
        found = Batch.objects.select_for_update().select_related("file").get(pk=batch.pk)
        if found.state == BatchState.READING:  # it may have been put aside while it was read
            store_analysis(found, analysis)
            describe(found, mapping=found.said("mapping") | {"in_background": True})
    return found


def answer(batch: Batch, answers: Answers, *, by: Actor, at: datetime) -> Batch:
    """Say what the table does not (its unit, what a heading means, …) and have it understood again.

    What was said of headings is remembered for the next file of the same sender. Refused for answers that are no unit,
    no field or no word of the closed lists. What was decided row by row is asked anew.
    """
    occasion = occasion_of(batch, by)
    _require_sound(answers, occasion.reading)
    if is_long(batch):
        return _answer_later(batch, answers, by=by, at=at)
    analysis = _analyse_again(batch, answers, occasion)
    with transaction.atomic():
        found = locked(batch, BatchState.READY)
        store_analysis(found, analysis)
        learn(occasion, answers.headings, by=by, at=at)
        record_batch(found, "intake.answer", by=by, at=at, payload=answers.as_json())
    return found


@transaction.atomic
def decide(batch: Batch, decisions: Mapping[int, str], *, by: Actor, at: datetime) -> Batch:
    """What a person says of rows (by number): "same:<id>", "new", "skip", or "" to take it back.

    Refused for a row that is not there or waits for nothing, and for anything that was not offered for it.
    """
    found = locked(batch, BatchState.READY)
    rows = {row.number: row for row in found.rows.filter(number__in=decisions)}
    makes_new = desk_of(found).makes_new
    for number, text in decisions.items():
        if number not in rows or text not in offered(rows[number], makes_new=makes_new):
            raise Refused("所选的处理不在这一行可选之列，请刷新页面后从列表中选择", code="invalid", status=422)
        rows[number].decision = text
    found.rows.bulk_update(rows.values(), ["decision"], batch_size=200)
    recheck(found, occasion_of(found, by))
    said = {str(number): text for number, text in decisions.items()}
    record_batch(found, "intake.decide", by=by, at=at, payload={"decisions": said, "counts": found.said("counts")})
    return found


@transaction.atomic
def refresh(batch: Batch, *, by: Actor) -> Batch:
    """Compare a waiting import anew, for the person whose commit came too late. Refused when it waits no more."""
    found = locked(batch, BatchState.READY)
    recheck(found, occasion_of(found, by))
    return found


@transaction.atomic
def recheck(batch: Batch, occasion: Occasion | None = None) -> list[Compared]:
    """Compare the kept rows with what the portal holds now; journals nothing, for nothing was decided."""
    occasion = occasion or occasion_of(batch)
    sources, rows = kept_rows(batch)
    is_blocked = bool(batch.said("mapping").get("is_blocked"))
    compared = occasion.desk.compare(sources, occasion, is_blocked=is_blocked)
    store_comparison(batch, rows, compared, occasion)
    return compared


def answers_of(batch: Batch) -> Answers:
    return Answers(**batch.said("mapping").get("answers", {}))


def _analyse_again(batch: Batch, answers: Answers, occasion: Occasion) -> Analysis:
    with open_file(batch.file) as file:
        return analyse(file, batch.file.name, occasion, answers=answers, limits="job")


def _answer_later(batch: Batch, answers: Answers, *, by: Actor, at: datetime) -> Batch:
    with transaction.atomic():
        found = locked(batch, BatchState.READY)
        mapping = found.said("mapping") | {"answers": answers.as_json()}
        describe(found, state=BatchState.READING, mapping=mapping)
        learn(occasion_of(found, by), answers.headings, by=by, at=at)
        request_job(READ_JOB, str(found.pk), inputs={"batch": found.pk}, by=by)
        record_batch(found, "intake.answer", by=by, at=at, payload=answers.as_json())
    return found


def _require_sound(answers: Answers, desk: Desk) -> None:
    lists = desk.vocabularies
    errors = {key: ["请从列表中选择"] for key, value in answers.defaults.items() if value not in lists[key].labels}
    if answers.money_unit and answers.money_unit not in MONEY_UNITS:
        errors["money_unit"] = ["请从列表中选择单位"]
    if any(key and key not in desk.by_key for key in answers.headings.values()):
        errors["headings"] = ["请从列表中选择栏目"]
    if errors:
        raise Refused("请从列表中选择", code="invalid", field_errors=errors)


def _payload(batch: Batch) -> dict[str, object]:
    return {"counts": batch.said("counts"), "sums": batch.said("sums")}
