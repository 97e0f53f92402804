"""Work in the background that the windows ask for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.foundation import clock
from core.operations.kinds import Step, job_kind

from .register.background import EXPORT_JOB, write_export


def _file(_inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    return reverse("stored_file", args=[result["file"]])


@job_kind(EXPORT_JOB, "导出项目库", link=_file)
def export_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    """One step: a workbook is written from its first row to its last, and kept under its digest."""
    return [Step(f"写入 {inputs['rows']:,} 项", lambda: write_export(inputs, at=clock.now()))]
