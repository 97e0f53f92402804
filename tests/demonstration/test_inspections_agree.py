"""How many orders, visits and faults: every page of every demonstration account says what the rows say.

The recount walks the rows in Python and knows neither scopes nor summaries. Also: the stages that live, and that
nothing but a visit happens on a day that is not worked.
"""

from datetime import date

import pytest
from django.test import Client

from core.accounts.models import InboxItem, User
from core.journal.models import Entry
from core.operations.models import PeriodRun
from core.organisations.calendar import working_calendar
from demonstration.calendar import starts_at
from inspections.actions.reminders import due_reminders
from inspections.actions.telling import LATE
from inspections.choices import Mark, OrderKind
from inspections.models import CheckMark, Draw, Finding, Programme, RectificationOrder, Visit
from inspections.summary import directed_row, total_of, unit_rows

from .living import without_example

pytestmark = pytest.mark.timeout(600)  # the first test of the module loads the campaign

READ_ALL = ("section_officer", "dispatcher", "bureau_leader", "city_leader")
OWN = ("jinjiang_reporter", "jinjiang_approver", "huian_reporter", "project_company")
ON_SITE_ACTS = {"inspection.check_in", "inspection.fill_checklist", "inspection.record_finding"}


@pytest.fixture(scope="module")
def year(loading):
    """A small campaign with the whole story of the inspections, loaded once."""
    with loading(150) as loaded:
        yield loaded


def client_of(name: str) -> tuple[User, Client]:
    user, client = User.objects.get(username=name), Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user, client


def is_of(user: User, visit: Visit) -> bool:
    """By the rule in words: the bureau reads all, a county its unit's, an owner its projects'."""
    grants = list(user.role_grants.filter(ended_at__isnull=True))
    if user.username in READ_ALL:
        return True
    units, firms = ({getattr(each, name) for each in grants} - {None} for name in ("unit_id", "firm_id"))
    return visit.listing.unit_id in units or visit.listing.project.owner_id in firms


@pytest.mark.parametrize("name", [*READ_ALL, *OWN])
def test_orders_and_visits_are_counted_alike_on_every_page(today: date, name: str) -> None:
    user, client = client_of(name)
    orders = [
        each for each in RectificationOrder.objects.select_related("visit__listing__project") if is_of(user, each.visit)
    ]
    owed = [each for each in orders if each.state in {"issued", "rectifying"}]
    late = [each for each in owed if each.due_on < today]
    page = client.get("/inspections/orders/")
    assert page.context["counts"] == {"open": len(owed), "overdue": len(late)}
    assert page.context["page"].paginator.count == len(orders)
    assert client.get("/inspections/orders/?order=overdue").context["page"].paginator.count == len(late)
    if name in READ_ALL:
        assert client.get("/inspections/").context["overdue"] == len(late)
    told = client.get("/api/v1/inspections/orders/").json()
    assert told["count"] == len(orders)

    seen = [
        each
        for each in Visit.objects.select_related("listing__project")
        if each.state in {"on_site", "finished"} and is_of(user, each)
    ]
    assert client.get("/inspections/visits/").context["page"].paginator.count == len(seen)
    assert client.get("/api/v1/inspections/visits/").json()["count"] == len(seen)
    for visit in seen[:3]:
        there = [each for each in seen if each.listing.project_id == visit.listing.project_id]
        dossier = client.get(f"/projects/{visit.listing.project.code}/aside/")
        assert len(dossier.context["visits"]) == len(there)


def test_a_programme_adds_up_and_counts_directed_checks_apart(today: date) -> None:
    for programme in Programme.objects.all():
        rows = list(Visit.objects.filter(programme=programme).prefetch_related("findings"))
        drawn = [each for each in rows if each.draw_id and each.state != "cancelled"]
        arrived = [each for each in rows if each.directed_id and each.state in {"on_site", "finished"}]
        whole = total_of(unit_rows(programme, today=today))
        finished = [each for each in drawn if each.state == "finished"]
        assert (whole.drawn, whole.finished) == (len(drawn), len(finished))
        assert whole.findings == sum(each.findings.count() for each in finished)
        row = directed_row(programme)
        assert (row.asked, row.arrived) == (programme.directed.count(), len(arrived))


def test_a_living_example_of_each_stage(today: date) -> None:
    def living(model: type, name: str) -> set[str]:
        return set(model.objects.values_list(name, flat=True))

    assert without_example("inspections") == set()
    assert living(RectificationOrder, "kind") == set(OrderKind.values)
    assert RectificationOrder.objects.filter(round__gt=1).exists(), "one was sent back"
    assert RectificationOrder.objects.overdue(today=today).exists()
    assert living(Visit, "how") >= {"full", "directed"}
    assert living(CheckMark, "mark") == set(Mark.values)
    assert living(Finding, "fixed_on_spot") == {True, False}


def test_one_round_is_over_disclosed_and_published(today: date) -> None:
    draw = Draw.objects.get(results_at__isnull=False)
    _, client = client_of("dispatcher")
    page = client.get(f"/inspections/draws/{draw.pk}/")
    over = page.context["over"]
    rows = list(Visit.objects.filter(draw=draw).prefetch_related("findings"))
    assert {each.state for each in rows} == {"finished"}
    assert (over["sites"], over["findings"]) == (len(rows), sum(each.findings.count() for each in rows))
    assert draw.results_where in page.content.decode()
    assert draw.results_at.date() <= over["publish_by"], "within the twenty working days"
    orders = RectificationOrder.objects.filter(visit__draw=draw)
    assert {each.state for each in orders} == {"closed"}
    assert all(each.closed_at.date() <= each.due_on for each in orders)
    assert client.get(f"/inspections/draws/{draw.pk}/bundle/").status_code == 200
    began_later = [each for each in rows if each.listing.project.actual_start > each.checked_in_at.date()]
    assert began_later == [], "nobody visits a site before its works"


def test_the_desk_says_how_far_each_round_is(today: date) -> None:
    _, client = client_of("section_officer")
    page = client.get("/inspections/")
    for programme, draw in page.context["rows"]:
        rows = Visit.objects.filter(programme=programme, draw=draw).exclude(state="cancelled")
        assert (draw.sites, draw.walked) == (rows.count(), rows.filter(state="finished").count()), programme.name
    said = page.content.decode()
    assert [said.count(words) for words in ("结果已公布", "检查中", "名单库已冻结", "外部值已录入")] == [1, 2, 1, 1]


def test_what_is_late_was_called_to_mind_once(today: date) -> None:
    late = RectificationOrder.objects.overdue(today=today).values_list("pk", flat=True)
    told = InboxItem.objects.filter(kind=LATE, resolved_at=None, subject__in=[f"order:{pk}" for pk in late])
    assert told.count() == len(late) > 0
    claimed = PeriodRun.objects.filter(name="inspections.remind").values_list("period", flat=True)
    assert set(due_reminders(starts_at(7))) <= set(claimed), "the next tick says nothing twice"


def test_nothing_but_a_visit_happens_on_a_day_that_is_not_worked(today: date) -> None:
    calendar = working_calendar()
    acts = Entry.objects.filter(action__startswith="inspection.").exclude(action__in=ON_SITE_ACTS)
    told = [(each.action, each.at) for each in acts if not calendar.is_working(each.at.astimezone().date())]
    assert told == []
