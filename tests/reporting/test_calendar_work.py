"""What the calendar does in the month by itself, on the portal's clock."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.accounts.models import InboxItem
from core.foundation.months import Month
from core.operations import periods
from core.operations.models import Job
from projects.models import ProjectRevision
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
