"""The import desks' background work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.foundation import clock
from core.operations.kinds import Step, job_kind

from .actions import compare_stored, read_stored
from .actions.checking import READ_JOB
from .actions.marking import MARK_JOB, write_marked
from .models import Batch


def _marked(inputs: Mapping[str, Any], _result: Mapping[str, Any]) -> str:
    batch = Batch.objects.only("desk", "pk").filter(pk=inputs["batch"]).first()
    return reverse("import_marked", args=[batch.desk, batch.pk]) if batch else ""


@job_kind(MARK_JOB, "标注原表", link=_marked)
def mark_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    """One step: a workbook is marked from its first sheet to its last."""

    def mark() -> dict[str, object]:
        batch = Batch.objects.select_related("file").get(pk=inputs["batch"])
        return {"file": write_marked(batch, at=clock.now()).pk}

    return [Step("逐格标注核对结果", mark)]


def _page(inputs: Mapping[str, Any], _result: Mapping[str, Any]) -> str:
    batch = Batch.objects.only("desk", "pk").filter(pk=inputs["batch"]).first()
    return reverse("import_batch", args=[batch.desk, batch.pk]) if batch else ""


@job_kind(READ_JOB, "读取导入文件", link=_page)
def read_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    """Reading again after a fault gives the same: what was understood is stored as a whole."""

    def batch() -> Batch:
        return Batch.objects.select_related("file").get(pk=inputs["batch"])

    def read() -> dict[str, object]:
        done = read_stored(batch())
        return {"refused": done.refusal} if done.refusal else {"rows": done.rows.count()}

    def compare() -> dict[str, object]:
        return {"counts": compare_stored(batch()).said("counts")}

    return [Step("读取并识别文件", read), Step("与系统中的数据逐行比对", compare)]
