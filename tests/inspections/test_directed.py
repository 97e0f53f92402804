"""定向检查: a reason, a second person who has seen what it is about, the same secrecy, counted apart."""

import pytest

from core.accounts.models import InboxItem
from core.foundation.verdict import Refused
from core.journal.models import Entry
from inspections.actions import cancelling, directed, orders, plans, visits
from inspections.actions.directed import NewDirected
from inspections.models import DirectedCheck, PlanOpening, Programme, Visit
from inspections.pool import build_pool
from inspections.summary import directed_row, unit_rows
from tests.cast import Cast

from .world import JINJIANG, World, moment, picture

pytestmark = pytest.mark.django_db
AT = moment(7, 25, 8)


@pytest.fixture
def world(cast: Cast) -> World:
    made = World(cast)
    cast.call("dispatcher", "bureau_leader", "jinjiang_reporter")
    return made


def asked(world: World, programme: Programme | None = None, **values: object) -> DirectedCheck:
    said = {
        "listing": world.sites[JINJIANG][0],
        "origin": "complaint",
        "reason": "群众反映CANARY扬尘",
        "people": world.inspectors[:2],
    }
    programme = programme or world.programme()
    return directed.ask(programme_id=programme.pk, of=NewDirected(**{**said, **values}), by=world.officer, at=AT)


def approved(world: World, **values: object) -> Visit:
    check = asked(world, **values)
    by = world.cast.dispatcher
    directed.open_directed(directed_id=check.pk, purpose="决定", by=by, at=AT)
    return directed.decide(directed_id=check.pk, approve=True, by=by, at=AT).visit


def test_there_is_no_visit_before_a_second_person_has_seen_and_decided(world: World) -> None:
    check = asked(world)
    by = world.cast.dispatcher
    assert not Visit.objects.exists()
    with pytest.raises(Refused, match="先打开"):
        directed.decide(directed_id=check.pk, approve=True, by=by, at=AT)
    directed.open_directed(directed_id=check.pk, purpose="决定", by=by, at=AT)
    assert directed.decide(directed_id=check.pk, approve=True, by=by, at=AT).visit.how == "directed"
    with pytest.raises(Refused, match="已经决定"):
        directed.decide(directed_id=check.pk, approve=False, refusal="不", by=by, at=AT)


def test_nobody_decides_their_own_even_with_both_rights(world: World) -> None:
    check = asked(world)
    DirectedCheck.objects.filter(pk=check.pk).update(asked_by=world.cast.dispatcher)
    directed.open_directed(directed_id=check.pk, purpose="决定", by=world.cast.dispatcher, at=AT)
    with pytest.raises(Refused, match="第二人"):
        directed.decide(directed_id=check.pk, approve=True, by=world.cast.dispatcher, at=AT)


