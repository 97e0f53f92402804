"""State × move × role × tier, whole: the office's table, written down once more and compared with the code's."""

import pytest
from django.db import IntegrityError, transaction

from core.accounts.roles import Role
from core.foundation.verdict import Refused
from dispatch import permissions
from dispatch.actions import problems
from dispatch.choices import ProblemState, ProposalKind, ProposalState, Tier
from dispatch.models import Problem, Proposal
from dispatch.states import PROBLEM, PROPOSAL
from reporting.choices import ProblemClass
from tests.cast import PEOPLE

from .world import SAID, DispatchWorld, moment

ALLOWED = {
    "draft": {"report"},
    "reported": {"accept", "return", "raise"},
    "returned": {"report"},
    "accepted": {"coordinate", "note", "resolve", "raise", "suspend", "extend"},
    "in_coordination": {"coordinate", "note", "resolve", "raise", "suspend", "extend"},
    "pending_check": {"close", "fail"},
    "suspended": {"resume"},
    "closed": {"reopen"},
}
"""Which moves lead out of which state."""

ANY_TIER = {"report": {"jinjiang_reporter", "jinjiang_approver"}}
COUNTY = {
    "accept": {"jinjiang_approver"},
    "return": {"jinjiang_approver"},
    "coordinate": {"jinjiang_approver"},
    "raise": {"jinjiang_approver"},
    "note": {"jinjiang_reporter", "jinjiang_approver", "department_member"},
    "resolve": {"jinjiang_reporter", "jinjiang_approver", "department_member"},
    "close": {"jinjiang_approver", "dispatcher"},
    "fail": {"jinjiang_approver", "dispatcher"},
    "extend": {"dispatcher"},
    "suspend": {"dispatcher"},
    "resume": {"dispatcher"},
    "reopen": {"dispatcher"},
}
ABOVE = {
    "accept": {"dispatcher"},
    "return": {"dispatcher"},
    "coordinate": {"dispatcher"},
    "raise": set(),
    "note": {"jinjiang_reporter", "jinjiang_approver", "department_member", "dispatcher"},
    "resolve": {"jinjiang_reporter", "jinjiang_approver", "department_member", "dispatcher"},
    "close": {"dispatcher", "bureau_leader"},
    "fail": {"dispatcher", "bureau_leader"},
    "extend": set(),
    "suspend": set(),
    "resume": {"bureau_leader"},
    "reopen": set(),
}
"""Who makes which move, at the county's tier and at the tiers above, where some are the effect of a granted request."""

PLAYERS = [name for name, person in PEOPLE.items() if person.role and not name.startswith("second_")]


def test_every_role_plays_in_the_matrix() -> None:
    assert {PEOPLE[name].role for name in PLAYERS} == set(Role)


def test_the_moves_out_of_each_state_are_those_of_the_office() -> None:
    found = {state: {row.move for row in PROBLEM.moves_from(state)} for state in PROBLEM.states}
    assert found == ALLOWED


@pytest.mark.parametrize("tier", Tier.values)
def test_state_by_move_by_role(world: DispatchWorld, tier: int) -> None:
    """Every combination: allowed when the table has the move, the tier has the person, and nobody checks himself."""
    made = world.report(at=moment(3, 1))
    member = world.cast.department_member
    problem = Problem.objects.select_related("listing__project", "unit", "deadline").get(pk=made.pk)
    problem.tier, problem.department_id = tier, world.cast.department("FGW").pk
    who = ANY_TIER | (COUNTY if tier == Tier.COUNTY else ABOVE)
    assert member.pk
    wrong = []
    for state in PROBLEM.states:
        problem.state = state
        for name in PLAYERS:
            for move in PROBLEM.moves:
                expected = move in ALLOWED[state] and name in who[move]
                found = bool(permissions.may(world.cast.user(name), problem, move, today=moment(3, 2).date()))
                if found != expected:
                    wrong.append((state, move, name, found))
    assert not wrong


def test_a_refusal_for_want_of_a_right_is_said_before_the_state(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    verdict = permissions.may(world.cast.huian_approver, made, "accept", today=moment(3, 1).date())
    assert (bool(verdict), verdict.code) == (False, "forbidden")


def test_the_section_solves_for_the_city_level_only(world: DispatchWorld) -> None:
    owner = world.cast.firm("泉州城建项目公司（演示）")
    own = world.project("C1", unit="350500", owner=owner)
    of_city = world.report(at=moment(3, 1), listing=own, by=world.cast.project_company)
    of_county = world.report(at=moment(3, 1))
    officer, today = world.cast.section_officer, moment(3, 1).date()
    assert permissions.may(officer, of_city, "accept", today=today)
    assert not permissions.may(officer, of_county, "accept", today=today)


@pytest.mark.parametrize("tier", Tier.values)
def test_nobody_closes_what_he_asked_to_close(world: DispatchWorld, tier: int) -> None:
    made = world.report(at=moment(3, 1))
    asker = world.cast.jinjiang_approver if tier == Tier.COUNTY else world.cast.dispatcher
    Problem.objects.filter(pk=made.pk).update(tier=tier, state=ProblemState.ACCEPTED)
    world.go(made, "resolve", by=asker, at=moment(3, 2))
    for move in ("close", "fail"):
        with pytest.raises(Refused, match="申请人以外"):
            world.go(made, move, by=asker, at=moment(3, 2))
    other = world.cast.dispatcher if tier == Tier.COUNTY else world.cast.bureau_leader
    world.go(made, "close", by=other, at=moment(3, 3))
    assert world.now(made).closed_by == other


def test_a_whole_road_leaves_its_steps_its_deadlines_and_one_journal_entry_each(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    cast = world.cast
    road = [
        ("return", cast.jinjiang_approver, {}),
        ("report", cast.jinjiang_reporter, {}),
        ("accept", cast.jinjiang_approver, {}),
        ("raise", cast.jinjiang_approver, {"wanted_decision": "请市局明确口径"}),
        ("accept", cast.dispatcher, {}),
        ("coordinate", cast.dispatcher, {"department": cast.department("FGW"), "responsible_person": "经办人"}),
        ("note", cast.department_member, {}),
        ("resolve", cast.department_member, {}),
        ("fail", cast.dispatcher, {}),
        ("resolve", cast.jinjiang_reporter, {}),
        ("close", cast.dispatcher, {}),
    ]
    for hour, (move, by, word) in enumerate(road):
        world.go(made, move, by=by, at=moment(3, 2, 8 + hour), **word)
    steps = list(made.steps.values_list("move", flat=True))
    assert steps == ["report", *(move for move, _, _ in road)]
    now = world.now(made)
    assert (now.state, now.tier, now.closed_by) == ("closed", Tier.BUREAU, cast.dispatcher)
    assert now.deadline.number == made.deadlines.count() == 4


@pytest.mark.parametrize("move", ["return", "raise"])
def test_a_move_that_must_say_why_is_refused_without_words(world: DispatchWorld, move: str) -> None:
    made = world.report(at=moment(3, 1))
    with pytest.raises(Refused) as refusal:
        world.go(made, move, by=world.cast.jinjiang_approver, at=moment(3, 1), text="  ")
    assert "text" in refusal.value.field_errors
    assert world.now(made).state == ProblemState.REPORTED


def test_nobody_rises_without_saying_what_is_wanted(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1), wanted_decision="")
    with pytest.raises(Refused, match="请上一级协调或决定什么"):
        world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))


