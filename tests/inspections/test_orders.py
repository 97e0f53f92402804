"""整改: issued, signed for, answered item by item, re-checked by another person, closed; deadlines in working days."""

from datetime import date
from io import BytesIO

import pytest

from core.accounts.models import InboxItem
from core.foundation.verdict import Refused, Stale
from core.journal.actor import SYSTEM
from core.organisations.actions import install_reference_data
from dispatch.models import Proposal
from inspections import permissions
from inspections.actions import orders, plans, rechecks, replies, telling, visits
from inspections.actions.rechecks import Word
from inspections.actions.replies import NewReply
from inspections.choices import OrderKind, OrderState, Severity
from inspections.models import ChecklistItem, OrderDeadline, Photo, RectificationOrder
from inspections.states import ORDER
from tests.cast import Cast

from .world import CITY, JINJIANG, World, moment, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> World:
    install_reference_data(at=moment(1, 2), by=SYSTEM)
    return World(cast)


@pytest.mark.parametrize(
    ("severities", "due"),
    [
        (("minor",), date(2018, 8, 15)),
        (("minor", "serious"), date(2018, 8, 3)),
        (("major", "minor"), date(2018, 7, 30)),
    ],
)
def test_the_gravest_finding_sets_the_deadline_in_working_days(
    world: World, severities: tuple[str, ...], due: date
) -> None:
    """Issued on Wednesday 25 July 2018: 15, 7 and 3 working days, the day of issue not counted."""
    assert world.ordered(*severities).due_on == due


def test_holidays_do_not_count(world: World) -> None:
    """Three working days from 28 September 2018 run over the National Day week: 29 and 30 are worked, 1 to 7 not."""
    visit = world.finished("350582", "major")
    order = orders.issue(code=visit.code, kind="stop", by=world.team(visit)[0], at=moment(9, 28, 12))
    assert order.due_on == date(2018, 10, 8)


@pytest.mark.parametrize("kind", OrderKind.values)
@pytest.mark.parametrize("severity", Severity.values)
def test_while_a_major_hazard_stands_only_a_stop_suits(world: World, severity: str, kind: str) -> None:
    visit = world.finished(JINJIANG, severity, "minor")
    given = {"code": visit.code, "kind": kind, "by": world.team(visit)[0], "at": moment(7, 25, 12)}
    if (severity, kind) == ("major", "limited"):
        with pytest.raises(Refused, match=r"第1条“裸土未覆盖”是重大问题.*请改发局部停工整改或停工整改"):
            orders.issue(**given)
    else:
        assert orders.issue(**given).kind == kind


def test_orders_are_numbered_through_the_year(world: World) -> None:
    order = world.ordered()
    assert order.document_number == "泉建督整〔2018〕1号"


def test_findings_mended_on_the_spot_are_not_ordered(world: World) -> None:
    visit = world.arrived()
    world.find(visit, severity="minor", fixed_on_spot=True, photos=(picture(),))
    world.finish(visit)
    with pytest.raises(Refused, match="没有需要"):
        orders.issue(code=visit.code, kind="limited", by=world.team(visit)[0], at=moment(7, 25, 12))


def test_experts_advise_and_do_not_issue(cast: Cast) -> None:
    install_reference_data(at=moment(1, 2), by=SYSTEM)
    world = World(cast)
    programme = world.programme(experts=1)
    draw = world.drawn(programme)
    plans.release(draw_id=draw.pk, by=world.officer, at=moment(7, 25, 7))
    visit = world.site(draw)
    visits.check_in(code=visit.code, place=None, by=world.team(visit, "expert")[0], at=moment(7, 25, 9))
    world.find(visit)
    world.finish(visit)
    with pytest.raises(Refused, match="督查员签发"):
        orders.issue(code=visit.code, kind="limited", by=cast.expert, at=moment(7, 25, 12))


def test_the_side_that_has_to_mend_is_told_and_nobody_else(world: World) -> None:
    world.cast.call("jinjiang_reporter", "jinjiang_approver", "huian_reporter", "project_company")
    world.ordered()
    told = InboxItem.objects.filter(kind=telling.TO_MEND)
    assert {each.user.username for each in told} == {"jinjiang_reporter", "jinjiang_approver"}


