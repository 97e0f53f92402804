"""The seam other rooms use, and the two confirmations."""

import pytest

from core.accounts.models import InboxItem
from core.foundation.verdict import Refused, Stale
from core.journal.actor import SYSTEM
from core.journal.models import Entry
from core.operations import periods
from dispatch.actions import problems, proposals, propose, tasks
from dispatch.choices import ProblemState, ProposalKind, ProposalState, TaskKind, Tier
from dispatch.models import Problem, Proposal, Task
from reporting import rollups

from .world import DispatchWorld, moment, proof


def _finding(world: DispatchWorld, **said: object) -> Proposal:
    words = {
        "kind": ProposalKind.PROBLEM,
        "listing": world.road,
        "title": "抽查发现现场停工",
        "grounds": "7月12日抽查，工地无人施工。",
        "source": ("finding", "31"),
        "by": world.cast.inspector.actor,
        "at": moment(7, 13),
    }
    return propose(**(words | said))


def _decide(proposal: Proposal, move: str, *, by, at, note: str = "同意", **more) -> Proposal:
    now = Proposal.objects.get(pk=proposal.pk)
    return proposals.decide(
        proposal_id=now.pk, seen_version=now.version, decision=proposals.Decision(move, note, **more), by=by, at=at
    )


def test_a_room_that_asks_twice_gets_the_first_proposal_and_one_journal_entry(world: DispatchWorld) -> None:
    first = _finding(world)
    second = _finding(world, title="同一件事再提", at=moment(7, 14))
    assert (second.pk, second.title) == (first.pk, "抽查发现现场停工")
    assert Entry.objects.filter(action="proposal.make").count() == 1
    assert InboxItem.objects.filter(kind="proposal_waiting").count() == 1


def test_the_same_source_may_be_a_problem_and_a_topic(world: DispatchWorld) -> None:
    assert _finding(world).pk != _finding(world, kind=ProposalKind.AGENDA).pk


@pytest.mark.parametrize("kind", [ProposalKind.ESCALATION, ProposalKind.SUPERVISION])
def test_other_rooms_cannot_write_the_papers_of_dispatch(world: DispatchWorld, kind: str) -> None:
    with pytest.raises(ValueError, match="dispatch itself"):
        _finding(world, kind=kind)


def test_an_adopted_problem_begins_at_the_bureau(world: DispatchWorld) -> None:
    made = _decide(_finding(world), "adopt", by=world.cast.dispatcher, at=moment(7, 16), problem_class="site")
    problem = Problem.objects.get(pk=made.problem_id)
    assert (problem.tier, problem.state, problem.problem_class) == (Tier.BUREAU, ProblemState.ACCEPTED, "site")
    assert problem.deadline.due_on.isoformat() == "2018-07-30"
    assert problem.unit == world.road.unit


def test_dismissing_needs_a_reason_and_is_final(world: DispatchWorld) -> None:
    proposal = _finding(world)
    with pytest.raises(Refused, match="理由"):
        _decide(proposal, "dismiss", by=world.cast.dispatcher, at=moment(7, 16), note=" ")
    _decide(proposal, "dismiss", by=world.cast.dispatcher, at=moment(7, 16), note="已在现场整改")
    assert _finding(world).state == ProposalState.DISMISSED


def _escalation(world: DispatchWorld, **said: object) -> tuple[Problem, Proposal]:
    problem = world.report(at=moment(3, 1), **said)
    world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))
    now = world.now(problem)
    proposal = proposals.suggest_escalation(
        problem_id=now.pk,
        seen_version=now.version,
        grounds="涉铁，须市级协调",
        by=world.cast.dispatcher,
        at=moment(3, 2),
    )
    return problem, proposal


