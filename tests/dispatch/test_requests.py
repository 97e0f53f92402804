"""延期, 暂缓 and 恢复办理 above the county: asked for with a paper by one, decided by another, kept as rows."""

from contextlib import closing
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.accounts.models import InboxItem, User
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.models import Entry
from core.operations import periods
from dispatch import permissions
from dispatch.actions import problems, requests
from dispatch.choices import ProblemState, RequestKind, RequestState, Tier
from dispatch.models import Problem, ProblemRequest
from dispatch.states import PROBLEM, REQUEST
from tests.cast import PEOPLE

from .world import DispatchWorld, moment

PLAYERS = [name for name, person in PEOPLE.items() if person.role and not name.startswith("second_")]
FROM = {
    "extend": {"accepted", "in_coordination"},
    "suspend": {"accepted", "in_coordination"},
    "reopen": {"closed"},
}
COUNTY_ASKS = {"jinjiang_approver", "department_member"}
ABOVE_ASKS = {"dispatcher", "department_member"}


def _paper() -> problems.Evidence:
    return "函件.pdf", BytesIO(b"%PDF-1.4 letter")


def _at_bureau(world: DispatchWorld, **more: object) -> Problem:
    """With the bureau since 2 March, due on the 16th, given to the 发改委."""
    made = world.report(at=moment(3, 1), **more)
    world.go(made, "raise", by=world.cast.jinjiang_approver, at=moment(3, 2))
    world.go(made, "accept", by=world.cast.dispatcher, at=moment(3, 2))
    department = world.cast.department("FGW")
    return world.go(made, "coordinate", by=world.cast.dispatcher, at=moment(3, 2), department=department)


def _ask(world: DispatchWorld, made: Problem, kind: str = "extend", *, by: User | None = None, **words: object):
    when, now = words.pop("at", moment(3, 12)), Problem.objects.get(pk=made.pk)
    said = {"reason": "铁路方批复要到月底", "paper": _paper(), "working_days": 5 if kind == "extend" else None} | words
    asked = requests.Asked(kind, **said)
    by = by or world.cast.dispatcher
    return requests.ask(problem_id=made.pk, seen_version=now.version, asked=asked, by=by, at=when)


def _decide(world: DispatchWorld, asked: ProblemRequest, move: str = "grant", *, by: User | None = None, **words):
    said = {"note": "同意", "at": moment(3, 13)} | words
    return requests.decide(request_id=asked.pk, move=move, by=by or world.cast.bureau_leader, **said)


