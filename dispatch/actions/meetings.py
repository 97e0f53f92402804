"""The joint meeting: planned, its agenda chosen from what the data proposes, its decisions recorded, its minutes
settled by a leader, who thereby gives every decision to a department as a task."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from core.accounts.actions import inbox
from core.accounts.models import User
from core.accounts.roles import Can, Role
from core.foundation.clock import day_of
from core.foundation.verdict import Refused, Stale
from core.journal.actions import record
from core.organisations.calendar import working_calendar
from core.organisations.models import Department, ReportingUnit
from dispatch import agenda, permissions
from dispatch.choices import UNSOLVED, AgendaKind, MeetingState, ProblemState, TaskKind
from dispatch.models import AgendaItem, Meeting, Problem, Resolution
from dispatch.states import MEETING
from projects.models import Campaign

from .holding import Term, held_problem, set_deadline, signed, write_step
from .tasks import TaskDraft, issue

WAITING = "minutes_waiting"
ORDER = {kind: number for number, kind in enumerate(AgendaKind)}


@transaction.atomic
def plan(*, campaign: Campaign, held_on: date, place: str, chair: str, by: User, at: datetime) -> Meeting:
    """Call the next meeting of the year."""
    by.may(Can.COORDINATE).require()
    held = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    last = Meeting.objects.filter(campaign=held).aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting.objects.create(
        campaign=held,
        number=last + 1,
        held_on=held_on,
        place=place.strip(),
        chair=chair.strip(),
        created_at=at,
        created_by_label=by.display_name,
    )
    record(by=by.actor, at=at, action="meeting.plan", subject=("meeting", meeting.pk), payload=_named(meeting))
    return meeting


def _named(meeting: Meeting) -> dict[str, object]:
    return {"number": meeting.number, "planned_on": meeting.held_on}


def held_meeting(*, meeting_id: int, seen_version: int) -> Meeting:
    """Lock the meeting; Stale if it changed since it was seen."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=meeting_id)
    if meeting.version != seen_version:
        raise Stale
    return meeting


