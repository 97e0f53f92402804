"""The import desks' background work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.accounts.models import User
from core.foundation import clock
from core.operations.kinds import Step, job_kind

from .actions import carry_out, read_stored
from .actions.background import WORK_JOB
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
    """One step: reading again after a fault gives the same, and what was understood is stored as a whole."""

    def read() -> dict[str, object]:
        done = read_stored(Batch.objects.select_related("file").get(pk=inputs["batch"]))
        return {"refused": done.refusal} if done.refusal else {"counts": done.said("counts")}

    return [Step("读取、识别并逐行比对", read)]


@job_kind(WORK_JOB, "办理导入", link=_page)
def work_steps(inputs: Mapping[str, Any]) -> Sequence[Step]:
    """One step: all of it is written, or nothing."""

    def work() -> dict[str, object]:
        person = User.objects.get(pk=inputs["by"])
        done = carry_out(inputs["batch"], inputs["act"], inputs["said"], person=person, at=clock.now())
        return {"refused": done.refusal} if done.refusal else {"state": done.state}

    return [Step(_DOING[inputs["act"]], work)]


_DOING = {"commit": "整批写入", "undo": "整批撤销", "decide": "按所选处理重新比对"}
