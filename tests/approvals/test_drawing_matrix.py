"""The joint review, whole: every state × act × role, on the actions themselves."""

import pytest

from approvals.actions import drawing
from approvals.actions.drawing import Point, Signed
from approvals.models import ApprovalCase, DisciplineOpinion, Matter
from core.organisations.models import Department

from .test_states import NAMES, PEOPLE, outcome_of, seen
from .world import Office, moment

ALLOWED = {
    "none": {"start_first"},
    "reviewing": {"sign", "sign_seated"},
    "signed": {"issue"},
    "to_revise": {"start_next"},
    "passed": set(),
}
SEATED_ONLY = {"sign_seated"}
"""Signed for 市环保局, which has no account: by the section, never by the lead's member."""
BEAM = Point("mandatory", "框架梁配筋不足", "结施-07")
MONDAY = moment(3, 5)


def sheet(case: ApprovalCase, discipline: str) -> int:
    found = DisciplineOpinion.objects.filter(round__case=case, discipline=discipline).order_by("-round__number").first()
    return found.pk if found else 0


def sign(case: ApprovalCase, discipline: str, who: dict[str, object], *points: Point) -> object:
    return drawing.give_opinion(opinion_id=sheet(case, discipline), signed=Signed("审查人", points), **who)


def start_first(case: ApprovalCase, who: dict[str, object]) -> object:
    seats = {"structure": None, "energy": Department.objects.get(code="HBJ").pk}
    return drawing.start_first_round(**seen(case), disciplines=seats, **who)


def start_next(case: ApprovalCase, who: dict[str, object]) -> object:
    replies = {item.pk: "已修改" for item in drawing.open_items(case)}
    return drawing.start_next_round(**seen(case), replies=replies, **who)


def issue(case: ApprovalCase, who: dict[str, object]) -> object:
    return drawing.issue_round(**seen(case), opinion_number="泉图审〔2018〕7号", expected_days=10, **who)


ACTS = {
    "start_first": start_first,
    "start_next": start_next,
    "sign": lambda case, who: sign(case, "structure", who),
    "sign_seated": lambda case, who: sign(case, "energy", who),
    "issue": issue,
}


def in_state(office: Office, state: str) -> ApprovalCase:
    """Drawings led by the department of the cast's member, with one discipline seated elsewhere."""
    Matter.objects.filter(code="SG01").update(lead=Department.objects.get(code="FGW"))
    road = office.project()
    office.granted(road, "LX01", "GT01", "GH01", "GH02", "GH03", "GH04")
    case, who = office.accepted(road, "SG01", moment(3, 1)), {"by": office.officer, "at": moment(3, 2)}
    points = (BEAM,) if state == "to_revise" else ()
    road_to = (start_first, lambda case, who: [sign(case, "structure", who, *points), sign(case, "energy", who)], issue)
    for act in road_to[: {"none": 0, "reviewing": 1, "signed": 2, "to_revise": 3, "passed": 3}[state]]:
        act(ApprovalCase.objects.get(pk=case.pk), who)
    return ApprovalCase.objects.get(pk=case.pk)


@pytest.mark.parametrize("state", ALLOWED)
def test_every_role_and_act_of_the_review_from_this_state(office: Office, state: str) -> None:
    case, wrong = in_state(office, state), []
    for role, kind in PEOPLE.items():
        who = {"by": office.cast.user(NAMES.get(role, role)), "at": MONDAY}
        for name, act in ACTS.items():
            if state == "none" and name.startswith("sign"):
                continue  # there is no sheet yet
            right = kind == "desk" or (kind == "member" and name not in SEATED_ONLY)
            expected = "forbidden" if not right else "done" if name in ALLOWED[state] else "refused"
            found = outcome_of(act, case, who)
            if found not in {"forbidden", "done"}:
                found = "refused"
            if found != expected:
                wrong.append(f"{role} {name} from {state}: {found}, not {expected}")
    assert wrong == []
