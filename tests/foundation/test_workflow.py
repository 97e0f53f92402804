"""Workflow: the whole state × move table, and what it refuses to be built from."""

import pytest
from django.db.models import TextChoices

from core.foundation.verdict import Refused
from core.foundation.workflow import Transition, Workflow


class State(TextChoices):
    DRAFT = "draft", "待填报"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已通过"


SUBMIT = Transition("submit", frozenset({State.DRAFT}), State.SUBMITTED, "报送", frozenset({"county_reporter"}))
RETURN = Transition(
    "return", frozenset({State.SUBMITTED, State.ACCEPTED}), State.DRAFT, "退回", needs=frozenset({"reason"})
)
ACCEPT = Transition("accept", frozenset({State.SUBMITTED}), State.ACCEPTED, "通过")
REPORT = Workflow("填报任务", State, [SUBMIT, RETURN, ACCEPT])


def test_the_full_matrix():
    assert set(REPORT.matrix()) == {
        ("draft", "submit", True),
        ("draft", "return", False),
        ("draft", "accept", False),
        ("submitted", "submit", False),
        ("submitted", "return", True),
        ("submitted", "accept", True),
        ("accepted", "submit", False),
        ("accepted", "return", True),
        ("accepted", "accept", False),
    }


def test_verdict_and_transition_agree_everywhere():
    for state, move, allowed in REPORT.matrix():
        assert bool(REPORT.verdict(state, move)) is allowed
        if allowed:
            assert state in REPORT.transition(state, move).sources
        else:
            with pytest.raises(Refused):
                REPORT.transition(state, move)


@pytest.mark.parametrize("state", [State.SUBMITTED, "submitted"])
def test_states_are_members_or_stored_text(state):
    assert REPORT.transition(state, "accept") is ACCEPT
    assert REPORT.moves_from(state) == (RETURN, ACCEPT)


def test_a_refusal_names_the_state_the_move_and_what_is_possible():
    verdict = REPORT.verdict(State.SUBMITTED, "submit")
    assert verdict.code == "wrong_state"
    assert verdict.reason == "填报任务当前为“已报送”，不能报送；此时可以：退回、通过。"


def test_an_end_state_says_that_nothing_is_left():
    once = Workflow("申请", ["open", "done"], [Transition("close", frozenset({"open"}), "done", "办结")])
    assert once.verdict("done", "close").reason == "申请当前为“done”，不能办结；此状态下不能再作变更。"
    assert once.moves_from("done") == ()


def test_names_of_states_and_moves():
    assert REPORT.states == ("draft", "submitted", "accepted")
    assert REPORT.moves == ("submit", "return", "accept")


def test_one_move_may_lead_to_different_targets_from_different_states():
    back = Workflow(
        "申请",
        ["a", "b", "c"],
        [Transition("back", frozenset({"b"}), "a", "退回"), Transition("back", frozenset({"c"}), "b", "退回")],
    )
    assert back.transition("c", "back").target == "b"


@pytest.mark.parametrize(("state", "move"), [("unknown", "submit"), ("draft", "unknown")])
def test_unknown_names_are_our_slip_not_a_refusal(state, move):
    with pytest.raises(ValueError, match="unknown"):
        REPORT.verdict(state, move)


@pytest.mark.parametrize(
    "rows",
    [
        [Transition("x", frozenset({"a"}), "nowhere", "去")],
        [Transition("x", frozenset({"nowhere"}), "a", "去")],
        [Transition("x", frozenset(), "a", "去")],
        [Transition("x", frozenset({"a"}), "b", "去"), Transition("x", frozenset({"a", "b"}), "a", "去")],
    ],
)
def test_a_table_that_contradicts_itself_cannot_be_built(rows):
    with pytest.raises(ValueError, match="x"):
        Workflow("表", ["a", "b"], rows)
