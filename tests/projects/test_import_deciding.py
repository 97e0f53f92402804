"""What a person says of a row is one of what was offered for it, and nothing else."""

import pytest

from core.foundation.verdict import Refused
from core.intake.actions import decide
from core.intake.models import Batch

from .conftest import NOW, OFFICER
from .test_import_commit import given, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(register) -> Batch:
    """城东污水处理厂 looks like the register's 城东污水厂; 环城公园 is known and says nothing new."""
    register.install(register.entry("环城公园", "1200"), register.entry("城东污水厂", "800"))
    code = register.listing("环城公园").project.code
    rows = ((None, "城东污水处理厂", "晋江市", 900, None), (code, "环城公园", "晋江市", 1200, None))
    return given(table(*rows), register)


def _candidate(batch: Batch) -> int:
    return batch.rows.get(number=1).said("findings")["candidates"][0]["id"]


def _other_project(register) -> int:
    return register.listing("环城公园").project.pk


def test_a_project_that_was_not_offered_is_refused(asked, register):
    for said in (f"same:{_other_project(register)}", "same:999999", "same:", "drop", "newer"):
        with pytest.raises(Refused, match="不在这一行可选之列"):
            decide(asked, {1: said}, by=OFFICER, at=NOW)
    assert asked.rows.get(number=1).decision == ""


def test_red_control_without_the_list_any_project_is_taken(asked, register, monkeypatch):
    said = f"same:{_other_project(register)}"
    monkeypatch.setattr("core.intake.actions.checking.offered", lambda row, *, makes_new: [said])
    decide(asked, {1: said}, by=OFFICER, at=NOW)
    assert asked.rows.get(number=1).target_id == _other_project(register)


def test_rows_that_wait_for_nothing_and_rows_that_are_not_there_take_no_word(asked):
    for number in (2, 77):
        with pytest.raises(Refused, match="刷新"):
            decide(asked, {number: "skip"}, by=OFFICER, at=NOW)


def test_what_was_offered_is_taken_and_can_be_taken_back(asked):
    same = f"same:{_candidate(asked)}"
    for said, group in (
        (same, "changed"),
        ("new", "question"),
        ("skip", "skipped"),
        ("", "question"),
        (same, "changed"),
    ):
        if said == "new":
            decide(asked, {1: ""}, by=OFFICER, at=NOW)
        decide(asked, {1: said}, by=OFFICER, at=NOW)
        assert asked.rows.get(number=1).group == group, said


def test_a_desk_that_makes_nothing_new_offers_nothing_new(asked, monkeypatch):
    monkeypatch.setattr("projects.imports.desk.RegisterDesk.makes_new", False)
    with pytest.raises(Refused):
        decide(asked, {1: "new"}, by=OFFICER, at=NOW)
