"""Dispatch of the demonstration: a living example of every stage, acts on working days, and figures that agree.

The last is a promise of the portal, not of the demonstration: bar, desk, homes, dossier, ledger and leaders' page are
counted once more here in plain Python from the rows, for every account.
"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from core.accounts.models import RoleGrant, User
from core.accounts.roles import Role
from core.foundation import clock
from core.organisations.calendar import working_calendar
from dashboards.board.waiting import ASKED
from demonstration.calendar import starts_at
from dispatch.choices import AgendaKind, ProposalKind, ProposalState, Tier
from dispatch.models import (
    AgendaItem,
    Deadline,
    Meeting,
    Problem,
    ProblemRequest,
    ProblemStep,
    Proposal,
    Task,
    TaskStep,
)
from dispatch.workload import load_of

from .living import without_example

RUNS, OPEN = {"reported", "accepted", "in_coordination"}, {"draft", "closed"}
NOW = starts_at(7)


@pytest.fixture(scope="module")
def year(loading):
    with loading(60) as loaded:
        yield loaded


@pytest.fixture(autouse=True)
def _july(year: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_there_is_a_living_example_of_every_stage() -> None:
    assert without_example("dispatch") == set()
    assert {problem.tier for problem in Problem.objects.all()} == set(Tier.values)
    assert {item.kind for item in AgendaItem.objects.all()} == set(AgendaKind.values)
    assert {"extend", "suspend", "return", "reopen", "raise", "close"} <= {
        step.move for step in ProblemStep.objects.all()
    }
    assert Deadline.objects.filter(is_extension=True).exists()
    confirmed = Proposal.objects.filter(state=ProposalState.CONFIRMED).values_list("kind", flat=True)
    assert {ProposalKind.ESCALATION, ProposalKind.SUPERVISION, ProposalKind.INTERVIEW} <= set(confirmed)


def test_people_act_on_working_days_and_in_office_hours() -> None:
    calendar = working_calendar()
    rows = [
        *((str(step), localtime(step.at)) for step in ProblemStep.objects.all()),
        *((str(step), localtime(step.at)) for step in TaskStep.objects.all()),
        *((str(paper), localtime(paper.proposed_at)) for paper in Proposal.objects.all()),
        *((str(paper), localtime(paper.decided_at)) for paper in Proposal.objects.exclude(decided_at=None)),
        *((str(meeting), localtime(meeting.created_at)) for meeting in Meeting.objects.all()),
    ]
    wrong = [(name, at) for name, at in rows if not calendar.is_working(at.date())]
    assert not wrong
    late = [(name, at) for name, at in rows if not (8 <= at.hour < 18 or (at.hour, at.minute) == (0, 1))]
    assert not late, "the calendar's own work is done at one past midnight"
    assert all(calendar.is_working(meeting.held_on) for meeting in Meeting.objects.all())


def _roles(user: User) -> list[RoleGrant]:
    return list(RoleGrant.objects.filter(user=user, ended_at=None).select_related("unit", "firm", "department"))


def _hold(*roles: Role) -> set[int]:
    held = RoleGrant.objects.filter(role__in=roles, ended_at=None, user__is_active=True)
    return set(held.values_list("user_id", flat=True))


def _turn(user: User, grant: RoleGrant, problem: Problem) -> bool:
    """Whether the problem waits for this person, said once more for each role."""
    runs, back = problem.state in RUNS, problem.state in {"returned", "draft"}
    asks = problem.state == "pending_check" and problem.resolved_by_id != user.pk
    county, own = problem.tier == Tier.COUNTY, problem.unit_id == grant.unit_id
    waits = any(request.state == "waiting" for request in problem.requests.all())
    by_county = problem.resolved_by_id in _hold(Role.COUNTY_APPROVER, Role.SECTION_OFFICER)
    turns = {
        Role.COUNTY_REPORTER: own and back,
        Role.COUNTY_APPROVER: own and (back or (county and (runs or asks))),
        Role.OWNER_REPORTER: back and problem.listing.project.owner_id == grant.firm_id,
        Role.SECTION_OFFICER: county and problem.unit.code == "350500" and (runs or asks),
        Role.DISPATCHER: asks and by_county if county else runs or asks,
        Role.BUREAU_LEADER: not county and ((asks and problem.resolved_by_id in _hold(Role.DISPATCHER)) or waits),
        Role.DEPARTMENT_MEMBER: runs and problem.department_id == grant.department_id,
    }
    return bool(turns.get(grant.role, False))


def _owes(user: User, grant: RoleGrant, task: Task) -> bool:
    runs, role = task.state in {"issued", "in_progress"}, grant.role
    section = task.department.is_bureau_section if task.department else task.unit.code == "350500"
    if role in {Role.COUNTY_REPORTER, Role.COUNTY_APPROVER}:
        return runs and task.unit_id == grant.unit_id
    if role == Role.DEPARTMENT_MEMBER:
        return runs and task.department_id is not None and task.department_id == grant.department_id
    if role == Role.SECTION_OFFICER:
        return runs and section
    return role == Role.DISPATCHER and task.state == "answered" and task.answered_by_id != user.pk


def _decides(grant: RoleGrant) -> int:
    state = {Role.DISPATCHER: "proposed", Role.BUREAU_LEADER: "endorsed"}.get(grant.role)
    papers = sum(paper.state == state for paper in Proposal.objects.all()) if state else 0
    minutes = sum(meeting.state == "review" for meeting in Meeting.objects.all())
    return papers + (minutes if grant.role == Role.BUREAU_LEADER else 0)


def test_bar_desk_and_home_count_what_a_recount_of_the_rows_counts_for_every_account() -> None:
    problems = list(Problem.objects.select_related("unit", "listing__project"))
    tasks = list(Task.objects.select_related("unit", "department"))
    seen = set()
    for user in User.objects.filter(is_active=True).order_by("username"):
        roles = _roles(user)
        mine = [row for row in problems if any(_turn(user, grant, row) for grant in roles)]
        owed = [row for row in tasks if any(_owes(user, grant, row) for grant in roles)]
        decides = sum(map(_decides, roles))
        load = load_of(user, NOW.date())
        found = load.problems, load.tasks, load.proposals + load.minutes
        assert found == (len(mine), len(owed), decides), user.username
        if {grant.role for grant in roles} - seen or mine or owed:
            seen |= {grant.role for grant in roles}
            _bar_and_desk(user, mine, owed, decides)


def _bar_and_desk(user: User, mine: list[Problem], owed: list[Task], decides: int) -> None:
    client = Client()
    client.force_login(user)
    for name in ("dispatch_desk", "my_items"):
        page = client.get(reverse(name))
        if page.status_code == 403:
            continue
        assert page.context["shell"].dispatch_count == len(mine) + len(owed) + decides, user.username
        lists = page.context if name == "dispatch_desk" else page.context["desk"]
        if lists:
            assert {row.pk for row, _ in lists["problems"]} == {row.pk for row in mine}, user.username
            assert {row.pk for row, _ in lists["tasks"]} == {row.pk for row in owed}, user.username


def test_ledger_dossier_home_and_leaders_page_agree_on_what_is_unsolved() -> None:
    problems = list(Problem.objects.select_related("listing__project"))
    unsolved = [row for row in problems if row.state not in OPEN]
    clients = {name: Client() for name in ("dispatcher", "bureau_leader")}
    for name, client in clients.items():
        client.force_login(User.objects.get(username=name))
    dispatcher, leader = clients.values()
    ledger = dispatcher.get(reverse("problem_list")).context
    assert sum(count for _, count in ledger["counts"]) == ledger["page"].paginator.count == len(unsolved)
    for listing in {row.listing_id: row.listing for row in problems}.values():
        panel = dispatcher.get(reverse("project", args=[listing.project.code])).context["problems"]
        own = [row for row in problems if row.listing_id == listing.pk]
        counted = sum(row.state not in OPEN for row in own), sum(row.state == "closed" for row in own)
        assert (len(panel.unsolved), panel.closed, panel.drafts) == (*counted, []), listing.project.name
    asked = sum(row.tier >= Tier.MEETING for row in unsolved)
    papers = sum(row.state == "endorsed" for row in Proposal.objects.all())
    papers += sum(row.state == "waiting" and row.problem.tier >= Tier.BUREAU for row in ProblemRequest.objects.all())
    board = leader.get(reverse("board")).context
    shown = [item for item in board["waiting"] if item.listed]
    rest = {listed.measure: count for count, listed in board["waiting_rest"]}
    assert len(shown) + sum(rest.values()) == asked + papers
    assert len(shown) == min(ASKED, asked + papers)
    assert len(board["waiting"]) > len(shown)
    assert leader.get(reverse("problem_list") + "?show=asked").context["page"].paginator.count == asked
    month = dispatcher.get(reverse("bureau_month")).context
    assert month["dispatch"].problems == load_of(User.objects.get(username="dispatcher"), NOW.date()).problems


def test_the_desk_lists_every_meeting_that_is_not_settled() -> None:
    client = Client()
    client.force_login(User.objects.get(username="dispatcher"))
    listed = client.get(reverse("dispatch_desk")).context["meetings"]
    assert [meeting.state for meeting in listed] == ["review", "held", "planned"]


def test_topics_of_a_meeting_are_those_it_was_given() -> None:
    assert all(AgendaItem.objects.filter(meeting=meeting).exists() for meeting in Meeting.objects.all())
