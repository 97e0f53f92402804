"""四不两直: a plan makes no difference to anything the inspected side can reach, until the check-in.

The world is looked at twice by every account of that side, without a plan and with one: each address of the resolver,
with the arguments those people could know, must answer the same bytes at the cost of the same number of statements.
Nor do logs, jobs, cache, inboxes or file names say anything. Red controls plant one leak of each kind.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from core.accounts.actions import inbox
from core.accounts.models import InboxItem
from core.foundation.months import Month
from core.journal.actor import SYSTEM
from core.operations.models import Job, JobRun, StoredFile
from core.operations.storage import store_file
from dashboards.dossier import inspected
from inspections import querysets
from inspections.actions import cancelling, directed, draws, plans, visits
from inspections.actions.directed import NewDirected
from inspections.choices import VisitState
from inspections.models import DirectedCheck, Programme, Visit
from inspections.querysets import VisitQuerySet
from reporting.models import Brief, BriefLine, Duty
from tests.cast import Cast
from tests.house.test_access import known

from .world import HUIAN, JINJIANG, World, moment

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]  # thousands of pages are compared
NOW = moment(7, 25, 9, 30)
SIDE = (
    "jinjiang_reporter",
    "jinjiang_approver",
    "huian_reporter",
    "project_company",
    "other_company",
    "department_member",
)
"""An account of each kind that may belong to the inspected side, of two counties and two owners."""
TOKENS = re.compile(rb'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]*"')
NOT_ASKED = {"logout", "second_factor_code", "healthz"}
"""No GET, a picture that is drawn by chance, the machine's own health."""


@dataclass
class Sight:
    """What one look at the portal gave: (person, address) → status, statements, masked bytes; and what lies around."""

    answers: dict[tuple[str, str], tuple[int, int, bytes]] = field(default_factory=dict)
    around: dict[str, object] = field(default_factory=dict)

    def differences(self, other: "Sight") -> list[str]:
        here, there = self.answers, other.answers
        changed = [f"{who} {address}" for who, address in here if here[who, address] != there.get((who, address))]
        return changed + [f"around: {name}" for name in self.around if self.around[name] != other.around[name]]