def _changed(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.save()


@transaction.atomic
def add_items(
    *, meeting_id: int, seen_version: int, sources: Sequence[str], by: User, at: datetime
) -> list[AgendaItem]:
    """Put chosen candidates on the agenda. What is no candidate any more is left out and named."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_arrange(by, meeting).require()
    open_now = {each.source: each for each in agenda.open_candidates(meeting, day_of(at), working_calendar())}
    gone = [source for source in sources if source not in open_now]
    if gone or not sources:
        raise Refused("所选议题已有变化，请按最新列表重新选择。" if gone else "请先勾选议题。", code="invalid")
    made = [_item(meeting, open_now[source]) for source in dict.fromkeys(sources)]
    AgendaItem.objects.bulk_create(made)
    _changed(meeting)
    record(
        by=by.actor,
        at=at,
        action="meeting.arrange",
        subject=("meeting", meeting.pk),
        payload=_named(meeting) | {"added": [item.source for item in made]},
    )
    return made


def _item(meeting: Meeting, found: agenda.Candidate) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        order=ORDER[found.kind],
        kind=found.kind,
        source=found.source,
        title=found.title[:120],
        reason=found.reason[:300],
        **found.links,
    )


@transaction.atomic
def add_topic(*, meeting_id: int, seen_version: int, title: str, reason: str, by: User, at: datetime) -> AgendaItem:
    """A topic nobody's figures propose."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_arrange(by, meeting).require()
    item = AgendaItem.objects.create(
        meeting=meeting,
        order=ORDER[AgendaKind.TOPIC],
        kind=AgendaKind.TOPIC,
        source=f"topic:{meeting.version}",
        title=title.strip(),
        reason=reason.strip(),
    )
    _changed(meeting)
    payload = _named(meeting) | {"added": [item.title]}
    record(by=by.actor, at=at, action="meeting.arrange", subject=("meeting", meeting.pk), payload=payload)
    return item


@transaction.atomic
def remove_item(*, meeting_id: int, seen_version: int, item_id: int, by: User, at: datetime) -> None:
    """Take a topic off; one that was decided on stays."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_arrange(by, meeting).require()
    item = meeting.items.get(pk=item_id)
    if item.resolutions.exists():
        raise Refused("这个议题已有议定事项，不能移除。", code="decided")
    payload = _named(meeting) | {"removed": item.title}
    item.delete()
    _changed(meeting)
    record(by=by.actor, at=at, action="meeting.arrange", subject=("meeting", meeting.pk), payload=payload)


@dataclass(frozen=True)
class Attendance:
    """Who came, in words as they stand in the minutes."""

    recorder: str = ""
    present: str = ""
    observers: str = ""
    absent: str = ""


@transaction.atomic
def note_attendance(*, meeting_id: int, seen_version: int, said: Attendance, by: User, at: datetime) -> Meeting:
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_record(by, meeting).require()
    for name, value in vars(said).items():
        setattr(meeting, name, value.strip())
    _changed(meeting)
    record(by=by.actor, at=at, action="meeting.attendance", subject=("meeting", meeting.pk), payload=_named(meeting))
    return meeting


@dataclass(frozen=True)
class Decided:
    """A decision: what, who leads (exactly one), who joins, by when, out of which topic."""

    text: str
    due_on: date
    department: Department | None = None
    unit: ReportingUnit | None = None
    partners: Sequence[Department] = ()
    item: AgendaItem | None = None


@transaction.atomic
def resolve(*, meeting_id: int, seen_version: int, said: Decided, by: User, at: datetime) -> Resolution:
    """Write a decision of the meeting down; it becomes a task when the minutes are settled."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_record(by, meeting).require()
    _possible(meeting, said)
    last = meeting.resolutions.aggregate(last=Max("number"))["last"] or 0
    made = Resolution.objects.create(
        meeting=meeting,
        item=said.item,
        number=last + 1,
        text=said.text.strip(),
        department=said.department,
        unit=said.unit,
        due_on=said.due_on,
    )
    made.partners.set(said.partners)
    _changed(meeting)
    payload = _named(meeting) | {"text": made.text, "promised_on": made.due_on}
    record(by=by.actor, at=at, action="meeting.resolve", subject=("meeting", meeting.pk), payload=payload)
    return made


def _possible(meeting: Meeting, said: Decided) -> None:
    errors: dict[str, list[str]] = {}
    if not said.text.strip():
        errors["text"] = ["请写明议定内容。"]
    if (said.department is None) == (said.unit is None):
        errors["department"] = ["牵头单位须且只须选一个：市直部门或县（市、区）。"]
    if said.due_on <= meeting.held_on:
        errors["due_on"] = ["完成时限应晚于会议日期。"]
    if errors:
        raise Refused(next(iter(errors.values()))[0], field_errors=errors)


@transaction.atomic
def remove_resolution(*, meeting_id: int, seen_version: int, resolution_id: int, by: User, at: datetime) -> None:
    """Strike a decision out while the minutes are a draft; the others keep their numbers' order."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_record(by, meeting).require()
    struck = meeting.resolutions.get(pk=resolution_id)
    payload = _named(meeting) | {"removed": struck.text}
    struck.delete()
    for number, row in enumerate(meeting.resolutions.order_by("number"), start=1):
        meeting.resolutions.filter(pk=row.pk).update(number=number)
    _changed(meeting)
    record(by=by.actor, at=at, action="meeting.resolve", subject=("meeting", meeting.pk), payload=payload)


@transaction.atomic
def move(*, meeting_id: int, seen_version: int, move: str, note: str, by: User, at: datetime) -> Meeting:
    """Hold the meeting, send the minutes to the leader, return them, settle them."""
    meeting = held_meeting(meeting_id=meeting_id, seen_version=seen_version)
    permissions.may_meet(by, meeting, move, today=day_of(at)).require()
    _ready(meeting, move, note, today=day_of(at))
    meeting.state = MEETING.transition(meeting.state, move).target
    if move == "submit":
        meeting.submitted_by, meeting.return_note = by, ""
    elif move == "return":
        meeting.return_note = note.strip()[:300]
    elif move == "settle":
        meeting.settled_at, meeting.settled_by = at, by
    tasks = _give_out(meeting, by=by, at=at) if move == "settle" else []
    _changed(meeting)
    _tell(meeting, at=at)
    record(
        by=by.actor,
        at=at,
        action=f"meeting.{move}",
        subject=("meeting", meeting.pk),
        reason=note.strip(),
        payload=_named(meeting) | {"tasks": tasks},
    )
    return meeting


def _ready(meeting: Meeting, move: str, note: str, *, today: date) -> None:
    if "text" in MEETING.transition(meeting.state, move).needs and not note.strip():
        raise Refused("退回须写明意见。", field_errors={"note": ["退回须写明意见。"]})
    if move == "submit" and not meeting.present.strip():
        raise Refused("请先填写出席人员。", code="incomplete")
    if move == "submit" and not meeting.resolutions.exists():
        raise Refused("还没有议定事项，纪要不能送审。", code="incomplete")
    if move in {"submit", "settle"}:
        _still_possible(meeting, today, cure="请退回修改" if move == "settle" else "请删去后按可行的时限重记")


def _still_possible(meeting: Meeting, today: date, *, cure: str) -> None:
    """Minutes settled late must not give out a task that is over before anybody has it."""
    late = meeting.resolutions.filter(due_on__lte=today).order_by("number")
    if late:
        named = "、".join(f"第{row.number}件（{row.due_on:%-m月%-d日}）" for row in late)
        raise Refused(f"议定事项{named}的完成时限已到，{cure}。", code="overdue")


def _tell(meeting: Meeting, *, at: datetime) -> None:
    subject = f"meeting:{meeting.pk}"
    inbox.resolve(kind=WAITING, subject=subject, at=at)
    who = {MeetingState.REVIEW: Role.BUREAU_LEADER}.get(MeetingState(meeting.state))
    if meeting.return_note and meeting.state == MeetingState.HELD:
        who = Role.DISPATCHER
    if who:
        text = f"{meeting.label}纪要{'待审定' if who == Role.BUREAU_LEADER else '退回修改'}"
        url = reverse("meeting", args=[meeting.pk])
        inbox.notify(users=User.objects.holding(who), kind=WAITING, subject=subject, text=text, url=url, at=at)


def _give_out(meeting: Meeting, *, by: User, at: datetime) -> list[int]:
    """One task a decision; a problem they came from follows them. Problems are locked in key order."""
    rows = list(
        meeting.resolutions.select_related("item", "department", "unit").prefetch_related("partners").order_by("number")
    )
    about = sorted({row.item.problem_id for row in rows if row.item and row.item.problem_id})
    problems = {pk: held_problem(problem_id=pk, seen_version=None) for pk in about}
    numbers = []
    for row in rows:
        problem = problems.get(row.item.problem_id) if row.item else None
        draft = TaskDraft(
            TaskKind.RESOLUTION,
            row.text,
            f"{meeting.label}（{meeting.held_on:%Y年%-m月%-d日}）议定：{row.text}",
            row.due_on,
            department=row.department,
            unit=row.unit,
            partners=row.partners.all(),
            listing=row.item.listing if row.item else None,
            problem=problem,
        )
        row.task = issue(draft, campaign=meeting.campaign, by=signed(by), at=at)
        row.save(update_fields=["task"])
        numbers.append(row.task.number)
    for pk, problem in problems.items():
        decided = [row for row in rows if row.item and row.item.problem_id == pk]
        if problem.state in UNSOLVED:
            _follow(problem, decided, meeting, by=by, at=at)
    return numbers


def _follow(problem: Problem, decided: Sequence[Resolution], meeting: Meeting, *, by: User, at: datetime) -> None:
    """All decisions of a topic together: the first one's lead leads, the last date is when the problem is to end."""
    came_from, first = problem.state, decided[0]
    problem.state = ProblemState.IN_COORDINATION
    problem.resolved_at = problem.resolved_by = None
    problem.department = first.department
    joined = {each for row in decided for each in (row.department, *row.partners.all()) if each}
    problem.partners.set(joined - {first.department})
    problem.measures = "；".join(row.text.rstrip("。；") for row in decided)
    due = max(row.due_on for row in decided)
    reason = f"{meeting.label}议定，{first.lead_name}牵头"
    set_deadline(problem, Term(day_of(at), due, reason), by=signed(by), at=at)
    said = "；".join(f"{row.text.rstrip('。；')}（{row.lead_name}牵头，{row.due_on:%-m月%-d日}前）" for row in decided)
    text = f"{meeting.label}议定：{said}"
    write_step(problem, move="coordinate", came_from=came_from, text=text, by=signed(by), at=at)
