"""The marked workbook of a long file: written in the background, kept for whoever may see the import."""

from datetime import datetime

from core.foundation.canonical import sha256_hex
from core.intake.models import Batch
from core.intake.returning import marked_workbook
from core.journal.actor import SYSTEM, Actor
from core.operations.actions import request_job
from core.operations.models import Job, StoredFile
from core.operations.storage import store_file

MARK_JOB = "intake.mark"
OWNER = FILE_KIND = "import_marked"


def request_marked(batch: Batch, *, by: Actor) -> Job:
    """Have the remarks as they stand now written into the sender's workbook; asked for twice, it is written once."""
    return request_job(MARK_JOB, _job_key(batch), inputs={"batch": batch.pk}, by=by)


def write_marked(batch: Batch, *, at: datetime) -> StoredFile:
    """Refused as `marked_workbook` is."""
    name, content = marked_workbook(batch, limits="job")
    with content:
        return store_file(name, content, kind=FILE_KIND, by=SYSTEM, at=at, owner=(OWNER, _owner_id(batch)))


def stored_marked(batch: Batch) -> StoredFile | None:
    """What was written of the remarks as they stand now; None where that is still to be done."""
    files = StoredFile.objects.filter(owner_kind=OWNER, owner_id=_owner_id(batch))
    return files.order_by("-pk").first()


def marking_job(batch: Batch) -> Job | None:
    return Job.objects.filter(kind=MARK_JOB, key=_job_key(batch)).first()


def _job_key(batch: Batch) -> str:
    return f"{batch.number}-{_state(batch)}"


def _owner_id(batch: Batch) -> str:
    return f"{batch.pk}:{_state(batch)}"


def _state(batch: Batch) -> str:
    """Another one as soon as the remarks may be others: the file was understood or compared anew."""
    return sha256_hex("\n".join([batch.mapping, batch.findings, batch.counts, batch.digest]))[:12]
