"""Tasks and meetings: state × move × role, whole, against the office's table written down once more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.organisations.models import Department
from dispatch import permissions
from dispatch.choices import MeetingState, TaskKind, TaskState
from dispatch.models import Meeting, Task, TaskDeadline
from dispatch.states import MEETING, TASK

from .test_states import PLAYERS
from .world import DispatchWorld, moment

TASK_MOVES = {
    "issued": {"claim", "answer", "extend"},
    "in_progress": {"note", "answer", "extend"},
    "answered": {"close", "fail"},
    "closed": {"reopen"},
}
CONFIRMS = {"dispatcher", "bureau_leader"}


def _who(leaders: set[str]) -> dict[str, set[str]]:
    return {
        "claim": leaders,
        "note": leaders | {"dispatcher"},
        "answer": leaders,
        "close": CONFIRMS,
        "fail": CONFIRMS,
        "reopen": {"dispatcher"},
        "extend": {"dispatcher"},
    }


LEADS = {
    "department": {"department_member"},
    "section": {"section_officer"},
    "county": {"jinjiang_reporter", "jinjiang_approver"},
    "city_level": {"section_officer"},
}
"""Who answers, by what leads the task."""


def _task(world: DispatchWorld, lead: str) -> Task:
    section = {"code": "ZJ-CJK", "name": "城市建设科", "is_bureau_section": True}
    place = {
        "department": lambda: {"department": world.cast.department("FGW")},
        "section": lambda: {"department": Department.objects.create(**section)},
        "county": lambda: {"unit": world.cast.unit("350582")},
        "city_level": lambda: {"unit": world.cast.unit("350500")},
    }[lead]()
    task = Task.objects.create(
        campaign=world.campaign,
        number=1,
        kind=TaskKind.RESOLUTION,
        title="征迁扫尾",
        content="8月15日前完成",
        issued_at=moment(3, 1),
        issued_by_label="局领导",
        **place,
    )
    due = (moment(3, 1) + timedelta(days=9)).date()
    terms = {"since": moment(3, 1).date(), "due_on": due, "set_at": moment(3, 1), "set_by_label": "局领导"}
    task.deadline = TaskDeadline.objects.create(task=task, number=1, reason="交办时限", **terms)
    task.save()
    return task


@pytest.mark.parametrize("lead", LEADS)
def test_task_state_by_move_by_role(world: DispatchWorld, lead: str) -> None:
    task, who, wrong = _task(world, lead), _who(LEADS[lead]), []
    for state in TASK.states:
        assert {row.move for row in TASK.moves_from(state)} == TASK_MOVES[state]
        task.state = state
        for name in PLAYERS:
            for move in TASK.moves:
                expected = move in TASK_MOVES[state] and name in who[move]
                if bool(permissions.may_task(world.cast.user(name), task, move, today=moment(3, 2).date())) != expected:
                    wrong.append((state, move, name))
    assert not wrong


MEETING_MOVES = {
    "planned": {"hold": {"dispatcher"}},
    "held": {"submit": {"dispatcher"}},
    "review": {"return": {"bureau_leader"}, "settle": {"bureau_leader"}},
    "settled": {},
}


def test_meeting_state_by_move_by_role(world: DispatchWorld) -> None:
    meeting, wrong = Meeting(held_on=moment(3, 1).date()), []
    for state in MeetingState.values:
        meeting.state = state
        assert {row.move for row in MEETING.moves_from(state)} == set(MEETING_MOVES[state])
        for name in PLAYERS:
            user = world.cast.user(name)
            for move in MEETING.moves:
                expected = name in MEETING_MOVES[state].get(move, set())
                if bool(permissions.may_meet(user, meeting, move, today=moment(3, 2).date())) != expected:
                    wrong.append((state, move, name))
            arranges = name == "dispatcher" and state in {"planned", "held"}
            records = name == "dispatcher" and state == "held"
            assert bool(permissions.may_arrange(user, meeting)) == arranges, (state, name)
            assert bool(permissions.may_record(user, meeting)) == records, (state, name)
    assert not wrong


def test_tasks_are_seen_by_those_who_lead_or_join_and_by_the_whole_city_s_readers(world: DispatchWorld) -> None:
    task = _task(world, "department")
    seers = {name for name in PLAYERS if Task.objects.visible_to(world.cast.user(name)).filter(pk=task.pk).exists()}
    assert seers == {"section_officer", "dispatcher", "bureau_leader", "city_leader", "department_member"}
    Task.objects.filter(pk=task.pk).update(department=Department.objects.create(code="CZJ", name="市财政局"))
    assert not Task.objects.visible_to(world.cast.department_member).exists()
    task.partners.add(world.cast.department("FGW"))
    assert Task.objects.visible_to(world.cast.department_member).count() == 1


@pytest.mark.both
@pytest.mark.parametrize(
    "broken",
    [
        {"state": TaskState.CLOSED},
        {"state": TaskState.ANSWERED},
        {"department": None},
        {"closed_at": moment(3, 1)},
    ],
)
def test_the_schema_refuses_half_a_task(world: DispatchWorld, broken: dict[str, object]) -> None:
    task = _task(world, "department")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(**broken)


@pytest.mark.both
def test_the_schema_refuses_who_answers_and_confirms_and_two_leads(world: DispatchWorld) -> None:
    task, one = _task(world, "department"), world.cast.dispatcher
    signed = {"answered_at": moment(3, 2), "answered_by": one, "closed_at": moment(3, 2), "closed_by": one}
    for broken in ({"state": TaskState.CLOSED, **signed}, {"unit": world.cast.unit("350582")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**broken)
