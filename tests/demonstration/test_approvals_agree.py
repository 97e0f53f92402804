"""How many files, lights and saved days: every page of every demonstration account says what the rows say.

The recount knows neither the stored dates nor the roll-ups: it walks the working days of each file.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client

from approvals.models import ApprovalCase
from core.accounts.models import InboxItem, User
from core.organisations.models import CalendarDay
from projects.models import Listing

from .living import without_example

pytestmark = pytest.mark.timeout(400)  # the first test of the module loads the campaign

DAY = timedelta(days=1)
WITH_MATRIX = ("section_officer", "dispatcher", "bureau_leader", "city_leader", "jinjiang_reporter", "project_company")
LIGHTS = ("green", "yellow", "red", "paused")
STATES = {"submitted": "waiting", "supplement": "waiting", "decided": "to_deliver"}


@pytest.fixture(scope="module")
def year(loading):
    """A small campaign with every story of the approvals, loaded once."""
    with loading(150) as loaded:
        yield loaded


class Recount:
    """The files of some projects, counted by hand."""

    def __init__(self, cases: list[ApprovalCase], today: date) -> None:
        self.announced = dict(CalendarDay.objects.values_list("date", "is_working"))
        self.today = today
        kinds = [self.kind(case) for case in cases]
        self.counts = Counter(kind for kind in kinds if kind)
        self.decided = [case for case in cases if case.decision]
        permits = [case for case in self.decided if case.decision == "grant" and case.is_green]
        taken = [sum(self.used(case, case.decided_on)) for case in permits]
        self.saved = sum(case.ordinary_days for case in permits) - sum(taken)

    def kind(self, case: ApprovalCase) -> str:
        if case.state not in {"in_review", "paused"}:
            return STATES.get(case.state, "")
        limit = case.limit_days + sum(row.days for row in case.extensions.all())
        used, _ = self.used(case, self.today)
        if used > limit:
            return "red"
        return "paused" if case.state == "paused" else "yellow" if used * 5 > limit * 4 else "green"

    def used(self, case: ApprovalCase, until: date) -> tuple[int, int]:
        """(days of the limit, days dropped by a restart)."""
        stops, used, dropped, day = list(case.pauses.all()), 0, 0, case.accepted_on
        while day < until:
            day += DAY
            works = self.announced.get(day, day.weekday() < 5)
            used += works and not any(row.started_on < day <= (row.ended_on or date.max) for row in stops)
            if any(row.mode == "restart" and row.ended_on == day for row in stops):
                used, dropped = 0, dropped + used
        return used, dropped


def cases_of(user: User) -> list[ApprovalCase]:
    """By the rule in words: the files of the projects one reads, of one's department, of reviews it sits in."""
    cases = ApprovalCase.objects.prefetch_related("pauses", "extensions", "rounds__opinions")
    if user.username == "department_member":
        own = {grant.department_id for grant in user.role_grants.all()}
        return [
            case
            for case in cases
            if case.department_id in own
            or any(seat.department_id in own for row in case.rounds.all() for seat in row.opinions.all())
        ]
    read = set(Listing.objects.visible_to(user).values_list("project_id", flat=True))
    return [case for case in cases if case.project_id in read]


def client_of(name: str) -> tuple[User, Client]:
    user, client = User.objects.get(username=name), Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user, client


def shown(counts: object) -> dict[str, int]:
    return {name: getattr(counts, name) for name in (*LIGHTS, "waiting", "to_deliver") if getattr(counts, name)}


def test_every_state_and_light_lives_in_the_demonstration(today: date) -> None:
    told = Recount(list(ApprovalCase.objects.prefetch_related("pauses", "extensions")), today)
    assert set(told.counts) == {*LIGHTS, "waiting", "to_deliver"}
    assert without_example("approvals") == set()
    assert ApprovalCase.objects.filter(extensions__isnull=False).exists()
    assert ApprovalCase.objects.filter(pauses__mode="restart", pauses__ended_on__isnull=False).exists()
    assert not {row.started_on.weekday() for case in ApprovalCase.objects.all() for row in case.pauses.all()} & {5, 6}


@pytest.mark.parametrize("name", WITH_MATRIX)
def test_matrix_list_strip_and_dossier_say_what_the_rows_say(today: date, name: str) -> None:
    user, client = client_of(name)
    told = Recount(cases_of(user), today)
    matrix, listed, strip = (client.get(f"/approvals/{page}") for page in ("", "cases/", "strip/"))
    for answer in (matrix, listed, strip):
        assert shown(answer.context["counts"]) == dict(told.counts), answer.request["PATH_INFO"]
        assert answer.context["counts"].open == sum(told.counts.values())
    assert listed.context["page"].paginator.count == sum(told.counts.values())
    assert matrix.context["green"].saved == told.saved
    for light in LIGHTS:
        assert client.get(f"/approvals/cases/?light={light}").context["page"].paginator.count == told.counts[light]
    assert client.get("/approvals/cases/?light=decided").context["page"].paginator.count == len(told.decided)


def test_each_projects_page_and_panel_say_the_same(today: date) -> None:
    _, client = client_of("bureau_leader")
    for project in {case.project for case in ApprovalCase.objects.open().select_related("project")}:
        own = list(ApprovalCase.objects.filter(project=project).prefetch_related("pauses", "extensions"))
        told = Recount(own, today)
        for page in ("", "panel/"):
            standing = client.get(f"/approvals/projects/{project.code}/{page}").context["standing"]
            assert shown(standing.counts) == dict(told.counts), project.code
            assert standing.green.saved == told.saved, project.code


def test_the_members_desk_and_inbox_hold_the_files_that_wait_for_the_department(today: date) -> None:
    user, client = client_of("department_member")
    mine = cases_of(user)
    assert shown(client.get("/approvals/strip/").context["counts"]) == dict(Recount(mine, today).counts)
    own = {grant.department_id for grant in user.role_grants.all()}
    waiting = {
        f"approval:{case.pk}"
        for case in mine
        if case.department_id in own and case.state in {"submitted", "in_review", "decided"}
    }
    sheets = {
        f"opinion:{seat.pk}"
        for case in mine
        for row in case.rounds.all()
        for seat in row.opinions.all()
        if seat.department_id in own and seat.given_at is None
    }
    assert sheets
    inbox = InboxItem.objects.filter(user=user, kind="approval_case", resolved_at=None)
    assert set(inbox.values_list("subject", flat=True)) == waiting | sheets
    rows = client.get("/approvals/strip/").context["rows"]
    assert {f"approval:{case.pk}" for case, _ in rows} <= waiting
    assert len(rows) == min(12, len(waiting))