def test_the_owner_of_a_city_project_is_told(world: World) -> None:
    world.cast.call("jinjiang_reporter", "project_company", "other_company")
    world.ordered(unit=CITY)
    assert {each.user.username for each in InboxItem.objects.filter(kind=telling.TO_MEND)} == {"project_company"}


def answered(text: str) -> NewReply:
    return NewReply(text, photos=(picture(),))


def act(world: World, move: str, order: RectificationOrder) -> object:
    order.refresh_from_db()
    seen = {"order_id": order.pk, "seen_version": order.version}
    county, second, at = world.cast.jinjiang_approver, world.team(order.visit)[1], moment(7, 27)
    if move == "acknowledge":
        return replies.acknowledge(**seen, by=county, at=at)
    if move == "send":
        for item in order.items.filter(passed_at=None) if order.state == OrderState.RECTIFYING else ():
            replies.reply_item(order_id=order.pk, item_id=item.pk, of=answered("已整改"), by=county, at=at)
        return replies.send(**seen, by=county, at=at)
    if move in {"pass_recheck", "fail_recheck"}:
        word = Word(move == "pass_recheck", "" if move == "pass_recheck" else "未到位")
        words = {item.pk: word for item in order.items.filter(passed_at=None)}
        return rechecks.recheck(**seen, words=words, by=second, at=at)
    if move == "resume":
        return orders.approve_resume(**seen, by=world.officer, at=at)
    return orders.close(**seen, by=world.officer, at=at)


PATHS = {
    "issued": [],
    "rectifying": ["acknowledge"],
    "replied": ["acknowledge", "send"],
    "passed": ["acknowledge", "send", "pass_recheck"],
    "resumed": ["acknowledge", "send", "pass_recheck", "resume"],
    "closed": ["acknowledge", "send", "pass_recheck", "resume", "close"],
}


@pytest.mark.parametrize(("state", "move", "allowed"), list(ORDER.matrix()))
def test_a_stop_order_moves_as_its_table_says_but_closes_only_when_work_may_go_on(
    world: World, state: str, move: str, allowed: bool
) -> None:
    order = world.ordered("major", kind="stop")
    for step in PATHS[state]:
        act(world, step, order)
    order.refresh_from_db()
    assert order.state == state
    if allowed and (state, move) != ("passed", "close"):
        act(world, move, order)
        order.refresh_from_db()
        assert order.state == ORDER.transition(state, move).target
    else:
        with pytest.raises(Refused):
            act(world, move, order)
        order.refresh_from_db()
        assert order.state == state


def test_a_limited_order_closes_after_the_recheck_and_knows_no_resuming(world: World) -> None:
    order = world.ordered()
    for step in ("acknowledge", "send", "pass_recheck"):
        act(world, step, order)
    with pytest.raises(Refused, match="没有停工"):
        act(world, "resume", order)
    act(world, "close", order)
    assert RectificationOrder.objects.get().state == OrderState.CLOSED


def test_every_item_wants_its_answer_before_the_round_is_sent(world: World) -> None:
    order = act(world, "acknowledge", world.ordered("serious", "minor", "minor"))
    first = order.items.first()
    replies.reply_item(
        order_id=order.pk, item_id=first.pk, of=answered("已覆盖"), by=world.cast.jinjiang_reporter, at=moment(7, 26)
    )
    with pytest.raises(Refused, match="还有2项"):
        replies.send(order_id=order.pk, seen_version=order.version, by=world.cast.jinjiang_reporter, at=moment(7, 26))


def test_an_answer_can_be_rewritten_until_it_is_sent_and_not_afterwards(world: World) -> None:
    order = act(world, "acknowledge", world.ordered("serious"))
    item, by = order.items.get(), world.cast.jinjiang_reporter
    for text in ("正在整改", "已覆盖密目网"):
        replies.reply_item(order_id=order.pk, item_id=item.pk, of=answered(text), by=by, at=moment(7, 26))
    assert [each.text for each in item.replies.all()] == ["已覆盖密目网"]
    act(world, "send", order)
    with pytest.raises(Refused):
        replies.reply_item(order_id=order.pk, item_id=item.pk, of=NewReply("改口"), by=by, at=moment(7, 27))


