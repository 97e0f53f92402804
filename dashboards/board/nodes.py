"""Milestones as a leader reads them: reached, late by so many working days, due soon, or to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from core.foundation.working_days import WorkingCalendar
from projects.models import Milestone, MilestonePromise

SOON = 5
"""Working days before a planned date from which a node is called due."""


@dataclass(frozen=True)
class Node:
    """A milestone as it stood on one day. `state`: done, late, next (due within days) or plan; `days` late or left."""

    name: str
    planned_on: date
    actual_on: date | None
    promised_on: date | None
    state: str
    days: int

    @property
    def words(self) -> str:
        if self.state == "late":
            return f"晚{self.days}个工作日"
        if self.state == "next":
            return f"剩{self.days}个工作日" if self.days else "今日到期"
        return "按计划"

    @property
    def drawn_on(self) -> date:
        """Where it stands on the line of time: when it was reached, else when it is planned."""
        return self.actual_on or self.planned_on


def nodes_of(
    projects: Iterable[int], *, day: date, moment: datetime, calendar: WorkingCalendar
) -> Mapping[int, tuple[Node, ...]]:
    """The nodes of each project in the order of their plan, as known on `day`; one query."""
    promises = MilestonePromise.objects.filter(milestone=OuterRef("pk"), at__lte=moment).order_by("-at")
    rows = (
        Milestone.objects.filter(project_id__in=list(projects))
        .annotate(promised_on=Subquery(promises.values("promised_on")[:1]))
        .order_by("planned_on", "sequence")
    )
    found: dict[int, list[Node]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(_node(row, day, calendar))
    return {project: tuple(nodes) for project, nodes in found.items()}


def next_node(nodes: Iterable[Node]) -> Node | None:
    """The oldest one not reached."""
    return next((node for node in nodes if node.state != "done"), None)


def _node(row: Milestone, day: date, calendar: WorkingCalendar) -> Node:
    reached = row.actual_on if row.actual_on and row.actual_on <= day else None
    if reached:
        state, days = "done", 0
    elif row.planned_on < day:
        state, days = "late", calendar.used(row.planned_on, day)
    else:
        days = calendar.used(day, row.planned_on)
        state = "next" if days <= SOON else "plan"
    return Node(row.name, row.planned_on, reached, row.promised_on, state, days)
