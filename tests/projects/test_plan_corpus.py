"""Every odd plan table of the corpus: each value right, or its row named with the rule; totals to the cent."""

from decimal import Decimal

import pytest

from projects.actions import Adjustment, PlanChange, adjust_plan
from tests.intake.corpus.outcome import Case
from tests.intake.corpus.plans import PLANS
from tests.intake.plan_desk import occasion

from .conftest import LATER, OFFICER, Register, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(register: Register) -> Register:
    register.install(
        register.entry("环城公园", "1200"),
        register.entry("滨海大道", "800", unit="350581"),
        register.entry("文化馆", "300"),
        register.entry("农村公厕", "0", parts=(register.entry("一村公厕", "100"), register.entry("二村公厕", "200"))),
    )
    curve = tuple(Decimal(25 * month) for month in range(1, 13))
    entered = Adjustment((PlanChange(register.listing("文化馆").pk, curve[-1], curve=curve),))
    adjust_plan(campaign=register.campaign, paper=paper(), adjustment=entered, by=OFFICER, at=LATER)
    return register


@pytest.mark.parametrize("case", PLANS, ids=lambda case: case.name)
def test_an_odd_plan_table_is_right_or_asks(listed: Register, case: Case):
    assert case.outcome(occasion(listed.campaign)) == case.expected


def test_the_corpus_is_large_and_its_names_are_distinct():
    assert len({case.name for case in PLANS}) == len(PLANS) >= 20