def test_what_shows_on_a_photo_is_answered_with_one_of_afterwards_in_every_round(world: World) -> None:
    visit = world.arrived()
    world.find(visit, photos=(picture((90, 60)),))
    world.finish(visit)
    issued = orders.issue(code=visit.code, kind="limited", by=world.team(visit)[0], at=moment(7, 25, 12))
    order = act(world, "acknowledge", issued)

    def reply(*photos: BytesIO) -> None:
        key = {"order_id": order.pk, "item_id": order.items.get().pk}
        replies.reply_item(**key, of=NewReply("已覆盖", photos), by=world.cast.jinjiang_reporter, at=moment(7, 26))

    with pytest.raises(Refused, match="第1项须附整改后照片"):
        reply()
    with pytest.raises(Refused, match="整改前照片"):
        reply(picture((90, 60)))
    reply(picture())
    reply()  # words are written anew, the photo of the round stands
    act(world, "send", order)
    act(world, "fail_recheck", order)
    with pytest.raises(Refused, match="须附整改后照片"):
        reply()


def test_answers_older_than_the_rule_are_looked_at_again_when_the_round_is_sent(world: World) -> None:
    """Two items answered in words, as it was allowed once; a third has only the photo of before as its own."""
    order = act(world, "acknowledge", world.ordered("serious", "minor", "minor"))
    by = world.cast.jinjiang_reporter
    items = list(order.items.select_related("finding").order_by("finding__number"))
    for item in items:
        replies.reply_item(order_id=order.pk, item_id=item.pk, of=answered("已整改"), by=by, at=moment(7, 26))
    first, second, third = (item.finding for item in items)
    first.photos.filter(of="reply").delete()
    second.photos.filter(of="reply").update(round=0)
    old = third.photos.get(of="reply")
    Photo.objects.create(
        visit=order.visit, of="finding", finding=third, served=old.served, original_sha256=old.original_sha256,
        width=1, height=1, at=old.at, by_label="督查员",
    )  # fmt: skip
    with pytest.raises(Refused, match="第1、2、3项的答复没有整改后照片"):
        replies.send(order_id=order.pk, seen_version=order.version, by=by, at=moment(7, 27))
    for place, item in enumerate(items):
        of = NewReply("已整改", (picture((70 + place, 55)),))
        replies.reply_item(order_id=order.pk, item_id=item.pk, of=of, by=by, at=moment(7, 27))
    sent = replies.send(order_id=order.pk, seen_version=order.version, by=by, at=moment(7, 27))
    assert sent.state == OrderState.REPLIED


def test_what_no_photo_shows_is_answered_in_words(world: World) -> None:
    ChecklistItem.objects.filter(pk=world.items[0].pk).update(shows_on_photo=False)
    order = act(world, "acknowledge", world.ordered("serious"))
    of = NewReply("总监已到岗，附考勤")
    by = world.cast.jinjiang_reporter
    replies.reply_item(order_id=order.pk, item_id=order.items.get().pk, of=of, by=by, at=moment(7, 26))
    act_send = replies.send(order_id=order.pk, seen_version=order.version, by=by, at=moment(7, 26))
    assert act_send.state == OrderState.REPLIED


@pytest.mark.parametrize("name", ["huian_approver", "project_company", "section_officer", "inspector", "dispatcher"])
def test_only_the_side_that_has_to_mend_answers(world: World, name: str) -> None:
    order = world.ordered()
    with pytest.raises(Refused) as refusal:
        replies.acknowledge(order_id=order.pk, seen_version=order.version, by=world.cast.user(name), at=moment(7, 26))
    assert refusal.value.status == 403


def test_the_recheck_is_by_another_person_than_the_issuer(world: World) -> None:
    order = world.replied(world.ordered())
    issuer = order.issued_by
    with pytest.raises(Refused, match="签发人以外"):
        world.rechecked(order, by=issuer)
    with pytest.raises(Refused) as refusal:
        world.rechecked(order, by=world.cast.jinjiang_approver)
    assert refusal.value.status == 403