def test_a_problem_goes_above_the_bureau_only_by_two_people(world: DispatchWorld) -> None:
    problem, proposal = _escalation(world)
    with pytest.raises(Refused):
        _decide(proposal, "confirm", by=world.cast.bureau_leader, at=moment(3, 2))
    _decide(proposal, "endorse", by=world.cast.dispatcher, at=moment(3, 2))
    assert world.now(problem).tier == Tier.BUREAU
    waiting = InboxItem.objects.get(user=world.cast.bureau_leader, kind="proposal_waiting")
    assert waiting.resolved_at is None
    with pytest.raises(Refused):
        _decide(proposal, "confirm", by=world.cast.dispatcher, at=moment(3, 2))
    _decide(proposal, "confirm", by=world.cast.bureau_leader, at=moment(3, 5))
    now = world.now(problem)
    assert (now.tier, now.state, now.deadline.tier) == (Tier.MEETING, ProblemState.REPORTED, Tier.MEETING)
    assert now.deadline.due_on.isoformat() == "2018-04-04"


def test_an_emergency_goes_straight_to_the_city(world: DispatchWorld) -> None:
    _, proposal = _escalation(world, is_emergency=True)
    assert proposal.to_tier == Tier.CITY


def test_a_proposal_dies_with_the_deadline_it_was_made_of(world: DispatchWorld) -> None:
    problem, proposal = _escalation(world)
    world.go(problem, "accept", by=world.cast.dispatcher, at=moment(3, 2))
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.PROPOSED
    world.go(problem, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 2))
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.OUTDATED
    with pytest.raises(Refused):
        _decide(proposal, "endorse", by=world.cast.dispatcher, at=moment(3, 2))


def test_one_deadline_has_one_proposal_of_people_or_calendar(world: DispatchWorld) -> None:
    problem, _ = _escalation(world)
    with pytest.raises(Refused, match="已有一份提级建议"):
        proposals.suggest_escalation(
            problem_id=problem.pk,
            seen_version=world.now(problem).version,
            grounds="再提",
            by=world.cast.dispatcher,
            at=moment(3, 2),
        )


def test_who_decides_on_an_older_look_is_told_so(world: DispatchWorld) -> None:
    proposal = _finding(world)
    with pytest.raises(Stale):
        proposals.decide(
            proposal_id=proposal.pk,
            seen_version=proposal.version + 1,
            decision=proposals.Decision("adopt"),
            by=world.cast.dispatcher,
            at=moment(7, 16),
        )


def test_the_system_may_propose(world: DispatchWorld) -> None:
    assert _finding(world, by=SYSTEM).proposed_by_label == "系统"


def test_what_waited_in_the_inbox_goes_with_what_it_was_about(world: DispatchWorld) -> None:
    """A proposal that lost its deadline, and a reminder of a problem that has moved on, wait for nobody."""
    problem, proposal = _escalation(world)
    periods.run_due(moment(3, 15))
    kinds = {"problem_waiting", "problem_due", "proposal_waiting"}
    open_items = InboxItem.objects.filter(resolved_at__isnull=True, user=world.cast.dispatcher, kind__in=kinds)
    assert set(open_items.values_list("kind", flat=True)) == kinds
    world.go(problem, "accept", by=world.cast.dispatcher, at=moment(3, 15))
    world.go(problem, "resolve", by=world.cast.dispatcher, at=moment(3, 15))
    assert Proposal.objects.get(pk=proposal.pk).state == ProposalState.OUTDATED
    assert not open_items.exists()


def _overdue(world: DispatchWorld) -> Problem:
    """Raised to the bureau on Thursday 1 March, its time over on the 15th."""
    problem = world.report(at=moment(3, 1))
    return world.go(problem, "raise", by=world.cast.jinjiang_approver, at=moment(3, 1))


def _rounds(kind: str = ProposalKind.ESCALATION) -> list[tuple[int, str]]:
    return list(Proposal.objects.filter(kind=kind).order_by("round").values_list("round", "state"))


