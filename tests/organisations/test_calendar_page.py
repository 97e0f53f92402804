"""The working calendar on its page: seen by year, changed a day at a time, and honest about what it does not know."""

from datetime import date

import pytest
from django.urls import reverse

from core.journal.models import Entry
from core.organisations.actions import install_reference_data
from core.organisations.calendar import working_calendar
from core.organisations.models import CalendarDay
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast):
    from core.journal.actor import SYSTEM

    install_reference_data(at=AT, by=SYSTEM)
    return cast.client("system_admin")


def test_a_year_is_shown_with_its_working_days(admin):
    page = admin.get(reverse("calendar_days"), {"year": "2018"})
    assert page.context["working_days"] == 250
    text = page.content.decode()
    assert "12月29日" in text
    assert "2018年尚未录入" not in text


@pytest.mark.parametrize("year", ["2031", "2016"])
def test_an_unknown_year_warns(admin, year):
    assert f"{year}年尚未录入放假安排" in admin.get(reverse("calendar_days"), {"year": year}).content.decode()


@pytest.mark.parametrize("year", ["", "abc", "0", "99999", "²⁰¹⁸"])
def test_a_nonsense_year_is_this_year_or_the_nearest(admin, year):
    assert admin.get(reverse("calendar_days"), {"year": year}).status_code == 200


def test_a_day_is_entered_changed_and_removed(admin):
    day = date(2018, 8, 24)
    sent = {"date": "2018-08-24", "is_working": "0", "note": "台风停工，市政府通知"}
    assert admin.post(reverse("calendar_day_set"), sent).status_code == 302
    assert not working_calendar().is_working(day)
    admin.post(reverse("calendar_day_set"), sent | {"is_working": "1"})
    assert working_calendar().is_working(day)
    admin.post(reverse("calendar_day_remove", args=[day]))
    assert not CalendarDay.objects.filter(date=day).exists()
    actions = list(Entry.objects.values_list("action", flat=True))[1:]
    assert actions == ["organisations.set_calendar_day"] * 2 + ["organisations.remove_calendar_day"]


def test_a_day_without_a_source_is_refused(admin):
    page = admin.post(reverse("calendar_day_set"), {"date": "2018-08-24", "is_working": "0", "note": ""})
    assert page.status_code == 422
    assert "note" in page.context["form"].errors


def test_a_day_that_does_not_exist_is_no_address(admin):
    assert admin.post("/calendar/2018-02-30/remove/").status_code == 404
