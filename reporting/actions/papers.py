"""The verbs that come with a scanned paper: the file is kept and named in one transaction with the act."""

from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.accounts.models import User
from core.operations.models import StoredFile
from core.operations.storage import store_file
from core.organisations.models import ReportingUnit
from reporting import permissions
from reporting.choices import PaperOf
from reporting.models import Correction, Duty, ReportingMonth, UnitSubmission

from .corrections import request_correction
from .reports import save_draft
from .units import submit_unit


@transaction.atomic
def attach_paper(
    *, duty: Duty, name: str, content: BinaryIO, draft: dict[str, str], by: User, at: datetime
) -> StoredFile:
    """Keep the paper behind a write-back (冲减依据); the person's draft names it, so that it goes along when sent."""
    permissions.may_fill(by, duty).require()
    paper = store_file(name, content, kind="paper", by=by.actor, at=at, owner=(PaperOf.DUTY, duty.pk))
    save_draft(duty=duty, content=draft | {"write_back_paper_id": str(paper.pk)}, by=by, at=at)
    return paper


@transaction.atomic
def hand_in_unit(
    *, reporting_month: ReportingMonth, unit: ReportingUnit, name: str, content: BinaryIO, by: User, at: datetime
) -> UnitSubmission:
    """整县报送 with the scan of the signed and sealed 上报表."""
    owner = (PaperOf.UNIT, f"{reporting_month.month}:{unit.code}")
    scan = store_file(name, content, kind="scan", by=by.actor, at=at, owner=owner)
    return submit_unit(reporting_month=reporting_month, unit=unit, scan=scan, by=by, at=at)


@transaction.atomic
def request_correction_with(
    *, duty: Duty, ytd_done_wan: Decimal, reason: str, upload: UploadedFile | None, by: User, at: datetime
) -> Correction:
    """Ask for a correction, with its paper where there is one."""
    paper = None
    if upload is not None:
        owner = (PaperOf.CORRECTION, duty.pk)
        paper = store_file(upload.name or "", upload, kind="paper", by=by.actor, at=at, owner=owner)
    return request_correction(duty_id=duty.pk, ytd_done_wan=ytd_done_wan, reason=reason, paper=paper, by=by, at=at)