def test_a_refusal_wants_its_reason_and_makes_no_visit(world: World) -> None:
    check, by = asked(world), world.cast.bureau_leader
    directed.open_directed(directed_id=check.pk, purpose="决定", by=by, at=AT)
    with pytest.raises(Refused, match="写明理由"):
        directed.decide(directed_id=check.pk, approve=False, by=by, at=AT)
    directed.decide(directed_id=check.pk, approve=False, refusal="线索不实", by=by, at=AT)
    assert not Visit.objects.exists()
    assert asked(world, check.programme).state == "asked", "may be asked for again"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"origin": "whim"}, "origin"), ({"people": ()}, "people")],
)
def test_what_is_asked_for_is_whole(world: World, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        asked(world, **change)
    assert set(refusal.value.field_errors) == {field}


def test_who_is_barred_is_not_sent(world: World) -> None:
    barred = world.inspectors[0]
    barred.home_unit = world.sites[JINJIANG][0].unit
    barred.save()
    with pytest.raises(Refused, match="须回避"):
        asked(world)


def test_one_site_has_one_open_directed_check(world: World) -> None:
    check = asked(world)
    with pytest.raises(Refused, match="没有办完"):
        asked(world, check.programme)


def test_only_a_named_reader_of_the_section_asks(world: World) -> None:
    programme = world.programme()
    of = NewDirected(world.sites[JINJIANG][0], "complaint", "x", world.inspectors[:2])
    for name in ("dispatcher", "bureau_leader", "jinjiang_approver", "inspector"):
        with pytest.raises(Refused) as refusal:
            directed.ask(programme_id=programme.pk, of=of, by=world.cast.user(name), at=AT)
        assert refusal.value.status == 403


def test_it_walks_the_same_way_to_the_closed_order(world: World) -> None:
    visit = approved(world)
    first, second = world.team(visit)
    assert not Visit.objects.visible_to(first).exists(), "not opened yet"
    for person in (first, second):
        assert plans.open_assignments(by=person, at=AT) == 1
    visits.check_in(code=visit.code, place=None, by=first, at=moment(7, 25, 9))
    world.find(visit, photos=(picture((70, 70)),))
    world.finish(visit)
    order = orders.issue(code=visit.code, kind="limited", by=first, at=moment(7, 25, 12))
    order = world.rechecked(world.replied(order))
    assert orders.close(order_id=order.pk, seen_version=None, by=world.officer, at=moment(7, 31)).closed_at


def test_it_is_counted_apart_and_spares_no_site_the_lot(world: World) -> None:
    visit = approved(world)
    programme = visit.programme
    plans.open_assignments(by=world.team(visit)[0], at=AT)
    visits.check_in(code=visit.code, place=None, by=world.team(visit)[0], at=moment(7, 25, 9))
    assert unit_rows(programme, today=AT.date()) == []
    row = directed_row(programme)
    assert (row.asked, row.waiting, row.arrived, row.finished, row.orders) == (1, 0, 1, 0, 0)
    other = world.programme(name="第四季度督查")
    assert visit.listing.project.code in {each.code for each in build_pool(other, number=1).objects}


def test_who_steps_back_is_followed_by_somebody_who_may_go(world: World) -> None:
    visit = approved(world)
    own = world.team(visit)[0]
    plans.open_assignments(by=own, at=AT)
    made = plans.recuse(code=visit.code, reason="亲属在该单位", by=own, at=AT)
    assert made.inspector == world.inspectors[2]
    told = InboxItem.objects.filter(kind=plans.TASK, user=made.inspector.user)
    assert "督查任务" in told.get().text


def test_nothing_typed_is_told_to_journal_or_inbox_and_each_opening_is_a_row(world: World) -> None:
    visit = approved(world)
    plans.open_assignments(by=world.team(visit)[0], at=AT)
    name = visit.listing.project.name
    said = [f"{each.payload} {each.reason}" for each in Entry.objects.filter(action__contains="directed")]
    said += InboxItem.objects.values_list("text", flat=True)
    assert said
    assert not [text for text in said if "CANARY" in text or name in text]
    assert set(PlanOpening.objects.values_list("user__username", flat=True)) == {
        "dispatcher",
        world.team(visit)[0].username,
    }


def test_the_page_names_no_site_before_it_is_opened_and_the_reason_never_reaches_the_county(world: World) -> None:
    check = asked(world)
    dispatcher, address = world.cast.client("dispatcher"), f"/inspections/directed/{check.pk}/"
    name = check.listing.project.name
    assert name not in dispatcher.get(address).content.decode()
    assert "CANARY" in dispatcher.post(address, {"purpose": "决定"}).content.decode()
    assert dispatcher.post(f"{address}decide/", {"approve": "1"}).status_code == 302
    assert world.cast.client("city_leader").post(address, {"purpose": "看看"}).status_code == 403
    visit = check.visit
    plans.open_assignments(by=world.team(visit)[0], at=AT)
    visits.check_in(code=visit.code, place=None, by=world.team(visit)[0], at=moment(7, 25, 9))
    world.finish(visit)
    county = world.cast.client("jinjiang_reporter")
    assert "CANARY" not in county.get(f"/inspections/visits/{visit.code}/").content.decode()
    assert county.get(address).status_code == 403


# --- called off before the check-in -----------------------------------------------------------------------------------


def _asks(world: World, visit: Visit, reason: str = "CANARY已停工", by=None) -> None:
    by = by or world.officer
    directed.open_directed(directed_id=visit.directed_id, purpose="核对", by=by, at=AT)
    cancelling.ask_cancel(directed_id=visit.directed_id, reason=reason, by=by, at=AT)


def test_a_directed_visit_is_called_off_by_two_and_its_team_finds_no_task(world: World) -> None:
    visit = approved(world)
    person = world.team(visit)[0]
    plans.open_assignments(by=person, at=AT)
    _asks(world, visit)
    assert Visit.objects.visible_to(person).exists(), "until the second person's word the task stands"
    cancelling.decide_cancel(directed_id=visit.directed_id, approve=True, by=world.cast.dispatcher, at=AT)
    visit.refresh_from_db()
    assert (visit.state, DirectedCheck.objects.get().state) == ("cancelled", "cancelled")
    assert not Visit.objects.visible_to(person).exists()
    assert not Visit.objects.sent_to(person).exists()
    assert not InboxItem.objects.filter(kind=plans.TASK, resolved_at=None).exists()
    with pytest.raises(Refused):
        visits.check_in(code=visit.code, place=None, by=person, at=AT)
    assert asked(world, visit.programme).state == "asked", "may be asked for again"


def test_who_asked_does_not_decide_and_a_refusal_says_why_and_leaves_the_task(world: World) -> None:
    visit, dispatcher = approved(world), world.cast.dispatcher
    cancelling.ask_cancel(directed_id=visit.directed_id, reason="线索重复", by=dispatcher, at=AT)
    with pytest.raises(Refused, match="第二人"):
        cancelling.decide_cancel(directed_id=visit.directed_id, approve=True, by=dispatcher, at=AT)
    leader = world.cast.bureau_leader
    with pytest.raises(Refused, match="先打开"):
        cancelling.decide_cancel(directed_id=visit.directed_id, approve=True, by=leader, at=AT)
    directed.open_directed(directed_id=visit.directed_id, purpose="决定", by=leader, at=AT)
    with pytest.raises(Refused, match="写明理由"):
        cancelling.decide_cancel(directed_id=visit.directed_id, approve=False, by=leader, at=AT)
    cancelling.decide_cancel(directed_id=visit.directed_id, approve=False, note="照查", by=leader, at=AT)
    visit.refresh_from_db()
    assert (visit.state, DirectedCheck.objects.get().state) == ("planned", "approved")
    cancelling.ask_cancel(directed_id=visit.directed_id, reason="又有新情况", by=dispatcher, at=AT)
    kept = visit.directed.cancellations.values_list("number", "agreed")
    assert list(kept) == [(1, False), (2, None)], "nothing is overwritten"


@pytest.mark.parametrize(
    ("by", "opens", "why"),
    [
        ("second_officer", False, "先打开"),
        ("jinjiang_approver", False, "提出"),
        ("inspector", False, "提出"),
        ("city_leader", False, "提出"),
    ],
)
def test_who_may_not_ask_is_told_why(world: World, by: str, opens: bool, why: str) -> None:
    visit = approved(world)
    with pytest.raises(Refused, match=why):
        cancelling.ask_cancel(directed_id=visit.directed_id, reason="x", by=world.cast.user(by), at=AT)


def test_a_team_that_has_arrived_is_not_called_back(world: World) -> None:
    visit = approved(world)
    person = world.team(visit)[0]
    plans.open_assignments(by=person, at=AT)
    _asks(world, visit)
    visits.check_in(code=visit.code, place=None, by=person, at=moment(7, 25, 9))
    with pytest.raises(Refused, match="已经到场"):
        cancelling.decide_cancel(directed_id=visit.directed_id, approve=True, by=world.cast.dispatcher, at=AT)


def test_the_reason_of_a_cancellation_stands_on_the_opened_page_and_nowhere_else(world: World) -> None:
    visit = approved(world)
    check, name = visit.directed, visit.listing.project.name
    _asks(world, visit, reason=f"CANARY{name}已停工")
    dispatcher, address = world.cast.client("dispatcher"), f"/inspections/directed/{check.pk}/"
    assert "CANARY" not in dispatcher.get(address).content.decode()
    assert "CANARY" in dispatcher.post(address, {"purpose": "决定"}).content.decode()
    said = [f"{each.payload} {each.reason}" for each in Entry.objects.filter(action__contains="cancel")]
    said += InboxItem.objects.values_list("text", flat=True)
    assert not [text for text in said if "CANARY" in text or name in text]
    assert world.cast.client("city_leader").post(f"{address}cancel/", {"cancel_reason": "x"}).status_code == 403
    refused = dispatcher.post(f"{address}cancel/decide/", {"approve": "0"})
    assert (refused.status_code, "请写明理由" in refused.content.decode()) == (422, True)
    assert dispatcher.post(f"{address}cancel/decide/", {"approve": "1"}).status_code == 302
    assert DirectedCheck.objects.get().state == "cancelled"