def test_the_bureau_may_recheck_but_not_close_what_it_rechecked_itself(world: World) -> None:
    order = world.rechecked(world.replied(world.ordered()), by=world.officer)
    assert permissions.may_close(world.officer, order).code == "own_recheck"
    orders.close(order_id=order.pk, seen_version=order.version, by=world.cast.second_officer, at=moment(8, 1))
    assert RectificationOrder.objects.get().closed_by == world.cast.second_officer


def test_what_fails_goes_back_with_a_new_deadline_and_what_passed_stays_passed(world: World) -> None:
    order = world.rechecked(world.replied(world.ordered("serious", "minor")), failed=1)
    assert (order.state, order.round) == ("rectifying", 2)
    assert [each.due_on for each in order.deadlines.all()] == [date(2018, 8, 3), date(2018, 8, 8)]
    assert order.items.filter(passed_at=None).count() == 1
    order = world.rechecked(world.replied(order, at=moment(8, 1)))
    assert order.state == "passed"
    failed_item = order.items.order_by("finding__number").first()
    assert [(each.round, each.passed) for each in failed_item.rechecks.all()] == [(1, False), (2, True)]


def test_a_site_that_fails_twice_is_proposed_to_dispatch_once(world: World) -> None:
    order = world.rechecked(world.replied(world.ordered("serious")), failed=1)
    assert not Proposal.objects.exists()
    for day in (1, 6):
        order = world.rechecked(world.replied(order, at=moment(8, day)), failed=1)
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.listing) == ("problem", order.visit.listing)
    assert "泉建督整〔2018〕1号" in proposal.grounds


def test_a_failed_item_wants_a_note_and_no_item_is_passed_over(world: World) -> None:
    order = world.replied(world.ordered("serious", "minor"))
    first, second = order.items.all()
    by = world.team(order.visit)[1]
    for words, told in (
        ({first.pk: Word(passed=True)}, "每一项"),
        ({first.pk: Word(passed=True), second.pk: Word(passed=False, note=" ")}, "还差什么"),
    ):
        with pytest.raises(Refused, match=told):
            rechecks.recheck(order_id=order.pk, seen_version=order.version, words=words, by=by, at=moment(7, 30))


@pytest.mark.parametrize(("day", "late"), [((8, 3), False), ((8, 4), True)])
def test_the_day_itself_is_on_time(world: World, day: tuple[int, int], late: bool) -> None:
    world.ordered("serious")
    assert RectificationOrder.objects.overdue(today=moment(*day).date()).exists() is late


def test_a_deadline_is_extended_once_before_it_is_over_and_never_overwritten(world: World) -> None:
    order = act(world, "acknowledge", world.ordered("serious"))

    def extend(at) -> RectificationOrder:
        order.refresh_from_db()
        return orders.extend(
            order_id=order.pk,
            seen_version=order.version,
            working_days=5,
            reason="台风停工",
            by=world.officer,
            at=at,
        )

    with pytest.raises(Refused, match="期限已过"):
        extend(moment(8, 4))
    assert extend(moment(8, 3, 16)).due_on == date(2018, 8, 10)
    with pytest.raises(Refused, match="延长过一次"):
        extend(moment(8, 6))
    assert list(OrderDeadline.objects.values_list("due_on", "is_extension")) == [
        (date(2018, 8, 3), False),
        (date(2018, 8, 10), True),
    ]


def test_who_acts_on_an_order_that_moved_is_told_to_look_again(world: World) -> None:
    order = world.ordered()
    seen = order.version
    act(world, "acknowledge", order)
    with pytest.raises(Stale):
        replies.acknowledge(order_id=order.pk, seen_version=seen, by=world.cast.jinjiang_reporter, at=moment(7, 26))


def test_what_waits_in_the_inboxes_follows_the_order(world: World) -> None:
    world.cast.call("jinjiang_reporter")
    order = world.ordered()

    def waiting() -> set[str]:
        return set(InboxItem.objects.filter(resolved_at=None, kind__startswith="order_").values_list("kind", flat=True))

    assert waiting() == {telling.TO_MEND}
    order = world.replied(order)
    assert waiting() == {telling.TO_RECHECK}
    order = world.rechecked(order)
    assert waiting() == {telling.TO_CLOSE}
    act(world, "close", order)
    assert waiting() == set()
