"""What is still missing of a project at the stage it has reached: a table, read by the register and the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass

from .choices import Status


@dataclass(frozen=True)
class Gap:
    """A field that should be known by now; `why` says since when it is needed."""

    field: str
    label: str
    why: str


_ALWAYS = (
    ("region", "所在地", "列入名单即应明确属地"),
    ("owner", "建设单位（业主）", "列入名单即应明确业主"),
    ("scope", "建设内容及规模", "列入名单即应说明"),
)
_BUILDABLE = (
    ("total_investment_wan", "总投资", "前期阶段起应有匡算或概算"),
    ("planned_start", "计划开工", "安排年度计划须有起止时间"),
    ("planned_finish", "计划竣工", "安排年度计划须有起止时间"),
)
_STARTED = (
    ("national_code", "国家项目代码", "开工前须已赋码"),
    ("actual_start", "实际开工", "在建项目须有开工日期"),
)
_FINISHED = (("actual_finish", "实际竣工", "竣工项目须有竣工日期"),)
_RESUMING = (("revised_finish", "调整后竣工", "停工、缓建的项目应明确新的竣工时间"),)

NEEDED: dict[Status, tuple[tuple[str, str, str], ...]] = {
    Status.PLANNED: _ALWAYS,
    Status.PRELIMINARY: _ALWAYS + _BUILDABLE,
    Status.UNDER_CONSTRUCTION: _ALWAYS + _BUILDABLE + _STARTED,
    Status.PARTLY_IN_USE: _ALWAYS + _BUILDABLE + _STARTED,
    Status.COMPLETED: _ALWAYS + _BUILDABLE + _STARTED + _FINISHED,
    Status.SUSPENDED: _ALWAYS + _BUILDABLE + _STARTED + _RESUMING,
    Status.DEFERRED: _ALWAYS + _BUILDABLE + _RESUMING,
    Status.WITHDRAWN: (),
}


def gaps(facts: Mapping[str, object]) -> list[Gap]:
    """Needed and empty at the project's status; `facts` maps field names (with `status`) to values."""
    needed = NEEDED[Status(str(facts["status"]))]
    return [Gap(*row) for row in needed if facts.get(row[0]) in (None, "")]
