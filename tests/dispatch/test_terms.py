"""How long each tier has is set by a leader, from a day on; what runs already keeps its date."""

from datetime import date

import pytest
from django.urls import reverse

from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from dispatch.actions.terms import set_terms
from dispatch.limits import USUAL, Terms
from dispatch.models import DispatchTerms
from dispatch.terms import terms_on

from .world import DispatchWorld, moment

SHORT = Terms(county_days=3, bureau_days=6)


def _set(world: DispatchWorld, terms: Terms = SHORT, *, from_on: date = date(2018, 3, 5), by=None) -> DispatchTerms:
    who = {"by": by or world.cast.bureau_leader, "at": moment(3, 1)}
    return set_terms(campaign=world.campaign, terms=terms, from_on=from_on, reason="加快协调", **who)


def test_a_tier_reached_after_the_day_has_the_new_time_and_nothing_before_moves(world: DispatchWorld) -> None:
    before = world.report(at=moment(3, 1))
    _set(world)
    assert (terms_on(world.campaign.pk, date(2018, 3, 4)), terms_on(world.campaign.pk, date(2018, 3, 5))) == (
        USUAL,
        SHORT,
    )
    after = world.report(at=moment(3, 5), listing=world.project("A2"))
    assert world.now(before).deadline.due_on == date(2018, 3, 8)
    assert world.now(after).deadline.due_on == date(2018, 3, 8)
    world.go(before, "raise", by=world.cast.jinjiang_approver, at=moment(3, 6))
    assert world.now(before).deadline.due_on == date(2018, 3, 14)


def test_a_clock_that_runs_again_gives_back_the_rest_of_its_old_time(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    _set(world)
    world.go(made, "return", by=world.cast.jinjiang_approver, at=moment(3, 2))
    world.go(made, "report", by=world.cast.jinjiang_reporter, at=moment(3, 6))
    assert world.now(made).deadline.due_on == date(2018, 3, 12)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"from_on": date(2018, 3, 1)}, "施行日应在今天之后"),
        ({"terms": Terms(accept_days=6)}, "受理时限不长于县级"),
    ],
)
def test_what_cannot_be_set_says_why(world: DispatchWorld, broken: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        _set(world, **broken)
    assert not DispatchTerms.objects.exists()


def test_who_works_against_a_clock_does_not_set_it(world: DispatchWorld) -> None:
    with pytest.raises(Refused):
        _set(world, by=world.cast.dispatcher)


def test_the_page_shows_what_holds_today_and_what_is_coming(
    world: DispatchWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(3, 1))
    words = vars(SHORT) | {"from_on": "2018-03-05", "reason": "加快协调", "issuer": "指挥部办公室"}
    leader, page = world.cast.client("bureau_leader"), reverse("dispatch_terms")
    assert leader.post(page, words | {"county_days": ""}).status_code == 422
    assert leader.post(page, words).status_code == 302
    answer = leader.get(page)
    assert (answer.context["terms"], [row.county_days for row in answer.context["rows"]]) == (USUAL, [3])
    assert "待施行" in answer.content.decode()
    entry = Entry.objects.get(action="dispatch.set_terms")
    assert entry.reason == "加快协调"
    assert '"bureau_days":6' in entry.payload