def test_a_deadline_that_has_passed_is_not_extended(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    with pytest.raises(Refused, match="期限已过"):
        world.go(made, "extend", by=world.cast.dispatcher, at=moment(3, 9), working_days=2)


def test_a_draft_is_the_unit_s_own(world: DispatchWorld) -> None:
    made = problems.draft(listing=world.road, said=SAID, by=world.cast.jinjiang_reporter, at=moment(3, 1))
    seers = {name for name in PLAYERS if Problem.objects.visible_to(world.cast.user(name)).filter(pk=made.pk).exists()}
    assert seers == {"jinjiang_reporter", "jinjiang_approver"}


@pytest.mark.both
@pytest.mark.parametrize(
    "broken",
    [
        {"state": ProblemState.CLOSED},
        {"state": ProblemState.PENDING_CHECK},
        {"deadline": None},
        {"closed_at": moment(3, 1)},
        {"reported_at": None},
    ],
)
def test_the_schema_refuses_half_truths(world: DispatchWorld, broken: dict[str, object]) -> None:
    made = world.report(at=moment(3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=made.pk).update(**broken)


@pytest.mark.both
def test_the_schema_refuses_one_person_in_both_chairs(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    one = world.cast.dispatcher
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=made.pk).update(
            state="closed", resolved_at=moment(3, 1), resolved_by=one, closed_at=moment(3, 1), closed_by=one
        )
    proposal = {"kind": ProposalKind.SUPERVISION, "title": "督办", "grounds": "逾期", "proposed_at": moment(3, 1)}
    signed = {"endorsed_by": one, "endorsed_at": moment(3, 1), "decided_by": one, "decided_at": moment(3, 1)}
    for state, missing in ((ProposalState.CONFIRMED, ()), (ProposalState.CONFIRMED, ("endorsed_by", "endorsed_at"))):
        given = {name: value for name, value in signed.items() if name not in missing}
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.create(**proposal, **given, state=state, source_kind="deadline", source_id="1")


PROPOSAL_MOVES = {
    "proposed": {"endorse", "adopt", "dismiss", "outdate"},
    "endorsed": {"confirm", "dismiss", "outdate"},
    "confirmed": set(),
    "dismissed": set(),
    "outdated": set(),
}
DECIDERS = {
    ("endorse", True, False): {"dispatcher"},
    ("adopt", False, False): {"dispatcher"},
    ("confirm", True, True): {"bureau_leader"},
    ("dismiss", True, False): {"dispatcher"},
    ("dismiss", False, False): {"dispatcher"},
    ("dismiss", True, True): {"bureau_leader"},
}
"""(move, two confirmations needed, already endorsed) → who."""


@pytest.mark.parametrize("kind", ProposalKind.values)
def test_proposal_state_by_move_by_role(world: DispatchWorld, kind: str) -> None:
    two = kind in {ProposalKind.ESCALATION, ProposalKind.SUPERVISION, ProposalKind.INTERVIEW}
    wrong = []
    for state in PROPOSAL.states:
        assert {row.move for row in PROPOSAL.moves_from(state)} == PROPOSAL_MOVES[state]
        endorsed = state == ProposalState.ENDORSED
        if endorsed and not two:
            continue  # nobody can endorse what one person decides
        proposal = Proposal(kind=kind, state=state, endorsed_by_id=-1 if endorsed else None)
        for name in PLAYERS:
            for move in ("endorse", "adopt", "confirm", "dismiss"):
                people = DECIDERS.get((move, two, endorsed), set()) if move in PROPOSAL_MOVES[state] else set()
                if bool(permissions.may_decide(world.cast.user(name), proposal, move)) != (name in people):
                    wrong.append((state, move, name))
    assert not wrong


def test_classes_of_problems_are_those_of_the_ledger() -> None:
    labels = ["征迁", "用地", "资金", "审批", "规划设计", "管线迁改", "施工组织", "其他"]
    assert ProblemClass.labels == labels
