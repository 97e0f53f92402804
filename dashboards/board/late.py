"""滞后项目清单: the projects furthest behind in money, with who answers for them and what stands in the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, When
from django.urls import reverse

from core.foundation.money import WanField
from core.foundation.sql import wan_expr
from dashboards.lights import LIGHT_MARKS, LightMark
from projects.choices import Provenance
from reporting.choices import Basis, Light, ProblemClass
from reporting.models import Brief, BriefLine, Duty

from .links import project_url
from .nodes import Node
from .reading import Reading

SHOWN = 8
BEHIND = (Light.YELLOW, Light.RED)


@dataclass(frozen=True)
class LateRow:
    """One project behind. `owed_wan` is what was due less what is done; without a report, by last month's due."""

    line: int
    project: int
    code: str
    name: str
    is_flagship: bool
    is_invented: bool
    unit: str
    responsible_unit: str
    responsible_person: str
    leader: str
    plan_wan: Decimal
    ytd_wan: Decimal
    owed_wan: Decimal
    light: Light
    is_carried: bool
    problem_class: str
    problem: str
    node: Node | None

    @property
    def mark(self) -> LightMark:
        return LIGHT_MARKS[self.light]

    @property
    def url(self) -> str:
        return project_url(self.code)

    @property
    def figure(self) -> str:
        """What stands behind its light."""
        return reverse("register_light", args=[self.line])

    @property
    def reason(self) -> str:
        """In the reporter's words; a project late by its nodes alone says so."""
        label = dict(ProblemClass.choices).get(self.problem_class, "")
        said = "：".join(part for part in (label, self.problem) if part)
        return said or ("节点逾期" if self.owed_wan <= 0 else "")


_PROJECT = "listing__project__"
_VALUES = (
    "pk", "listing_id", "unit__short_name", "initial_plan_wan", "ytd_wan", "owed_wan", "light", "basis", "is_flagship",
    "listing__responsible_unit", "listing__responsible_person", "listing__sponsoring_leader", "listing__project_id",
    f"{_PROJECT}code", f"{_PROJECT}name", f"{_PROJECT}provenance",
)  # fmt: skip


def late_lines(reading: Reading) -> list[dict[str, Any]]:
    """The worst lines, largest debt first; one query. `late_rows` turns them into rows."""
    lines = _with_debt(reading.brief, reading.edition.previous).filter(
        reading.sight.only(), is_part=False, light__in=BEHIND
    )
    return list(lines.order_by("-owed_wan", "listing__order").values(*_VALUES)[:SHOWN])


def _with_debt(brief: Brief, previous: Brief | None) -> QuerySet:
    lines = BriefLine.objects.filter(brief=brief)
    judged: Any = F("due_wan")
    if brief.is_running and previous is not None:
        of_before = Q(listing__brief_lines__brief_id=previous.pk)
        lines = lines.annotate(before=FilteredRelation("listing__brief_lines", condition=of_before))
        not_yet = Q(reported__lt=F("expected"), before__due_wan__isnull=False)
        judged = Case(When(not_yet, then=F("before__due_wan")), default=F("due_wan"), output_field=WanField())
    return lines.annotate(owed_wan=wan_expr(judged - F("ytd_wan")))


def late_rows(
    lines: Iterable[Mapping[str, Any]], *, problems: Mapping[int, tuple[str, str]], nodes: Mapping[int, Node | None]
) -> tuple[LateRow, ...]:
    return tuple(_row(line, problems, nodes) for line in lines)


def problems_of(brief: Brief, listings: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Class and words of the problem each project last reported, this month or the one before; one query."""
    months = [brief.month] if brief.month.number == 1 else [brief.month.previous(), brief.month]
    duties = Duty.objects.filter(listing_id__in=list(listings), month__in=months, current__isnull=False)
    rows = duties.order_by("month").values_list("listing_id", "current__problem_class", "current__problem_text")
    return {listing: (kind, text) for listing, kind, text in rows if kind or text}


def _row(line: Mapping[str, Any], problems: Mapping[int, tuple[str, str]], nodes: Mapping[int, Node | None]) -> LateRow:
    kind, text = problems.get(line["listing_id"], ("", ""))
    return LateRow(
        line=line["pk"],
        project=line["listing__project_id"],
        code=line[f"{_PROJECT}code"],
        name=line[f"{_PROJECT}name"],
        is_flagship=line["is_flagship"],
        is_invented=line[f"{_PROJECT}provenance"] == Provenance.INVENTED,
        unit=line["unit__short_name"],
        responsible_unit=line["listing__responsible_unit"],
        responsible_person=line["listing__responsible_person"],
        leader=line["listing__sponsoring_leader"],
        plan_wan=line["initial_plan_wan"],
        ytd_wan=line["ytd_wan"],
        owed_wan=line["owed_wan"],
        light=Light(line["light"]),
        is_carried=line["basis"] == Basis.CARRIED,
        problem_class=kind,
        problem=text,
        node=nodes.get(line["listing__project_id"]),
    )