def test_a_dismissed_escalation_comes_back_after_five_more_working_days(world: DispatchWorld) -> None:
    _overdue(world)
    periods.run_due(moment(3, 16))
    first = Proposal.objects.get()
    _decide(first, "dismiss", by=world.cast.dispatcher, at=moment(3, 16), note="部门承诺下周办结")
    for day in (19, 20, 21, 22):
        periods.run_due(moment(3, day))
        assert _rounds() == [(1, "dismissed")], day
    periods.run_due(moment(3, 23))
    assert _rounds() == [(1, "dismissed"), (2, "proposed")]
    periods.run_due(moment(3, 26))
    assert len(_rounds()) == 2


def test_a_new_deadline_or_a_monthly_report_with_a_problem_ends_a_dismissal_at_once(world: DispatchWorld) -> None:
    problem = _overdue(world)
    periods.run_due(moment(3, 16))
    _decide(Proposal.objects.get(), "dismiss", by=world.cast.dispatcher, at=moment(3, 16), note="暂不提级")
    world.open(1)
    world.submit(world.road, 1, "100", at=moment(3, 17), problem_class="land", problem_text="坟墓仍未迁")
    periods.run_due(moment(3, 19))
    assert _rounds() == [(1, "dismissed"), (2, "proposed")]
    assert world.now(problem).deadline.number == 2


def test_a_person_needs_something_new_to_ask_again(world: DispatchWorld) -> None:
    problem, proposal = _escalation(world)
    _decide(proposal, "dismiss", by=world.cast.dispatcher, at=moment(3, 5), note="先由部门办")

    def ask(at) -> Proposal:
        now = world.now(problem)
        words = {"grounds": "部门办不了", "by": world.cast.dispatcher, "at": at}
        return proposals.suggest_escalation(problem_id=now.pk, seen_version=now.version, **words)

    with pytest.raises(Refused, match="自3月12日起可再提"):
        ask(moment(3, 6))
    world.go(problem, "accept", by=world.cast.dispatcher, at=moment(3, 6))
    assert ask(moment(3, 6, 10)).round == 2


def test_a_paper_that_died_with_its_clock_comes_again_when_the_clock_runs(world: DispatchWorld) -> None:
    """The check failed on a deadline that had passed: it is still passed, and the next tick proposes again."""
    problem = _overdue(world)
    world.go(problem, "accept", by=world.cast.dispatcher, at=moment(3, 2))
    periods.run_due(moment(3, 16))
    world.go(problem, "resolve", by=world.cast.jinjiang_reporter, at=moment(3, 16))
    assert _rounds() == [(1, "outdated")]
    world.go(problem, "fail", by=world.cast.dispatcher, at=moment(3, 19))
    assert (world.now(problem).deadline.due_on.isoformat(), problem.deadlines.count()) == ("2018-03-15", 2)
    periods.run_due(moment(3, 20))
    assert _rounds() == [(1, "outdated"), (2, "proposed")]


def _supervised(world: DispatchWorld) -> Problem:
    """督办 confirmed on 22 March; its answer was due on the 29th."""
    problem = _overdue(world)
    periods.run_due(moment(3, 21))
    order = Proposal.objects.get(kind=ProposalKind.SUPERVISION)
    for move, by in (("endorse", world.cast.dispatcher), ("confirm", world.cast.bureau_leader)):
        _decide(order, move, by=by, at=moment(3, 22))
    return problem


def test_an_unanswered_supervision_order_leads_to_an_interview_of_the_county(world: DispatchWorld) -> None:
    problem = _supervised(world)
    periods.run_due(moment(3, 29))
    assert not _rounds(ProposalKind.INTERVIEW)
    periods.run_due(moment(3, 30))
    periods.run_due(moment(4, 2))
    made = Proposal.objects.get(kind=ProposalKind.INTERVIEW)
    assert (made.unit.code, made.problem_id, "督办事项1号" in made.grounds) == ("350582", problem.pk, True)
    _decide(made, "endorse", by=world.cast.dispatcher, at=moment(4, 2))
    _decide(made, "confirm", by=world.cast.bureau_leader, at=moment(4, 2))
    assert problem.steps.order_by("-number").first().text.startswith("已确定约谈晋江市")
    task = Task.objects.get(proposal=made)
    assert (task.kind, task.unit.code, task.problem_id) == (TaskKind.INTERVIEW, "350582", problem.pk)
    assert task.deadline.due_on.isoformat() == "2018-04-17"
    told = InboxItem.objects.filter(kind="task_waiting", subject=f"task:{task.pk}", resolved_at=None)
    assert set(told.values_list("user__username", flat=True)) == {"jinjiang_reporter", "jinjiang_approver"}


