"""Files granted before the demonstration begins: rows in bulk, one journal entry with their count and digest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from approvals.choices import CaseState, Decision, Discipline, RoundState
from approvals.edition import Edition, read_edition
from approvals.green import KEY_LEVELS
from approvals.models import (
    ApprovalCase,
    ApprovalRoute,
    CaseEvent,
    DisciplineOpinion,
    DrawingRound,
    GuideVersion,
    Matter,
)
from core.accounts.models import User
from core.foundation.sql import analyze
from core.foundation.working_days import WorkingCalendar
from core.journal.actions import record
from core.journal.actor import SYSTEM
from demonstration.approvals import Story, is_key
from demonstration.works import YEAR, Course, Work
from projects.choices import KeyLevel
from projects.models import Project

from .register import Listed

_FIRST = date(YEAR, 1, 16)
_TEMPLATES = {"municipal": "gov_municipal", "greening": "gov_municipal", "environment": "gov_municipal"}
_DISCIPLINES = (Discipline.ARCHITECTURE, Discipline.STRUCTURE, Discipline.WATER, Discipline.ELECTRICAL, Discipline.FIRE)
_LATE_PERCENT = 6
_ROWS = 1_000


@dataclass(frozen=True)
class _Past:
    """One granted matter: when its papers came, when it was decided, and how long that took (working days)."""

    listed: Listed
    code: str
    received_on: date
    decided_on: date
    used: int


@dataclass
class History:
    """Collects what was granted; `write` puts it into the tables."""

    calendar: WorkingCalendar
    random: Random
    edition: Edition = field(default_factory=read_edition)
    routes: dict[int, str] = field(default_factory=dict)
    past: list[_Past] = field(default_factory=list)

    def add_story(self, story: Story, row: Listed, *, until: date) -> None:
        """Everything that the story's open matter waits for, without what it leaves out."""
        self.routes[row.project_id] = story.template
        codes = [code for code in self._before(story.template, story.matter) if code not in story.without]
        self._grant(row, codes, until)

    def add_others(self, listed: Sequence[Listed], *, told: set[int], until: date) -> None:
        """Key projects that have not begun, somewhere on their way, and those begun since May with their permit."""
        for row in listed:
            work = row.work
            if row.project_id in told or work.parts or not is_key(work):
                continue
            template = _TEMPLATES.get(work.category, "gov_building")
            matters = self._matters_of(template)
            if work.course in {Course.WAITING, Course.OVERDUE}:
                codes = matters[: self.random.randint(1, matters.index("SG01"))]
            elif _began_since_may(work):
                codes = matters[: matters.index("SG02") + 1]
            else:
                continue
            self.routes[row.project_id] = template
            self._grant(row, codes, min(until, work.actual_start or until))

    def _matters_of(self, template: str) -> list[str]:
        return next(list(row["matters"]) for row in self.edition.templates if row["code"] == template)

    def _before(self, template: str, matter: str) -> list[str]:
        """What comes before a matter on a template, in the order of the guide."""
        codes = self._matters_of(template)
        needed: set[str] = set()
        waiting = [matter]
        while waiting:
            after = waiting.pop()
            found = {before for before, each, _ in self.edition.edges if each == after and before in codes} - needed
            needed |= found
            waiting += found
        return [code for code in codes if code in needed]

    def _grant(self, row: Listed, codes: Sequence[str], until: date) -> None:
        """One after the other from January on; what does not fit before `until` is pressed into the same days."""
        days = {matter["code"]: matter["promised_days"] for matter in self.edition.matters}
        room = max(self.calendar.used(_FIRST, until), len(codes) + 12)
        step, free = room // max(len(codes), 1), _FIRST
        for place, code in enumerate(codes):
            limit = -(-days[code] // 2) if row.work.key_level in KEY_LEVELS else days[code]
            late = self.random.randint(1, 100) <= _LATE_PERCENT
            used = limit + self.random.randint(1, 3) if late else self.random.randint(1, limit)
            received = max(free, self.calendar.add(_FIRST, place * step))
            decided = self.calendar.add(received, min(used, max(step - 1, 1)))
            used = self.calendar.used(received, decided)
            self.past.append(_Past(row, code, received, decided, used))
            free = self.calendar.add(decided, 1)

    def write(self, *, by: User, at: datetime) -> None:
        guide = GuideVersion.objects.latest("number")
        templates = dict(guide.templates.values_list("code", "pk"))
        ApprovalRoute.objects.bulk_create(
            ApprovalRoute(project_id=pk, template_id=templates[code], set_at=at, set_by_label=by.display_name)
            for pk, code in self.routes.items()
        )
        matters = {matter.code: matter for matter in guide.matters.all()}
        codes = dict(Project.objects.filter(pk__in=self.routes).values_list("pk", "code"))
        cases = ApprovalCase.objects.bulk_create(
            (_case(past, matters[past.code], codes, number) for number, past in enumerate(self.past, start=1)),
            batch_size=_ROWS,
        )
        CaseEvent.objects.bulk_create((event for case in cases for event in _events(case, by)), batch_size=_ROWS)
        self._write_rounds([case for case in cases if case.matter.is_drawing_review], by)
        analyze(ApprovalRoute, ApprovalCase, CaseEvent)
        sealed = hashlib.sha256("".join(f"{case.number}:{case.used_days};" for case in cases).encode()).hexdigest()
        payload: dict[str, object] = {"routes": len(self.routes), "cases": len(cases), "digest": sealed}
        record(by=SYSTEM, at=at, action="demonstration.load_approvals", payload=payload)

    def _write_rounds(self, cases: Sequence[ApprovalCase], by: User) -> None:
        rounds = DrawingRound.objects.bulk_create(
            DrawingRound(
                case=case,
                number=1,
                state=RoundState.PASSED,
                submitted_on=case.accepted_on,
                started_by_label=by.display_name,
                issued_on=case.decided_on,
                issued_by_label=by.display_name,
                opinion_number=f"泉图审〔{YEAR}〕{100 + number}号（演示）",
            )
            for number, case in enumerate(cases)
        )
        DisciplineOpinion.objects.bulk_create(
            DisciplineOpinion(
                round=row,
                discipline=discipline,
                reviewer=f"{discipline.label}审查人",
                given_at=_at(row.issued_on, 10),
                given_by_label=by.display_name,
            )
            for row in rounds
            for discipline in _DISCIPLINES
        )


def _case(past: _Past, matter: Matter, codes: dict[int, str], number: int) -> ApprovalCase:
    work = past.listed.work
    is_green = work.key_level in KEY_LEVELS
    return ApprovalCase(
        project_id=past.listed.project_id,
        matter=matter,
        matter_code=matter.code,
        number=f"{matter.code}-{codes[past.listed.project_id]}-1",
        department_id=matter.lead_id,
        state=CaseState.DELIVERED,
        version=4,
        is_green=is_green,
        green_basis=f"{KeyLevel(work.key_level).label}项目" if is_green else "",
        limit_days=matter.green_days if is_green else matter.promised_days,
        ordinary_days=matter.promised_days,
        received_on=past.received_on,
        accepted_on=past.received_on,
        holder_since=past.decided_on,
        decided_on=past.decided_on,
        decision=Decision.GRANT,
        used_days=past.used,
        document_number=f"泉审批〔{YEAR}〕{1000 + number}号（演示）",
        delivered_on=past.decided_on,
    )


def _began_since_may(work: Work) -> bool:
    return work.course == Course.RUNNING and work.actual_start is not None and work.actual_start >= date(YEAR, 5, 1)


def _events(case: ApprovalCase, by: User) -> list[CaseEvent]:
    told = (
        ("open", "收件", f"承诺{case.limit_days}个工作日", case.received_on, 9),
        ("accept", "受理", "", case.accepted_on, 15),
        ("decide", "作出决定", f"准予，{case.document_number}，用时{case.used_days}个工作日", case.decided_on, 14),
        ("deliver", "送达", "", case.delivered_on, 16),
    )
    return [
        CaseEvent(case=case, move=move, label=label, text=text, at=_at(day, hour), by=by, by_label=by.display_name)
        for move, label, text, day, hour in told
    ]


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 10)))
