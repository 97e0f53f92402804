"""Tasks of departments and units: issued by a confirmed paper, answered with proof, closed by a second person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.journal.actor import Actor
from core.operations.models import StoredFile
from core.operations.storage import store_file
from core.organisations.calendar import closing_hour, working_calendar
from core.organisations.choices import UnitKind
from core.organisations.models import Department, ReportingUnit
from dispatch import permissions
from dispatch.choices import UNSOLVED, PaperOf, TaskState
from dispatch.models import Problem, Proposal, Task, TaskDeadline, TaskStep
from dispatch.states import TASK
from projects.models import Campaign, Listing

from .holding import add_line, held_problem, outdate, signed
from .problems import Word

WAITING, REMINDER = "task_waiting", "task_due"


@dataclass(frozen=True)
class TaskDraft:
    """A task not yet written. Exactly one of `department` and `unit` leads."""

    kind: str
    title: str
    content: str
    due_on: date
    department: Department | None = None
    unit: ReportingUnit | None = None
    partners: Iterable[Department] = ()
    listing: Listing | None = None
    problem: Problem | None = None
    proposal: Proposal | None = None


def issue(draft: TaskDraft, *, campaign: Campaign, by: Actor, at: datetime) -> Task:
    """Write the task and tell whoever leads it. Joins the caller's transaction and writes no journal."""
    held = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    last = Task.objects.filter(campaign=held).aggregate(last=Max("number"))["last"] or 0
    task = Task.objects.create(
        campaign=held,
        number=last + 1,
        kind=draft.kind,
        title=draft.title[:120],
        content=draft.content,
        listing=draft.listing,
        problem=draft.problem,
        proposal=draft.proposal,
        department=draft.department,
        unit=draft.unit,
        issued_at=at,
        issued_by_label=by.label,
    )
    task.partners.set(draft.partners)
    set_task_deadline(task, draft.due_on, reason="交办时限", by=by, at=at)
    _write_step(task, move="issue", text=draft.content, by=by, at=at)
    return task


def set_task_deadline(
    task: Task, due_on: date, *, reason: str, by: Actor, at: datetime, is_extension: bool = False
) -> None:
    """Another row; the task points to it."""
    task.deadline = TaskDeadline.objects.create(
        task=task,
        number=task.deadlines.count() + 1,
        since=day_of(task.issued_at),
        due_on=due_on,
        is_extension=is_extension,
        reason=reason[:300],
        set_at=at,
        set_by_label=by.label,
    )


def _write_step(task: Task, *, move: str, text: str, by: Actor, at: datetime) -> None:
    task.version += 1
    task.save()
    last = task.steps.aggregate(last=Max("number"))["last"] or 0
    TaskStep.objects.create(
        task=task, number=last + 1, move=move, to_state=task.state, text=text, at=at, by_id=by.id, by_label=by.label
    )
    _tell_next(task, at=at)


def _tell_next(task: Task, *, at: datetime) -> None:
    subject = f"task:{task.pk}"
    for kind in (WAITING, REMINDER):
        inbox.resolve(kind=kind, subject=subject, at=at)
    people = _people_to_act(task)
    if people:
        inbox.notify(
            users=people,
            kind=WAITING,
            subject=subject,
            text=f"{task.get_kind_display()}：{task.title}（{task.get_state_display()}）",
            url=reverse("task", args=[task.pk]),
            at=at,
            due_at=closing_hour(task.deadline.due_on) if task.runs else None,
        )


def _people_to_act(task: Task) -> set[int]:
    if task.state == TaskState.CLOSED:
        return set()
    if task.state == TaskState.ANSWERED:
        return set(User.objects.holding(Role.DISPATCHER).values_list("pk", flat=True)) - {task.answered_by_id}
    return set(leaders_of(task).values_list("pk", flat=True))


def leaders_of(task: Task) -> QuerySet[User]:
    """The people of the leading department or unit."""
    if task.department is not None and not task.department.is_bureau_section:
        return User.objects.holding(Role.DEPARTMENT_MEMBER, department_id=task.department_id)
    if task.department is not None or task.unit.kind == UnitKind.CITY_LEVEL:
        return User.objects.holding(Role.SECTION_OFFICER)
    return User.objects.holding(Role.COUNTY_REPORTER, Role.COUNTY_APPROVER, unit_id=task.unit_id)