def test_a_granted_extension_is_a_row_of_its_own_and_two_names(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    asked = _ask(world, made)
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-16"
    _decide(world, asked, note="抓紧对接")
    now = world.now(made)
    assert (now.deadline.due_on.isoformat(), now.deadline.is_extension, now.state) == (
        "2018-03-23",
        True,
        "in_coordination",
    )
    last = now.steps.order_by("-number").first()
    assert (last.move, last.by_label) == ("extend", world.cast.bureau_leader.display_name)
    assert last.text == f"{world.cast.dispatcher.display_name}申请：铁路方批复要到月底；意见：抓紧对接"
    assert list(Entry.objects.order_by("-sequence").values_list("action", flat=True)[:2]) == [
        "problem.grant_request",
        "problem.ask",
    ]


def test_a_granted_suspension_stops_the_clock_and_gives_the_rest_back(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    _decide(world, _ask(world, made, "suspend", by=world.cast.department_member))
    assert world.now(made).state == ProblemState.SUSPENDED
    world.go(made, "resume", by=world.cast.bureau_leader, at=moment(3, 20))
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-23"


def test_a_closed_problem_taken_up_again_has_its_tier_s_whole_time(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    world.go(made, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 5))
    world.go(made, "close", by=world.cast.dispatcher, at=moment(3, 6))
    _decide(world, _ask(world, made, "reopen", by=world.cast.jinjiang_reporter))
    now = world.now(made)
    assert (now.state, now.deadline.due_on.isoformat(), now.closed_by) == ("in_coordination", "2018-03-27", None)


def test_nothing_of_this_happens_above_the_county_by_a_leader_s_word_alone(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    for move in ("extend", "suspend"):
        with pytest.raises(Refused, match="须先提出申请"):
            world.go(made, move, by=world.cast.bureau_leader, at=moment(3, 5), working_days=2)


@pytest.mark.parametrize("tier", Tier.values)
def test_who_may_ask_for_what_in_which_state(world: DispatchWorld, tier: int) -> None:
    made = world.report(at=moment(3, 1))
    assert world.cast.department_member.pk
    problem = Problem.objects.select_related("listing__project", "unit", "deadline").get(pk=made.pk)
    problem.tier, problem.department_id = tier, world.cast.department("FGW").pk
    asks = COUNTY_ASKS if tier == Tier.COUNTY else ABOVE_ASKS
    again = {"jinjiang_reporter", "jinjiang_approver"} | ({"dispatcher"} if tier != Tier.COUNTY else set())
    wrong = []
    for state in PROBLEM.states:
        problem.state = state
        for name in PLAYERS:
            for kind in RequestKind.values:
                expected = state in FROM[kind] and name in (again if kind == "reopen" else asks)
                found = bool(permissions.may_ask(world.cast.user(name), problem, kind, today=moment(3, 2).date()))
                if found != expected:
                    wrong.append((state, kind, name, found))
    assert not wrong


@pytest.mark.parametrize("tier", Tier.values)
def test_who_may_decide_in_which_state(world: DispatchWorld, tier: int) -> None:
    made = _at_bureau(world)
    asked = _ask(world, made)
    asked.problem = Problem.objects.select_related("listing__project", "unit").get(pk=made.pk)
    asked.problem.tier = tier
    decides = {"dispatcher"} if tier == Tier.COUNTY else {"bureau_leader"}
    for asker in ("dispatcher", "jinjiang_approver"):
        asked.asked_by = world.cast.user(asker)
        for state in REQUEST.states:
            asked.state = state
            allowed = {
                (name, move)
                for name in PLAYERS
                for move in ("grant", "refuse", "withdraw")
                if permissions.may_decide_request(world.cast.user(name), asked, move)
            }
            by_others = {(name, move) for name in decides - {asker} for move in ("grant", "refuse")}
            assert allowed == (by_others | {(asker, "withdraw")} if state == "waiting" else set()), (state, asker)


def test_the_county_asks_the_dispatcher_the_same_way(world: DispatchWorld) -> None:
    made = world.report(at=moment(3, 1))
    world.go(made, "accept", by=world.cast.jinjiang_approver, at=moment(3, 1))
    asked = _ask(world, made, by=world.cast.jinjiang_approver, at=moment(3, 6))
    _decide(world, asked, by=world.cast.dispatcher, at=moment(3, 7))
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-15"


@pytest.mark.parametrize(
    ("broken", "named", "reason"),
    [
        ({"reason": " "}, "reason", "理由"),
        ({"paper": None}, "paper", "须附依据"),
        ({"working_days": None}, "working_days", "1 至 60"),
        ({"working_days": 61}, "working_days", "1 至 60"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(
    world: DispatchWorld, broken: dict[str, object], named: str, reason: str
) -> None:
    made = _at_bureau(world)
    with pytest.raises(Refused, match=reason) as refusal:
        _ask(world, made, **broken)
    assert named in refusal.value.field_errors
    assert not ProblemRequest.objects.exists()


def test_one_request_waits_at_a_time_and_who_asked_may_take_it_back(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    first = _ask(world, made)
    with pytest.raises(Refused, match="已有一份申请"):
        _ask(world, made, "suspend", by=world.cast.department_member)
    _decide(world, first, "withdraw", by=world.cast.dispatcher, note="")
    assert _ask(world, made, "suspend", by=world.cast.department_member).number == 2


def test_a_refusal_says_why_and_tells_who_asked(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    asked = _ask(world, made, by=world.cast.department_member)
    with pytest.raises(Refused, match="须写明理由"):
        _decide(world, asked, "refuse", note=" ")
    _decide(world, asked, "refuse", note="期限足够")
    told = InboxItem.objects.get(user=world.cast.department_member, kind="problem_waiting", resolved_at=None)
    assert "不予同意" in told.text
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-16"


def test_asked_in_time_is_granted_late_but_no_deadline_is_set_into_the_past(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    asked = _ask(world, made, at=moment(3, 16))
    periods.run_due(moment(3, 19))  # overdue: 提级建议 waits meanwhile
    assert world.now(made).proposals.waiting().count() == 1
    _decide(world, asked, at=moment(3, 20))
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-23"
    assert not world.now(made).proposals.waiting().exists()
    again = _ask(world, made, at=moment(3, 23), working_days=1)
    with pytest.raises(Refused, match="也已过"):
        _decide(world, again, at=moment(3, 27))
    with pytest.raises(Refused, match="期限已过"):
        _ask(world, _at_bureau(world, listing=world.project("A2")), at=moment(3, 19))


def test_a_request_dies_with_the_deadline_it_was_made_of(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    asked = _ask(world, made)
    world.go(made, "note", by=world.cast.dispatcher, at=moment(3, 12))
    asked.refresh_from_db()
    assert asked.state == RequestState.WAITING
    world.go(made, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 12))
    asked.refresh_from_db()
    assert asked.state == RequestState.OUTDATED
    assert not InboxItem.objects.filter(kind="request_waiting", resolved_at=None).exists()
    with pytest.raises(Refused, match="已失效"):
        _decide(world, asked)


def test_what_waits_for_a_leader_is_counted_and_shown_where_he_looks(world: DispatchWorld) -> None:
    world.open(1)
    made = _at_bureau(world)
    leader = world.cast.client("bureau_leader")
    assert leader.get(reverse("dispatch_desk")).context["shell"].dispatch_count == 0
    asked = _ask(world, made)
    desk = leader.get(reverse("dispatch_desk"))
    assert [row.pk for row, _ in desk.context["problems"]] == [made.pk]
    assert desk.context["shell"].dispatch_count == 1
    assert set(leader.get(reverse("problem", args=[made.pk])).context["request_moves"]) == {"grant", "refuse"}
    _decide(world, asked)
    assert leader.get(reverse("dispatch_desk")).context["shell"].dispatch_count == 0


def test_asking_and_granting_on_the_page(world: DispatchWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    made = _at_bureau(world)
    monkeypatch.setattr(clock, "now", lambda: moment(3, 12))
    client, leader = world.cast.client("dispatcher"), world.cast.client("bureau_leader")
    words = {"seen_version": world.now(made).version, "kind": "extend", "reason": "批复要到月底", "working_days": "5"}
    page = reverse("problem_ask", args=[made.pk])
    answer = client.post(page, words)
    assert (answer.status_code, "须附依据" in answer.content.decode()) == (422, True)
    name, content = _paper()
    content.name = name
    assert client.post(page, words | {"paper": content}).status_code == 302
    asked = ProblemRequest.objects.get()
    assert client.post(reverse("request_decide", args=[asked.pk]), {"move": "grant"}).status_code == 403
    with closing(leader.get(reverse("stored_file", args=[asked.paper_id]))) as download:
        assert download.status_code == 200
    assert leader.post(reverse("request_decide", args=[asked.pk]), {"move": "refuse"}).status_code == 422
    assert leader.post(reverse("request_decide", args=[asked.pk]), {"move": "grant"}).status_code == 302
    assert "延期5个工作日" in leader.get(reverse("problem", args=[made.pk])).content.decode()
    assert world.now(made).deadline.due_on.isoformat() == "2018-03-23"


def test_the_paper_of_a_request_is_no_proof_of_a_solution(world: DispatchWorld) -> None:
    made = _at_bureau(world)
    _ask(world, made)
    with pytest.raises(Refused, match="佐证"):
        world.go(made, "resolve", by=world.cast.dispatcher, at=moment(3, 13), evidence=None)


@pytest.mark.both
@pytest.mark.parametrize("broken", [{"state": "granted"}, {"working_days": None}, {"kind": "suspend"}])
def test_the_schema_refuses_half_a_request(world: DispatchWorld, broken: dict[str, object]) -> None:
    asked = _ask(world, _at_bureau(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemRequest.objects.filter(pk=asked.pk).update(**broken)


@pytest.mark.both
def test_the_schema_refuses_one_person_in_both_chairs(world: DispatchWorld) -> None:
    asked = _ask(world, _at_bureau(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemRequest.objects.filter(pk=asked.pk).update(
            state="granted", decided_by=world.cast.dispatcher, decided_at=moment(3, 13)
        )
