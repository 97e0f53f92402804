"""The reference data: 14 units in five groups, 金门 a region only, and ten years of announced days."""

from datetime import UTC, date, datetime

import pytest

from core.journal.actor import SYSTEM
from core.journal.models import Entry
from core.organisations.actions import install_reference_data
from core.organisations.calendar import working_calendar
from core.organisations.choices import UnitKind
from core.organisations.models import CalendarDay, Department, RankingGroup, Region, ReportingUnit

pytestmark = pytest.mark.django_db
AT = datetime(2018, 7, 24, 1, tzinfo=UTC)


def test_fourteen_units_report_and_jinmen_is_a_region_only():
    install_reference_data(at=AT, by=SYSTEM)
    kinds = list(ReportingUnit.objects.values_list("kind", flat=True))
    assert (kinds.count(UnitKind.COUNTY), kinds.count(UnitKind.ZONE), kinds.count(UnitKind.CITY_LEVEL)) == (11, 2, 1)
    assert Region.objects.filter(code="350527").exists()
    assert not ReportingUnit.objects.filter(region__code="350527").exists()


def test_groups_are_those_that_are_compared():
    install_reference_data(at=AT, by=SYSTEM)
    groups = {
        group.name: {unit.name for unit in ReportingUnit.objects.filter(group=group)}
        for group in RankingGroup.objects.all()
    }
    assert groups == {
        "市辖区": {"鲤城区", "丰泽区", "洛江区", "泉港区"},
        "县级市及惠安": {"晋江市", "石狮市", "南安市", "惠安县"},
        "山区县": {"安溪县", "永春县", "德化县"},
        "开发区": {"泉州开发区", "泉州台商投资区"},
        "市直": {"市本级"},
    }
    assert list(ReportingUnit.objects.filter(is_ranked=False).values_list("name", flat=True)) == ["市本级"]


def test_the_province_counts_the_taiwanese_zone_with_huian():
    install_reference_data(at=AT, by=SYSTEM)
    merged = ReportingUnit.objects.filter(merged_into__isnull=False).values_list("code", "merged_into__code")
    assert list(merged) == [("QZTSQ", "350521")]


def test_installing_again_changes_nothing_and_writes_no_entry():
    first = install_reference_data(at=AT, by=SYSTEM)
    Department.objects.filter(code="FGW").update(name="市发改委")
    again = install_reference_data(at=AT, by=SYSTEM)
    assert (first.units, again.total) == (14, 0)
    assert Department.objects.get(code="FGW").name == "市发改委"
    assert Entry.objects.count() == 1


def test_installing_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        install_reference_data(at=AT, by=SYSTEM)


def test_the_calendar_knows_ten_years_and_the_shifted_day_of_2018():
    install_reference_data(at=AT, by=SYSTEM)
    calendar = working_calendar()
    assert not calendar.unknown_years(date(2017, 1, 1), date(2026, 12, 31))
    assert calendar.is_working(date(2018, 12, 29))  # a Saturday, worked by the notice for 2019
    assert calendar.used(date(2017, 12, 31), date(2018, 12, 31)) == 250
    assert calendar.add(date(2018, 2, 14), 3) == date(2018, 2, 24)
    assert CalendarDay.objects.get(date=date(2018, 2, 24)).note == "春节调休"
