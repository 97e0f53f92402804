"""How long each tier has is set by a leader, from a day on; what runs already keeps its date."""

from datetime import date

import pytest
from django.urls import reverse

from core.accounts.models import InboxItem
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from core.operations import periods
from dispatch.actions import proposals
from dispatch.actions.terms import set_terms
from dispatch.choices import ProposalKind
from dispatch.limits import USUAL, Terms
from dispatch.models import DispatchTerms, Proposal, Task
from dispatch.terms import terms_on

from .world import DispatchWorld, moment

SHORT = Terms(county_days=3, bureau_days=6)


def _set(world: DispatchWorld, terms: Terms = SHORT, *, from_on: date = date(2018, 3, 5), by=None) -> DispatchTerms:
    who = {"by": by or world.cast.bureau_leader, "at": moment(from_on.month, 1)}
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
        ({"terms": Terms(remind_days=6)}, "到期前提醒的天数不长于县级"),
    ],
)
def test_what_cannot_be_set_says_why(world: DispatchWorld, broken: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        _set(world, **broken)
    assert not DispatchTerms.objects.exists()


def test_supervision_comes_and_is_answered_by_the_terms_of_its_day(world: DispatchWorld) -> None:
    """One working day over instead of three, answered within two instead of five; the order's date stays as set."""
    world.report(at=moment(2, 26))
    _set(world, Terms(supervise_after_days=1, supervision_days=2))
    periods.run_due(moment(3, 6))  # rose to the bureau with ten working days
    periods.run_due(moment(3, 21))
    assert not Proposal.objects.filter(kind=ProposalKind.SUPERVISION).exists()
    periods.run_due(moment(3, 22))
    order = Proposal.objects.get(kind=ProposalKind.SUPERVISION)
    for version, (move, by) in enumerate((("endorse", world.cast.dispatcher), ("confirm", world.cast.bureau_leader))):
        decision = proposals.Decision(move, "同意")
        proposals.decide(proposal_id=order.pk, seen_version=version, decision=decision, by=by, at=moment(3, 22, 11))
    task = Task.objects.get()
    assert task.deadline.due_on == date(2018, 3, 26)
    _set(world, Terms(supervision_days=9), from_on=date(2018, 3, 23))
    assert Task.objects.get().deadline.due_on == date(2018, 3, 26)


def test_a_reminder_moved_forward_is_told_once_and_one_moved_back_is_not_told_again(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))  # to the 8th

    def told() -> int:
        return InboxItem.objects.filter(kind="problem_due", subject=f"problem:{made.pk}", resolved_at=None).count()

    _set(world, Terms(remind_days=4), from_on=date(2018, 3, 5))
    periods.run_due(moment(3, 2))
    assert told() == 0
    periods.run_due(moment(3, 5))  # three left: four days before lies behind, and nobody was told yet
    assert told() == 1
    _set(world, Terms(), from_on=date(2018, 3, 6))
    InboxItem.objects.filter(kind="problem_due").delete()
    periods.run_due(moment(3, 6))  # two left, which the usual terms tell too: it was told under the others
    assert told() == 0
    periods.run_due(moment(3, 8))
    assert told() == 1


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