def test_what_an_interviewed_county_reports_is_closed_by_another_person(world: DispatchWorld) -> None:
    problem = _supervised(world)
    periods.run_due(moment(3, 30))
    made = Proposal.objects.get(kind=ProposalKind.INTERVIEW)
    _decide(made, "endorse", by=world.cast.dispatcher, at=moment(4, 2))
    _decide(made, "confirm", by=world.cast.bureau_leader, at=moment(4, 2))
    task = Task.objects.get(proposal=made)
    word = problems.Word(text="已按约谈记录整改", evidence=proof())
    answered = tasks.move(
        task_id=task.pk, seen_version=task.version, move="answer", word=word, by=world.cast.jinjiang_approver,
        at=moment(4, 10),
    )  # fmt: skip
    assert problem.steps.order_by("-number").first().text.startswith("约谈事项2号已报办结")
    closed = tasks.move(
        task_id=task.pk, seen_version=answered.version, move="close", word=problems.Word(), by=world.cast.dispatcher,
        at=moment(4, 11),
    )  # fmt: skip
    assert closed.closed_by == world.cast.dispatcher


def test_an_answer_takes_the_waiting_interview_off_the_desks(world: DispatchWorld) -> None:
    _supervised(world)
    periods.run_due(moment(3, 30))
    task, by = Task.objects.get(), world.cast.jinjiang_approver
    word = problems.Word(text="已全部迁移", evidence=proof())
    tasks.move(task_id=task.pk, seen_version=task.version, move="answer", word=word, by=by, at=moment(4, 2))
    assert _rounds(ProposalKind.INTERVIEW) == [(1, "outdated")]
    assert not InboxItem.objects.filter(kind="proposal_waiting", text__contains="约谈", resolved_at=None).exists()


def _red_twice(world: DispatchWorld) -> Proposal:
    """晋江市 is red in January and February; what the calendar made of it on 12 March."""
    for month in (1, 2):
        world.open(month)
        world.accept(world.road, month, "1")
        world.lock(month)
        issued = world.duty(world.road, month).month
        rollups.issue(campaign=world.campaign, month=issued, at=moment(month + 1, 6), reason="")
    world.report(at=moment(3, 12))
    for day in (12, 13):
        periods.run_due(moment(3, day))
    return Proposal.objects.get(kind=ProposalKind.INTERVIEW)


def test_a_county_red_two_months_running_is_proposed_once_a_month(world: DispatchWorld) -> None:
    made = _red_twice(world)
    assert (made.unit.code, made.source_id, made.problem) == ("350582", "2018-02:350582", None)
    assert "1月、2月连续严重滞后" in made.grounds
    _decide(made, "dismiss", by=world.cast.dispatcher, at=moment(3, 13), note="本月已有起色")
    periods.run_due(moment(3, 30))
    assert _rounds(ProposalKind.INTERVIEW) == [(1, "dismissed")]


def test_an_interview_about_a_whole_unit_becomes_its_task_too(world: DispatchWorld) -> None:
    made = _red_twice(world)
    _decide(made, "endorse", by=world.cast.dispatcher, at=moment(3, 13))
    _decide(made, "confirm", by=world.cast.bureau_leader, at=moment(3, 14))
    task = Task.objects.get(proposal=made)
    assert (task.kind, task.unit.code, task.campaign, task.listing) == (
        TaskKind.INTERVIEW,
        "350582",
        world.campaign,
        None,
    )
    assert task.deadline.due_on.isoformat() == "2018-03-28"