class Watcher:
    """The browsers of the inspected side, logged in once, and the addresses they could ask for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {name: world.cast.client(name) for name in SIDE}
        for client in self.clients.values():
            client.get(reverse("profile"))  # the first request writes the session
        self.addresses = sorted(set(self._addresses()))

    def _addresses(self) -> Iterator[str]:
        names = [name for name in known() if name not in NOT_ASKED]
        for name in names:
            for arguments in self._arguments():
                try:
                    yield reverse(name, kwargs=arguments)
                except NoReverseMatch:
                    continue
        for unit in ("350582", "350521"):
            yield f"{reverse('inspection_visits')}?unit={unit}&state=planned"
            yield f"{reverse('register')}?unit={unit}"
        yield f"{reverse('inspection_orders')}?order=overdue"

    def _arguments(self) -> list[dict[str, object]]:
        sites = [site for rows in self.world.sites.values() for site in rows[:3]]  # three of five are drawn: one is hit
        keys = {*Duty.objects.values_list("pk", flat=True)[:2], *BriefLine.objects.values_list("pk", flat=True)[:1]}
        keys |= {1, 2, *Brief.objects.values_list("pk", flat=True)[:1]}
        month = Month(2018, 1)
        return [
            {},
            *({"code": each.project.code} for each in sites),
            *({"code": each.project.code, "month": month} for each in sites[:1]),
            *({"pk": key} for key in keys),
            *({"pk": key, "item": 1} for key in (1, 2)),
            {"code": "whole"},
            {"code": "0123456789ab"},
            {"month": month},
            {"month": month, "number": 1},
            {"page": "register"},
        ]

    def look(self, people: tuple[str, ...] = SIDE) -> Sight:
        sight = Sight()
        for name in people:
            for address in self.addresses:
                sight.answers[name, address] = self.ask(name, address)
        sight.around = {
            "inboxes": list(
                InboxItem.objects.filter(user__username__in=people).order_by("pk").values_list("text", "at")
            ),
            "jobs": list(Job.objects.order_by("pk").values_list("kind", "key", "inputs", "state")),
            "results": list(JobRun.objects.order_by("pk").values_list("inputs", "result")),
            "files": sorted(StoredFile.objects.values_list("name", "owner_kind", "owner_id")),
            "cache": sorted(map(repr, cache._cache.items())),
            "mail": [each.subject for each in mail.outbox],
        }
        return sight

    def ask(self, name: str, address: str) -> tuple[int, int, bytes]:
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = self.clients[name].get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
        if address.endswith(".xlsx") or "export" in address or "workbook" in address:
            content = b""  # a zip holds the second it was written; its rows are those of the list
        return answer.status_code, len(asked), TOKENS.sub(b"", content)


@pytest.fixture
def watcher(cast: Cast) -> Iterator[Watcher]:
    """A campaign with a locked and an open month, a programme of last quarter that is over, and no plan."""
    with time_machine.travel(NOW, tick=False):
        world = World(cast)
        cast.call(*SIDE, "dispatcher", "bureau_leader")
        world.month.open(1)
        world.month.accept(world.sites[JINJIANG][0], 1, "100")
        world.month.lock(1)
        world.month.open(2)
        world.programme()
        yield Watcher(world)


def planned_for_tomorrow(world: World) -> None:
    """Drawn last night, told to nobody."""
    world.drawn(Programme.objects.get())


def planned_for_today(world: World) -> None:
    """Released and opened by all who are sent, one of whom stepped back; the section looked at the whole list."""
    draw = world.drawn(Programme.objects.get())
    plans.release(draw_id=draw.pk, by=world.officer, at=NOW)
    for person in world.inspectors[:3]:
        plans.open_assignments(by=person.user, at=NOW)
    plans.open_plan(draw_id=draw.pk, purpose="安排车辆", by=world.officer, at=NOW)
    visit = world.site(draw)
    plans.recuse(code=visit.code, reason="亲属在施工单位任职", by=world.team(visit)[0], at=NOW)


def directed_for_today(world: World) -> None:
    """One directed check decided and opened by its team, another one waits for its second person."""
    programme, (here, there) = Programme.objects.get(), world.sites[JINJIANG][3:5]
    for site in (here, there):
        of = NewDirected(site, "complaint", "群众反映扬尘", world.inspectors[:2])
        check = directed.ask(programme_id=programme.pk, of=of, by=world.officer, at=NOW)
        directed.open_directed(directed_id=check.pk, purpose="决定", by=world.cast.dispatcher, at=NOW)
        if site == here:
            directed.decide(directed_id=check.pk, approve=True, by=world.cast.dispatcher, at=NOW)
    plans.open_assignments(by=world.inspectors[0].user, at=NOW)


def directed_and_called_off(world: World) -> None:
    """Decided, opened by its team and cancelled again by two persons; another one whose cancellation still waits."""
    programme = Programme.objects.get()
    for site, is_decided in zip(world.sites[JINJIANG][3:5], (True, False), strict=True):
        of = NewDirected(site, "complaint", "群众反映扬尘", world.inspectors[:2])
        check = directed.ask(programme_id=programme.pk, of=of, by=world.officer, at=NOW)
        for person in (world.cast.dispatcher, world.officer):
            directed.open_directed(directed_id=check.pk, purpose="决定", by=person, at=NOW)
        directed.decide(directed_id=check.pk, approve=True, by=world.cast.dispatcher, at=NOW)
        plans.open_assignments(by=world.inspectors[0].user, at=NOW)
        cancelling.ask_cancel(directed_id=check.pk, reason=f"{site.project.name}已停工", by=world.officer, at=NOW)
        if is_decided:
            cancelling.decide_cancel(directed_id=check.pk, approve=True, by=world.cast.dispatcher, at=NOW)


def cancelled(world: World) -> None:
    """Drawn and voided again."""
    draw = world.drawn(Programme.objects.get())
    draws.ask_redraw(draw_id=draw.pk, reason="名录有误", by=world.officer, at=NOW)
    draws.decide_redraw(draw_id=draw.pk, approve=True, by=world.cast.dispatcher, at=NOW)


def arrived_elsewhere(world: World) -> None:
    """The team stands in 惠安; 晋江 and the owners know nothing of it, nor of what is planned for them."""
    planned_for_today(world)
    visit = world.site(Visit.objects.latest("pk").draw, HUIAN)
    visits.check_in(code=visit.code, place=None, by=world.team(visit)[0], at=NOW)


NOT_HUIAN = tuple(name for name in SIDE if not name.startswith("huian"))


def test_a_plan_makes_no_difference_to_the_inspected_side(watcher: Watcher, caplog: pytest.LogCaptureFixture) -> None:
    """One look without a plan, one with each kind of plan, which is undone again."""
    before = watcher.look()
    assert sum(status == 200 for status, _, _ in before.answers.values()) > 12 * len(SIDE)
    for plan in (planned_for_tomorrow, planned_for_today, directed_for_today, cancelled):
        assert changed_by(watcher, before, plan, SIDE, caplog) == [], plan.__doc__


def test_a_check_that_was_called_off_was_never_there(watcher: Watcher, caplog: pytest.LogCaptureFixture) -> None:
    before = watcher.look()
    assert changed_by(watcher, before, directed_and_called_off, SIDE, caplog) == []


def test_a_team_that_stands_in_one_county_is_no_news_in_another(
    watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    before = watcher.look(NOT_HUIAN)
    assert changed_by(watcher, before, arrived_elsewhere, NOT_HUIAN, caplog) == []


def changed_by(
    watcher: Watcher,
    before: Sight,
    plan: Callable[[World], None],
    people: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
) -> list[str]:
    """What the people would see or find differently with the plan."""
    caplog.clear()
    with transaction.atomic(), caplog.at_level(logging.DEBUG):
        plan(watcher.world)
        found = before.differences(watcher.look(people)) + traces(caplog)
        transaction.set_rollback(True)
    return found


def traces(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What of a plan is named where anybody may look: logs, all inboxes, jobs, files."""
    waiting = Visit.objects.filter(state__in=("planned", "cancelled")).select_related("listing__project")
    names = [word for each in waiting for word in (each.code, each.listing.project.name)]
    names += DirectedCheck.objects.filter(state="asked").values_list("listing__project__name", flat=True)
    statements = {"django.db.backends"}  # of debugging, off in production; parameters of rows
    said = [each.getMessage() for each in caplog.records if each.name not in statements]
    said += InboxItem.objects.values_list("text", flat=True)
    said += [f"{each.kind} {each.key} {each.inputs} {each.step_label} {each.error}" for each in Job.objects.all()]
    said += StoredFile.objects.values_list("name", flat=True)
    said += map(repr, cache._cache.items())
    return sorted({name for name in names for text in said if name in text})


