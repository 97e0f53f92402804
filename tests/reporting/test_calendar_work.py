"""What the calendar does in the month by itself, on the portal's clock."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.accounts.models import InboxItem
from core.foundation.months import Month
from core.operations import periods
from core.operations.models import Job
from projects.choices import BatchKind
from projects.models import Milestone, PlanBatch, ProjectRevision
from reporting.models import Brief, Duty, ReportingMonth

from .world import World, moment


def test_a_month_opens_on_the_20th_once_the_one_before_is_locked(world: World) -> None:
    world.project("A1")
    periods.run_due(moment(1, 19, 23))
    assert not ReportingMonth.objects.exists()
    periods.run_due(moment(1, 20, 0))
    periods.run_due(moment(1, 20, 0, 1))
    assert Duty.objects.count() == 1
    periods.run_due(moment(2, 21))
    assert ReportingMonth.objects.count() == 1
    world.lock(1)
    periods.run_due(moment(2, 21))
    assert [month.month for month in ReportingMonth.objects.all()] == [Month(2018, 1), Month(2018, 2)]


def test_who_owes_is_reminded_two_working_days_before_and_on_the_day(world: World) -> None:
    world.cast.user("jinjiang_reporter")
    world.project("A1")
    periods.run_due(moment(1, 20))
    for day, told in ((22, 0), (23, 1), (24, 1), (25, 1)):
        periods.run_due(moment(1, day))
        items = InboxItem.objects.filter(kind="month_owed", user=world.cast.jinjiang_reporter)
        assert items.count() == told, day
    item = items.get()
    assert "还有1项未报" in item.text
    assert "1月25日17时截止" in item.text


def _open_reminders(world: World, name: str) -> list[str]:
    items = InboxItem.objects.filter(user=world.cast.user(name), kind="month_owed", resolved_at__isnull=True)
    return [item.text for item in items]


def test_the_owner_of_a_project_of_the_city_is_reminded_too(world: World) -> None:
    """市本级 has no county reporter: its reports are filled by the firms that own the projects."""
    world.cast.call("project_company", "other_company")
    world.project("C1", unit="350500", owner=world.cast.firm("泉州城建项目公司（演示）"))
    world.open(1)
    periods.run_due(moment(1, 23))
    assert len(_open_reminders(world, "project_company")) == 1
    assert not _open_reminders(world, "other_company")


def test_a_reminder_goes_away_with_the_last_report(world: World) -> None:
    owner = world.cast.firm("泉州城建项目公司（演示）")
    roads = [world.project(code, unit="350500", owner=owner) for code in ("C1", "C2")]
    world.cast.call("project_company")
    world.open(1)
    periods.run_due(moment(1, 23))
    world.submit(roads[0], 1, "10")
    assert _open_reminders(world, "project_company")
    world.submit(roads[1], 1, "10")
    assert not _open_reminders(world, "project_company")


def test_the_lock_ends_the_reminders_of_its_month(world: World) -> None:
    world.cast.call("jinjiang_reporter", "dispatcher")
    world.project("A1")
    world.open(1)
    periods.run_due(moment(1, 23))
    periods.run_due(moment(2, 5))
    assert _open_reminders(world, "jinjiang_reporter")
    world.lock(1)
    assert not InboxItem.objects.filter(resolved_at__isnull=True, kind__in=["month_owed", "lock_due"]).exists()


def test_an_edit_of_the_register_reaches_the_running_brief_at_the_next_tick(
    world: World, django_capture_on_commit_callbacks
) -> None:
    road = world.project("A1", plan="1200")
    world.open(1)
    with django_capture_on_commit_callbacks(execute=True):
        periods.run_due(moment(1, 24))
    assert Brief.objects.get().lines.get().total_investment_wan == Decimal("100000.00")

    road.project.total_investment_wan = Decimal(200_000)
    road.project.save()
    facts = {"name": road.project.name, "status": road.project.status}
    ProjectRevision.objects.create(
        project=road.project, number=1, changed_by_label="业务科室", reason="概算", known_from=moment(1, 24), **facts
    )
    with django_capture_on_commit_callbacks(execute=True):
        periods.run_due(moment(1, 24) + timedelta(minutes=1))
    assert Brief.objects.get().lines.get().total_investment_wan == Decimal("200000.00")
    before = Job.objects.get(kind="reporting.refresh_running").wanted
    periods.run_due(moment(1, 24) + timedelta(minutes=2))
    assert Job.objects.get(kind="reporting.refresh_running").wanted == before


@pytest.mark.parametrize("day", [5, 6])
def test_the_dispatcher_is_told_when_the_lock_is_due(world: World, day: int) -> None:
    world.cast.user("dispatcher")
    world.project("A1")
    periods.run_due(moment(1, 20))
    periods.run_due(moment(2, day))
    assert InboxItem.objects.filter(kind="lock_due", user=world.cast.dispatcher).count() == 1


def test_what_joins_the_list_during_the_month_gets_its_duty_unless_it_begins_later(world: World) -> None:
    world.project("A1")
    world.open(1)
    periods.run_due(moment(1, 24))
    later = {"kind": BatchKind.ADJUSTMENT, "campaign": world.campaign, "approved_at": moment(1, 24)}
    batches = [
        PlanBatch.objects.create(number=number, effective_month=Month(2018, month), **later)
        for number, month in ((2, 1), (3, 2))
    ]
    for code, world.batch in zip(("A2", "A3"), batches, strict=True):
        world.project(code)
    periods.run_due(moment(1, 24) + timedelta(minutes=1))
    owed = Duty.objects.order_by("pk").values_list("listing__project__code", flat=True)
    assert list(owed) == ["A1", "A2"]


def test_the_running_brief_follows_the_days_and_the_nodes(world: World) -> None:
    """A node falls due overnight and is reached by noon: nobody reported, and the brief says so both times."""
    road = world.project("A1")
    world.open(1)
    node = Milestone.objects.create(project=road.project, sequence=1, name="封顶", planned_on=date(2018, 1, 24))
    job = Job.objects.filter(kind="reporting.refresh_running")
    asked = []
    for at in (moment(1, 24), moment(1, 24, 12), moment(1, 25)):
        periods.run_due(at)
        asked.append(job.get().wanted)
    node.actual_on = date(2018, 1, 25)
    node.save()
    periods.run_due(moment(1, 25, 12))
    asked.append(job.get().wanted)
    assert asked == [1, 1, 2, 3]
