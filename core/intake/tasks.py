"""The import desks' background work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.operations.kinds import Step, job_kind

from .actions import compare_stored, read_stored
from .actions.checking import READ_JOB
from .models import Batch


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