def evidence_of(task: Task) -> QuerySet[StoredFile]:
    """Photos and papers handed in with the task's moves, oldest first."""
    return StoredFile.objects.filter(owner_kind=PaperOf.TASK, owner_id=str(task.pk)).order_by("pk")


@transaction.atomic
def move(*, task_id: int, seen_version: int, move: str, word: Word, by: User, at: datetime) -> Task:
    """One move of the table by one person. The problem the task serves is locked before it."""
    problem_id = Task.objects.values_list("problem_id", flat=True).get(pk=task_id)
    problem = held_problem(problem_id=problem_id, seen_version=None) if problem_id else None
    task = held_task(task_id=task_id, seen_version=seen_version)
    permissions.may_task(by, task, move, today=day_of(at)).require()
    if word.evidence is not None:
        name, content = word.evidence
        store_file(name, content, kind="evidence", by=by.actor, at=at, owner=(PaperOf.TASK, task.pk))
    _require_words(task, move, word)
    task.state = TASK.transition(task.state, move).target
    _EFFECTS.get(move, _nothing)(task, word, by, at)
    _write_step(task, move=move, text=word.text.strip(), by=signed(by), at=at)
    if move == "answer":
        outdate(Proposal.objects.waiting().filter(source_kind="task", source_id=str(task.pk)), at=at)
    if problem is not None and problem.state in UNSOLVED and move in {"answer", "close"}:
        text = f"{task.label}{TASK_WORDS[move]}：{word.text.strip() or task.title}"
        add_line(problem, move="note", came_from=problem.state, text=text, by=signed(by), at=at)
    record(
        by=by.actor,
        at=at,
        action=f"task.{move}",
        subject=("task", task.pk),
        reason=word.text.strip(),
        payload={"number": task.number, "text": task.title, "to": task.state},
    )
    return task


TASK_WORDS = {"answer": "已报办结", "close": "已销号"}


def held_task(*, task_id: int, seen_version: int | None) -> Task:
    """Lock the task; Stale if it moved since it was seen (None: a tick saw nothing)."""
    tasks = Task.objects.select_related("unit", "department", "deadline", "listing__project")
    task = tasks.select_for_update(of=("self",)).get(pk=task_id)
    if seen_version is not None and task.version != seen_version:
        raise Stale
    return task


def _has_proof(task: Task) -> bool:
    """Whether something was handed in since the task was issued, or since its answer was last turned down."""
    again = task.steps.filter(move__in=("fail", "reopen")).order_by("-number").first()
    return evidence_of(task).filter(stored_at__gt=again.at if again else task.issued_at).exists()


def _require_words(task: Task, move: str, word: Word) -> None:
    row = TASK.transition(task.state, move)
    errors: dict[str, list[str]] = {}
    if "text" in row.needs and not word.text.strip():
        errors["text"] = [f"{row.label}须写明情况。"]
    if "working_days" in row.needs and not 1 <= (word.working_days or 0) <= 60:
        errors["working_days"] = ["请填延长的工作日数，1 至 60。"]
    if "evidence" in row.needs and word.evidence is None and not _has_proof(task):
        errors["evidence"] = ["报办结须附佐证（文件或现场照片）。"]
    if errors:
        raise Refused(next(iter(errors.values()))[0], field_errors=errors)


def _nothing(_task: Task, _word: Word, _by: User, _at: datetime) -> None:
    """The move changes the state only."""


def _answer(task: Task, _word: Word, by: User, at: datetime) -> None:
    task.answered_at, task.answered_by = at, by


def _close(task: Task, _word: Word, by: User, at: datetime) -> None:
    task.closed_at, task.closed_by = at, by


def _again(task: Task, _word: Word, _by: User, _at: datetime) -> None:
    """Turned down or taken up again: it is to be answered anew; a deadline that has passed stays passed."""
    task.answered_at = task.answered_by = task.closed_at = task.closed_by = None


def _extend(task: Task, word: Word, by: User, at: datetime) -> None:
    due = working_calendar().add(task.deadline.due_on, word.working_days or 0)
    reason = f"延期{word.working_days}个工作日：{word.text.strip()}"
    set_task_deadline(task, due, reason=reason, by=signed(by), at=at, is_extension=True)


_EFFECTS: Mapping[str, Callable[[Task, Word, User, datetime], None]] = {
    "answer": _answer,
    "close": _close,
    "fail": _again,
    "reopen": _again,
    "extend": _extend,
}
