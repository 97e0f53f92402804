"""The import desks' background work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.operations.kinds import Step, job_kind

from .actions import read_stored
from .actions.checking import READ_JOB
from .models import Batch


def _page(inputs: Mapping[str, Any], _result: Mapping[str, Any]) -> str:
    batch = Batch.objects.only("desk", "pk").filter(pk=inputs["batch"]).first()
    return reverse("import_batch", args=[batch.desk, batch.pk]) if batch else ""


@job_kind(READ_JOB, "读取导入文件", link=_page)
def read_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    """One step: what was understood is stored as a whole, and reading again after a fault gives the same."""

    def run() -> dict[str, object]:
        batch = read_stored(Batch.objects.select_related("file").get(pk=inputs["batch"]))
        return {"refused": batch.refusal} if batch.refusal else {"counts": batch.said("counts")}

    return [Step("读取并核对导入文件", run)]
