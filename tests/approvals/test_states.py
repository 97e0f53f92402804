"""The table of moves, whole: every state × move × role, on the action itself."""

from datetime import timedelta

import pytest

from approvals.actions import deciding, receiving
from approvals.choices import CaseState
from approvals.models import ApprovalCase
from approvals.states import CASE
from core.accounts.roles import Role
from core.foundation.verdict import Refused

from .world import Office, moment

ALLOWED = {
    "submitted": {"supplement", "accept", "turn_away", "withdraw"},
    "supplement": {"supply", "turn_away", "withdraw"},
    "in_review": {"pause", "extend", "decide", "withdraw"},
    "paused": {"resume", "withdraw"},
    "decided": {"deliver"},
    "delivered": set(),
    "not_accepted": set(),
    "withdrawn": set(),
}
DESK_ONLY = {"supply", "withdraw"}
"""Moves for the applicant, by the section; every other move also by the department's member."""
PEOPLE = {
    "section_officer": "desk",
    "department_member": "member",
    "county_reporter": "reader",
    "county_approver": "reader",
    "dispatcher": "reader",
    "bureau_leader": "reader",
    "city_leader": "reader",
    "owner_reporter": "reader",
    "inspector": "none",
    "expert": "none",
    "system_admin": "none",
    "security_admin": "none",
    "audit_admin": "none",
}
NAMES = {
    "county_reporter": "jinjiang_reporter",
    "county_approver": "jinjiang_approver",
    "owner_reporter": "project_company",
}
MONDAY = moment(3, 5)
EXTENSION = deciding.Extension(5, "局长", "情况复杂", "泉建审告〔2018〕9号")


def seen(case: ApprovalCase) -> dict[str, int]:
    return {"case_id": case.pk, "seen_version": case.version}


MOVES = {
    "supplement": lambda case, who: receiving.tell_supplement(**seen(case), text="缺红线图", **who),
    "supply": lambda case, who: receiving.supply(**seen(case), **who),
    "accept": lambda case, who: receiving.accept(**seen(case), **who),
    "turn_away": lambda case, who: receiving.turn_away(**seen(case), reason="不属本机关职权", **who),
    "withdraw": lambda case, who: receiving.withdraw(**seen(case), reason="项目调整", **who),
    "pause": lambda case, who: deciding.pause(
        **seen(case), notice=deciding.Notice("hearing", "泉建审〔2018〕1号", "依申请听证", 20), **who
    ),
    "resume": lambda case, who: deciding.resume(**seen(case), **who),
    "extend": lambda case, who: deciding.extend(**seen(case), extension=EXTENSION, **who),
    "decide": lambda case, who: deciding.decide(
        **seen(case), outcome=deciding.Outcome("grant", "泉发改审〔2018〕9号"), **who
    ),
    "deliver": lambda case, who: deciding.deliver(**seen(case), **who),
}


def in_state(office: Office, state: str) -> ApprovalCase:
    """A file of 立项审批, led by the department of the cast's member, brought there by the section."""
    case = office.receive(office.project(), "LX01", moment(3, 1))
    who = {"by": office.officer, "at": moment(3, 2)}
    roads = {
        "submitted": (),
        "supplement": ("supplement",),
        "in_review": ("accept",),
        "paused": ("accept", "pause"),
        "decided": ("accept", "decide"),
        "delivered": ("accept", "decide", "deliver"),
        "not_accepted": ("turn_away",),
        "withdrawn": ("withdraw",),
    }
    for move in roads[state]:
        case = MOVES[move](case, who)
    return ApprovalCase.objects.get(pk=case.pk)


def test_the_matrix_is_the_one_of_the_counters() -> None:
    assert {(state, move) for state, move, allowed in CASE.matrix() if allowed} == {
        (state, move) for state, moves in ALLOWED.items() for move in moves
    }
    assert set(CASE.moves) == set(MOVES)
    assert set(PEOPLE) == set(Role)


@pytest.mark.parametrize("state", CaseState.values)
def test_every_role_and_move_from_this_state(office: Office, state: str) -> None:
    """Members of another department and mere readers are refused as such, before the state is looked at."""
    case, wrong = in_state(office, state), []
    for role, kind in PEOPLE.items():
        who = {"by": office.cast.user(NAMES.get(role, role)), "at": MONDAY}
        for move, make in MOVES.items():
            right = kind == "desk" or (kind == "member" and move not in DESK_ONLY)
            expected = "forbidden" if not right else "done" if move in ALLOWED[state] else "wrong_state"
            found = outcome_of(make, case, who)
            if found != expected:
                wrong.append(f"{role} {move} from {state}: {found}, not {expected}")
    assert wrong == []


def outcome_of(make, case: ApprovalCase, who: dict[str, object]) -> str:
    """What the action answered; its effects are undone."""
    from django.db import transaction

    try:
        with transaction.atomic():
            make(ApprovalCase.objects.get(pk=case.pk), who)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.code
    return "done"


def test_a_member_moves_nothing_of_another_department(office: Office) -> None:
    planning = office.project()
    office.granted(planning, "LX01", "GT01")
    case = office.receive(planning, "GH01", moment(3, 2))
    with pytest.raises(Refused, match="市城乡规划局办理") as refused:
        office.accept(case, moment(3, 5), by=office.cast.department_member)
    assert refused.value.status == 403


def test_who_saw_an_older_file_is_told_so(office: Office) -> None:
    case = in_state(office, "in_review")
    with pytest.raises(Refused) as refused:
        deciding.extend(
            case_id=case.pk,
            seen_version=case.version - 1,
            extension=EXTENSION,
            by=office.officer,
            at=MONDAY + timedelta(hours=1),
        )
    assert refused.value.code == "stale"
