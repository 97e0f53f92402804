"""A long workbook of the register, written in the background and kept for whoever asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.canonical import canonical_json, sha256_hex
from core.foundation.verdict import Refused
from core.operations.actions import request_job
from core.operations.models import Job
from core.operations.storage import store_file

from . import export
from .look import Look, look_of

EXPORT_JOB = "dashboards.export_register"
OWNER = FILE_KIND = "register_export"


def request_export(look: Look, *, rows: int) -> Job:
    """Have the look written as a workbook; asked for twice before it began, it is written once.

    The brief is named, so that what comes out is what was seen also when a newer one is issued meanwhile.
    """
    brief = look.brief
    query = look.address(without=("format",), month=str(brief.month), version=str(brief.number))
    same = sha256_hex(query)[:8]
    key = f"{brief.month.label}{brief.label}，{rows}项，{look.user.username}-{same}"
    inputs = {"user": look.user.pk, "query": query, "rows": rows}
    return request_job(EXPORT_JOB, key, inputs=inputs, by=look.user.actor)


def write_export(inputs: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Write and keep the file, with the rights the person has now. Refused when they or the brief are gone."""
    user = User.objects.filter(pk=inputs["user"], is_active=True).first()
    if user is None or not user.may(Can.READ_PROJECTS):
        raise Refused("发起人已不能查看项目库，导出没有生成", code="forbidden")
    params = QueryDict(inputs["query"])
    look = look_of(user, params, with_choices=True)
    if look.brief is None or (str(look.brief.month), str(look.brief.number)) != (params["month"], params["version"]):
        raise Refused("要导出的那一版汇总已不存在，请回到项目库重新导出", code="gone")
    sums = export.totals(look)
    with export.workbook(look, sums) as content:
        stored = store_file(
            export.file_name(look), content, kind=FILE_KIND, by=user.actor, at=at, owner=(OWNER, _owner_id(user))
        )
    return {"file": stored.pk, "rows": sums.projects}


def may_have_export(user: User, owner_id: str) -> bool:
    """The asker, as long as they may read exactly what they might when the file was written."""
    return user.may(Can.READ_PROJECTS) and owner_id == _owner_id(user)


def _owner_id(user: User) -> str:
    scope = user.scope(Can.READ_PROJECTS)
    reach = [scope.whole_city, *(sorted(ids) for ids in (scope.unit_ids, scope.firm_ids, scope.department_ids))]
    return f"{user.pk}:{sha256_hex(canonical_json(reach))[:32]}"