def test_the_address_of_a_planned_visit_answers_like_one_that_does_not_exist(watcher: Watcher) -> None:
    planned_for_today(watcher.world)
    made_up = "0123456789ab"
    for visit in Visit.objects.filter(listing__unit__code=JINJIANG):
        for name in ("inspection_visit", "inspection_checklist", "inspection_finding", "inspection_finish"):
            for person in SIDE:
                real = watcher.ask(person, reverse(name, args=[visit.code]))
                none = watcher.ask(person, reverse(name, args=[made_up]))
                assert real[:2] == none[:2], (name, person)
                assert real[2].replace(visit.code.encode(), made_up.encode()) == none[2], (name, person)


def test_the_list_and_its_export_hold_no_planned_visit_even_for_who_knows_the_plan(watcher: Watcher) -> None:
    planned_for_today(watcher.world)
    officer = watcher.world.cast.client("section_officer")
    page = officer.get(reverse("inspection_visits")).content.decode()
    names = Visit.objects.values_list("listing__project__name", flat=True)
    assert not [name for name in names if name in page]


# --- red controls: each of these leaks is found -----------------------------------------------------------------------


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one predicate forgets the state of a visit."""
    monkeypatch.setattr(
        VisitQuerySet, "visible_to", lambda rows, user: rows.filter(querysets._within_reach(user, "listing__"))
    )


def leak_by_the_dossier(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Predicate and panel both forget: either alone would still hold."""
    forgetful(monkeypatch)
    monkeypatch.setattr(inspected, "REVEALED", VisitState.values)


def leak_by_an_inbox(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [world.cast.jinjiang_approver]
    inbox.notify(users=people, kind="leak", subject="x", text="请做好准备", url="/", at=NOW)


def leak_by_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Job.objects.create(kind="inspection.notice", key=Visit.objects.all()[0].code, requested_at=NOW, due_at=NOW)


def leak_by_a_file_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{Visit.objects.all()[0].listing.project.name}检查方案.docx"
    store_file(name, BytesIO(b"x"), kind="paper", by=SYSTEM, at=NOW)


def leak_by_the_cache(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("inspections.plan", [each.code for each in Visit.objects.all()])


@pytest.mark.parametrize(
    "leak",
    [leak_by_the_dossier, leak_by_an_inbox, leak_by_a_job, leak_by_a_file_name, leak_by_the_cache],
    ids=lambda each: each.__name__,
)
def test_red_control_a_planted_leak_is_found(
    watcher: Watcher, leak: Callable[[World, pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = ("jinjiang_approver",)
    before = watcher.look(people)
    with transaction.atomic():
        planned_for_today(watcher.world)
        leak(watcher.world, monkeypatch)
    assert before.differences(watcher.look(people)) != []


def test_red_control_a_forgetful_predicate_is_found_at_the_address_itself(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned_for_today(watcher.world)
    forgetful(monkeypatch)
    address = reverse("inspection_visit", args=[watcher.world.site(Visit.objects.latest("pk").draw).code])
    assert watcher.ask("jinjiang_approver", address)[0] != 404


def test_red_control_a_planted_log_line_is_found(watcher: Watcher, caplog: pytest.LogCaptureFixture) -> None:
    planned_for_today(watcher.world)
    name = Visit.objects.all()[0].listing.project.name
    with caplog.at_level(logging.INFO):
        logging.getLogger("portal.inspections").info("drawn: %s", name)
    assert traces(caplog) == [name]
